using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Lake;
using DataLakeTools.Core.Reporting;
using DataLakeTools.Core.Tables.Contracts;
using DataLakeTools.Core.Tables.Engine;

namespace DataLakeTools.Core.Tables.Builds;

/// <summary>Types the raw objects of one folder and publishes the files. What they are is returned for the manifest of the day.</summary>
/// <param name="build">The build it is part of.</param>
internal sealed class TrustedBuild(BuildContext build)
{
    private const string RejectsName = "rejects";
    private const int ColumnsInMessage = 4;
    private const int CharactersOfExample = 40;

    /// <summary>Types a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="session">A session that nobody else uses meanwhile.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<(IReadOnlyList<ManifestTable> Tables, IReadOnlyList<ManifestInput> Inputs)> RunAsync(RawFolder folder, IEngineSession session, CancellationToken cancellationToken)
    {
        // Of CSV each file is a table; the records of all JSON files are one.
        var isCsv = folder.Key.Format == LakeConvention.CsvFormat;
        var step = build.Meter.BeginTyping(NameOf(folder.Key, ContractOf(folder.Key)), folder);
        var (typed, inputs) = isCsv
            ? await TypeCsvAsync(folder, step, session, cancellationToken).ConfigureAwait(false)
            : await TypeJsonAsync(folder, step, session, cancellationToken).ConfigureAwait(false);
        var rejects = build.Work.NewFile(RejectsName + TableFiles.Extension);
        var columns = await session.WriteRejectsAsync(rejects, byFile: isCsv, cancellationToken).ConfigureAwait(false);
        foreach (var table in typed.Where(table => table.Rows.RejectedRows > 0))
        {
            Judge(folder, table, columns.Where(column => column.Table == table.Contract.Table && column.RawKey == table.RawKey));
        }

        // Nothing goes into the lake before all of the folder is judged.
        var tables = new List<ManifestTable>();
        foreach (var table in typed)
        {
            tables.Add(await PublishAsync(folder, table, cancellationToken).ConfigureAwait(false));
        }

        build.Meter.End(step);
        if (columns.Count == 0)
        {
            return (tables, inputs);
        }

        var (key, _, checksum) = await build.Files.PublishAsync(rejects, folder.TrustedKey(RejectsName + TableFiles.Extension), cancellationToken).ConfigureAwait(false);
        return ([.. tables.Select(table => table.RejectedRows > 0 ? table with { RejectsKey = key, RejectsChecksum = checksum.ToString() } : table)], inputs);
    }

    /// <summary>
    /// The tables that a folder is expected to become, as its keys tell; none where its records have to be read to know. A record whose
    /// fields tell another kind goes by them when it is typed.
    /// </summary>
    /// <param name="folder">The folder.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<IReadOnlyList<string>> TablesOfAsync(RawFolder folder, CancellationToken cancellationToken)
    {
        if (folder.Key.Format != LakeConvention.CsvFormat)
        {
            return ContractOf(folder.Key) is { From.Specification: not null } contract ? [contract.Table] : [];
        }

        var tables = new List<string>();
        await foreach (var (key, _) in build.Raw.ListAsync(folder, cancellationToken).ConfigureAwait(false))
        {
            tables.Add(NameOf(key, ContractOf(key)));
        }

        return [.. tables.Distinct(StringComparer.Ordinal)];
    }

    /// <summary>What a table that nobody has described is named by: the origin and specification, or the file, of its raw data.</summary>
    /// <param name="table">The table.</param>
    public static string NamedBy(ManifestTable table)
    {
        var key = LakeKey.Parse(table.RawKey ?? table.Key);
        return string.Join('/', NamedBy(key).Prepend(key.Origin));
    }

    private TableContract? ContractOf(LakeKey key) => build.Model.Of(TableLayer.Trusted).FirstOrDefault(table => table.From!.Covers(key));

