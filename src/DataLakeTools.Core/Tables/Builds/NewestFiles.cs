using DataLakeTools.Core.Tables.Contracts;

namespace DataLakeTools.Core.Tables.Builds;

/// <summary>
/// The Trusted files that Refined tables are made of: of each raw folder's source the newest day; of tables that keep the latest
/// record of each id every day.
/// </summary>
/// <param name="model">The model.</param>
internal sealed class NewestFiles(TableModel model)
{
    private readonly List<ManifestTable> _ofEveryDay = [];
    private readonly Dictionary<(string Table, string Source), (DateOnly Day, List<ManifestTable> Files)> _newest = [];

    /// <summary>All of them, in the order of their keys.</summary>
    public IReadOnlyList<ManifestTable> All =>
        [.. _ofEveryDay.Concat(_newest.Values.SelectMany(source => source.Files)).OrderBy(file => file.Key, StringComparer.Ordinal)];

    /// <summary>Adds the files of a day.</summary>
    /// <param name="day">The day.</param>
    /// <param name="files">Its files.</param>
    /// <returns>The files that do not count: of this day or of earlier ones.</returns>
    public IReadOnlyList<ManifestTable> Add(DateOnly day, IEnumerable<ManifestTable> files)
    {
        var outdated = new List<ManifestTable>();
        foreach (var file in files)
        {
            if (model.Tables.TryGetValue(file.Table, out var contract) && contract.Latest is not null)
            {
                _ofEveryDay.Add(file);
                continue;
            }

            var source = (file.Table, SourceOf(file));
            var newest = _newest.GetValueOrDefault(source, (day, []));
            if (newest.Day > day)
            {
                outdated.Add(file);
                continue;
            }

            if (newest.Day < day)
            {
                outdated.AddRange(newest.Files);
                newest = (day, []);
            }

            newest.Files.Add(file);
            _newest[source] = newest;
        }

        return outdated;
    }

    // The raw file without its day. A Trusted file has another name where it took the place of one.
    private static string SourceOf(ManifestTable table)
    {
        var key = LakeKey.Parse(table.Key);
        return string.Join('/', [key.Origin, .. key.Specification, table.RawKey is null ? string.Empty : LakeKey.Parse(table.RawKey).FileName]);
    }
}
