using DataLakeTools.Core.Tables.Contracts;
using DataLakeTools.Core.Tables.Engine;

namespace DataLakeTools.Core.Tables.Builds;

/// <summary>The Trusted files that tables as of a day are made of.</summary>
internal static class RefinedInputs
{
    /// <summary>Those of some days.</summary>
    /// <param name="days">The published days, oldest first.</param>
    /// <param name="model">The model.</param>
    public static IReadOnlyList<ManifestTable> Of(IEnumerable<TableManifest> days, TableModel model)
    {
        var newest = new NewestFiles(model);
        foreach (var day in days)
        {
            newest.Add(day.Day, day.Tables);
        }

        return newest.All;
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
            Columns = ColumnsOf(table),
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

    /// <summary>The columns of a table of several files: those of the last, and then what only others have.</summary>
    /// <param name="files">Its files.</param>
    public static IReadOnlyList<ColumnContract> ColumnsOf(IEnumerable<ManifestTable> files) =>
        [.. files.Reverse().SelectMany(file => file.Columns).DistinctBy(column => column.Name, StringComparer.Ordinal)];
}