    private async Task<(List<TypedTable> Tables, List<ManifestInput> Inputs)> TypeCsvAsync(
        RawFolder folder, BuildStep step, IEngineSession session, CancellationToken cancellationToken)
    {
        var tables = new List<TypedTable>();
        var inputs = new List<ManifestInput>();
        await foreach (var (key, found) in build.Raw.ListAsync(folder, cancellationToken).ConfigureAwait(false))
        {
            var known = ContractOf(key);
            build.Meter.Name(step, NameOf(key, known));
            var (rows, input) = await build.Raw.CsvAsync(found, bytes => build.Meter.AddChecked(step, bytes), cancellationToken).ConfigureAwait(false);
            rows = rows with { OnRead = count => build.Meter.Add(step, count, (double)found.Size * count / rows.Summary.Rows) };
            var contract = known ?? TableContract.OfText(FreeNameOf(key), SourceOf(key), rows.Summary.Columns);
            CheckColumns(contract, rows);
            var path = build.Work.NewFile(contract.Table + TableFiles.Extension);
            var typed = await session.TypeCsvAsync(rows, contract, path, Metadata(contract, input), cancellationToken).ConfigureAwait(false);
            build.Raw.Release(rows);
            ThrowIfOtherRows(key.Value, rows.Summary.Rows, typed.Rows);
            var name = Path.GetFileNameWithoutExtension(key.FileName) + TableFiles.Extension;
            tables.Add(new TypedTable(contract, path, name, typed, Outside(contract, rows), key.Value));
            inputs.Add(input);
        }

        return (tables, inputs);
    }

    private async Task<(List<TypedTable> Tables, List<ManifestInput> Inputs)> TypeJsonAsync(
        RawFolder folder, BuildStep step, IEngineSession session, CancellationToken cancellationToken)
    {
        var kinds = new SortedDictionary<string, (TableContract? Contract, IRecordTable Records)>(StringComparer.Ordinal);
        var inputs = new List<ManifestInput>();
        var tables = new List<TypedTable>();
        try
        {
            await foreach (var (_, found) in build.Raw.ListAsync(folder, cancellationToken).ConfigureAwait(false))
            {
                IRecordTable? records = null;
                inputs.Add(await build.Raw.JsonAsync(
                    found,
                    (json, row) =>
                    {
                        records ??= RecordsFor(json);
                        records.Append(found.Key, row, json);
                        build.Meter.Add(step, rows: 1, json.Length);
                    },
                    cancellationToken).ConfigureAwait(false));
            }

            foreach (var (_, (known, records)) in kinds)
            {
                var fields = await records.FieldsAsync(cancellationToken).ConfigureAwait(false);
                var contract = known ?? TableContract.OfText(FreeNameOf(folder.Key), SourceOf(folder.Key), [.. fields.Select(field => field.Name)]);
                var path = build.Work.NewFile(contract.Table + TableFiles.Extension);
                var typed = await records.WriteAsync(contract, path, Metadata(contract, folder, inputs), cancellationToken).ConfigureAwait(false);
                ThrowIfOtherRows(folder.Path, records.Rows, typed.Rows);
                tables.Add(new TypedTable(contract, path, FileNameOf(contract, folder.Key), typed, Outside(contract, fields), RawKey: null));
            }
        }
        finally
        {
            foreach (var (_, records) in kinds.Values)
            {
                await records.DisposeAsync().ConfigureAwait(false);
            }
        }

        return (tables, inputs);

        // A file of the Raw zone has records of one structure, so the first tells what all are.
        IRecordTable RecordsFor(byte[] first)
        {
            var contract = Recognise(folder.Key, first);
            var name = contract?.Table ?? string.Empty;
            build.Meter.Name(step, NameOf(folder.Key, contract));
            if (!kinds.TryGetValue(name, out var kind))
            {
                kinds[name] = kind = (contract, session.BeginRecords());
            }

            return kind.Records;
        }
    }

    private TableContract? Recognise(LakeKey key, byte[] record)
    {
        var candidates = build.Model.Of(TableLayer.Trusted).Where(table => table.From!.IsOfSameKind(key)).ToList();
        using var json = JsonDocument.Parse(record, new JsonDocumentOptions { MaxDepth = Raw.Json.RawRecord.MaxDepth });
        var fields = json.RootElement.ValueKind == JsonValueKind.Object
            ? json.RootElement.EnumerateObject().Select(Raw.Json.JsonText.NameOf).ToHashSet(StringComparer.Ordinal)
            : [];

        // Else the specification says what they are, if they have at least the field that tells one from another.
        return candidates.Where(table => table.Recognise.Count > 0 && table.Recognise.All(fields.Contains)).MaxBy(table => table.Recognise.Count)
            ?? candidates.FirstOrDefault(table => table.From!.Specification is not null && table.From.Covers(key) && (table.Latest is null || fields.Contains(table.Latest)));
    }

