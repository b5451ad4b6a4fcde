using DataLakeTools.Core.Tables.Contracts;
using DataLakeTools.Core.Tables.Engine;

namespace DataLakeTools.Core.Tables.Builds;

/// <summary>The Trusted files that tables as of a day are made of.</summary>
internal static class RefinedInputs
{
    /// <summary>
    /// Of each raw folder's source the newest day; of tables that keep the latest record of each id every day.
    /// </summary>
    /// <param name="days">The published days, oldest first.</param>
    /// <param name="model">The model.</param>
    public static IReadOnlyList<ManifestTable> Of(IEnumerable<TableManifest> days, TableModel model)
    {
        var all = new List<ManifestTable>();
        var newest = new Dictionary<(string Table, string Source), (DateOnly Day, List<ManifestTable> Files)>();
        foreach (var day in days)
        {
            foreach (var table in day.Tables)
            {
                if (model.Tables.TryGetValue(table.Table, out var contract) && contract.Latest is not null)
                {
                    all.Add(table);
                    continue;
                }

                var source = (table.Table, SourceOf(table));
                if (!newest.TryGetValue(source, out var files) || files.Day != day.Day)
                {
                    newest[source] = files = (day.Day, []);
                }

                files.Files.Add(table);
            }
        }

        all.AddRange(newest.Values.SelectMany(source => source.Files));
        all.Sort((left, right) => string.CompareOrdinal(left.Key, right.Key));
        return all;
    }

    /// <summary>Makes the files known to a session, each table under its name; tables of the model without a file are empty.</summary>
    /// <param name="session">The session.</param>
    /// <param name="inputs">The files.</param>
    /// <param name="model">The model.</param>
    /// <param name="files">Brings them to this machine.</param>
    /// <param name="wanted">Whether a table is needed.</param>
    /// <param name="asRead">The contract that a table is read by.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task AttachAsync(
        IEngineSession session,
        IReadOnlyList<ManifestTable> inputs,
        TableModel model,
        TableFiles files,
        Func<string, bool> wanted,
        Func<TableContract, TableContract> asRead,
        CancellationToken cancellationToken)
    {
        foreach (var contract in model.Of(layer: null).Where(seed => wanted(seed.Table)))
        {
            await session.AttachAsync(contract, [], cancellationToken).ConfigureAwait(false);
        }

        var byTable = inputs.ToLookup(input => input.Table, StringComparer.Ordinal);
        var unknown = byTable.Where(table => !model.Tables.ContainsKey(table.Key)).Select(table => new TableContract
        {
            Table = table.Key,
            Layer = TableLayer.Trusted,
            Columns = table.Last().Columns,
        });
        foreach (var contract in model.Of(TableLayer.Trusted).Concat(unknown).Where(table => wanted(table.Table)))
        {
            var local = new List<TableFile>();
            foreach (var input in byTable[contract.Table])
            {
                local.Add(new TableFile(await files.LocalAsync(input.Key, input.Checksum, cancellationToken).ConfigureAwait(false), LakeKey.Parse(input.Key).Date, input.Columns, input.RawKey));
            }

            await session.AttachAsync(asRead(contract), local, cancellationToken).ConfigureAwait(false);
        }
    }

    // The raw file without its day. A Trusted file has another name where it took the place of one.
    private static string SourceOf(ManifestTable table)
    {
        var key = LakeKey.Parse(table.Key);
        return string.Join('/', [key.Origin, .. key.Specification, table.RawKey is null ? string.Empty : LakeKey.Parse(table.RawKey).FileName]);
    }
}