    private async Task<ManifestTable> PublishAsync(RawFolder folder, TypedTable typed, CancellationToken cancellationToken)
    {
        var (key, size, checksum) = await build.Files.PublishAsync(typed.Path, folder.TrustedKey(typed.FileName), cancellationToken).ConfigureAwait(false);
        return new ManifestTable
        {
            Table = typed.Contract.Table,
            Key = key,
            Size = size,
            Checksum = checksum.ToString(),
            Rows = typed.Rows.Rows,
            RejectedRows = typed.Rows.RejectedRows,
            RawFolder = folder.Path,
            RawKey = typed.RawKey,
            Model = build.TrustedModelOf(folder.Key),
            Columns = typed.Contract.Columns,
            Outside = typed.Outside,
        };
    }

    private static void ThrowIfOtherRows(string raw, long read, long written)
    {
        if (read != written)
        {
            throw new DataLakeException(
                DataLakeError.EngineFailed,
                string.Create(CultureInfo.InvariantCulture, $"The table of '{raw}' has {Count.Of(written, "row")}, and {read:#,0} were read for it."),
                "Nothing of its day was published. Run again; if it stays so, report it as a fault of this program: both have to count alike.",
                raw);
        }
    }

    private void CheckColumns(TableContract contract, CsvRows rows)
    {
        var missing = contract.Columns.Where(column => !column.Source.Any(source => rows.Summary.Columns.Contains(source, StringComparer.Ordinal))).ToList();
        if (missing.Count == contract.Columns.Count)
        {
            throw new DataLakeException(
                DataLakeError.ColumnMissing,
                $"{build.Store.Lake.AddressOf(rows.RawKey)} has none of the columns of the table '{contract.Table}', but {string.Join(", ", rows.Summary.Columns.Take(5))}.",
                "Send it under another specification, or give the table's contract the names of its columns.",
                rows.RawKey);
        }

        if (missing.Find(column => column.Required) is { } required)
        {
            throw new DataLakeException(
                DataLakeError.ColumnMissing,
                $"{build.Store.Lake.AddressOf(rows.RawKey)} lacks the column '{required.Source[0]}', which the table '{contract.Table}' requires.",
                "Send it under another specification, or give the table's contract the name of its column.",
                rows.RawKey);
        }

        if (contract.OtherFields == false && Outside(contract, rows) is { Count: > 0 } others)
        {
            build.Reporter.Warning(
                $"{build.Store.Lake.AddressOf(rows.RawKey)} has columns that the table '{contract.Table}' does not have, and that are left out of it: {string.Join(", ", others.Select(column => column.Name))}.");
        }

        if (missing.Count > 0)
        {
            build.Reporter.Warning(
                $"{build.Store.Lake.AddressOf(rows.RawKey)} lacks columns of the table '{contract.Table}', which are empty there: {string.Join(", ", missing.Select(column => column.Source[0]))}.");
        }
    }

    private void Judge(RawFolder folder, TypedTable typed, IEnumerable<RejectedColumn> columns)
    {
        var (contract, rows) = (typed.Contract, typed.Rows);
        var examples = string.Join("; ", columns.Take(ColumnsInMessage).Select(column => string.Create(
            CultureInfo.InvariantCulture, $"{(column.Column.Length == 0 ? "the whole record" : column.Column)} ({column.Rule}) {column.Count}x, first '{Shown(column.Example)}'")));
        var what = string.Create(
            CultureInfo.InvariantCulture, $"{rows.RejectedRows:#,0} of {Count.Of(rows.Rows, "row")} of '{contract.Table}' from {typed.RawKey ?? folder.Path} {Count.Has(rows.RejectedRows)} a value that breaks its contract: {examples}.");
        if (!contract.AllowsRejects(rows.RejectedRows, rows.Rows))
        {
            throw new DataLakeException(
                DataLakeError.TooManyRejects,
                string.Create(CultureInfo.InvariantCulture, $"{what} At most {100 * contract.EffectiveRejectLimit:0.###} % may."),
                $"Look at the raw files; if it has to be, raise rejectLimit in the contract, in a model of your own ({LakeSetting.Model}).",
                folder.Path);
        }

        build.Reporter.Warning($"{what} They are empty in the table and listed in its rejects.");
    }

    private static string Shown(string text) => text.Length > CharactersOfExample ? string.Concat(text.AsSpan(0, CharactersOfExample), "...") : text;

    private static IReadOnlyList<FieldCount> Outside(TableContract contract, CsvRows rows) =>
        [.. rows.Summary.Columns.Where(name => !contract.Columns.Any(column => column.Source.Contains(name, StringComparer.Ordinal))).Select(name => new FieldCount(name, rows.Summary.Rows))];

    private static IReadOnlyList<FieldCount> Outside(TableContract contract, IReadOnlyList<FieldCount> fields)
    {
        var known = contract.Columns.SelectMany(column => column.Source).Select(path => JsonPath.Of(path).Field).ToHashSet(StringComparer.Ordinal);
        return [.. fields.Where(field => !known.Contains(field.Name) && !known.Contains(null))];
    }

    private static Dictionary<string, string> Metadata(TableContract contract, ManifestInput input) => new(StringComparer.Ordinal)
    {
        ["datalake.table"] = contract.Table,
        ["datalake.raw_key"] = input.Key,
        ["datalake.raw_checksum"] = input.Checksum,
    };

    // Of many files, one checksum over what the manifest lists one by one: a line "key checksum" a file, sorted as sort does in the C locale.
    private static Dictionary<string, string> Metadata(TableContract contract, RawFolder folder, List<ManifestInput> inputs) => new(StringComparer.Ordinal)
    {
        ["datalake.table"] = contract.Table,
        ["datalake.raw_folder"] = folder.Path,
        ["datalake.raw_files"] = inputs.Count.ToString(CultureInfo.InvariantCulture),
        ["datalake.raw_checksum"] = "SHA256:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
            string.Concat(inputs.OrderBy(input => input.Key, StringComparer.Ordinal).Select(input => $"{input.Key} {input.Checksum}\n"))))),
    };

    private static RawSource SourceOf(LakeKey key) => new(key.Origin, key.Format, string.Join('/', key.Specification));

    // The name of the table that raw data becomes by a contract, or without one.
    private string NameOf(LakeKey key, TableContract? contract) => contract?.Table ?? FreeNameOf(key);

    // The name of a table that nobody has described; it takes none away from those of the model.
    private string FreeNameOf(LakeKey key)
    {
        var name = NameOf(key);
        while (build.Model.Tables.ContainsKey(name) || name == RejectsTable.Name)
        {
            name += "_text";
        }

        return name;
    }

    // Of the user's own files the specification names the table; of any other origin its name goes first. The names of batches
    // mean nothing.
    private static string NameOf(LakeKey key) =>
        TableNames.OfTable(string.Join('_', key.Origin == LakeConvention.LocalOrigin ? NamedBy(key) : NamedBy(key).Prepend(key.Origin)));

    private static IReadOnlyList<string> NamedBy(LakeKey key) =>
        key.Specification.Count > 0 ? key.Specification : [key.Format == LakeConvention.CsvFormat ? Path.GetFileNameWithoutExtension(key.FileName) : "records"];

    private static string FileNameOf(TableContract contract, LakeKey key)
    {
        var origin = TableNames.SnakeCase(key.Origin) + "_";
        return (contract.Table.StartsWith(origin, StringComparison.Ordinal) ? contract.Table[origin.Length..] : contract.Table) + TableFiles.Extension;
    }

    // A table that is typed and not in the lake yet.
    private sealed record TypedTable(TableContract Contract, string Path, string FileName, TypedRows Rows, IReadOnlyList<FieldCount> Outside, string? RawKey);
}
