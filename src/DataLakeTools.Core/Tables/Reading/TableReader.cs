using System.Runtime.CompilerServices;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Storage;
using DataLakeTools.Core.Tables.Builds;
using DataLakeTools.Core.Tables.Contracts;
using DataLakeTools.Core.Tables.Engine;

namespace DataLakeTools.Core.Tables.Reading;

/// <summary>Reads published tables with the engine: queries, data tests, the raw bytes of a row. Only what is named is brought here.</summary>
public sealed class TableReader : IAsyncDisposable
{
    private readonly ILakeStore _store;
    private readonly TableModel _model;
    private readonly TableReadOptions _options;
    private readonly WorkFolder _work;
    private readonly TableFiles _files;
    private readonly IEngineSession _session;
    private readonly HashSet<string> _attached = new(StringComparer.OrdinalIgnoreCase);
    private PublishedTables _published;

    private TableReader(ILakeStore store, TableReadOptions options, PublishedTables published, WorkFolder work, IEngineSession session)
    {
        _store = store;
        _options = options;
        _model = published.Model;
        _published = published;
        _work = work;
        _files = new TableFiles(store, work);
        _session = session;
    }

    /// <summary>Opens the tables of a lake.</summary>
    /// <param name="store">The lake; it stays open.</param>
    /// <param name="engine">What runs SQL.</param>
    /// <param name="model">The model.</param>
    /// <param name="options">How they are read.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="DataLakeException">The lake, a manifest or the engine does not allow it.</exception>
    public static async Task<TableReader> OpenAsync(ILakeStore store, IEngine engine, TableModel model, TableReadOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(options);
        var published = await PublishedTables.ReadAsync(store, model, options.Day, cancellationToken).ConfigureAwait(false);
        var work = WorkFolder.Create(options.WorkPath);
        try
        {
            var engineOptions = EngineOptions.For(store.Lake, work.Path) with { Threads = options.Threads, MemoryLimit = options.MemoryLimit };
            return new TableReader(store, options, published, work, await engine.OpenAsync(engineOptions, cancellationToken).ConfigureAwait(false));
        }
        catch
        {
            work.Dispose();
            throw;
        }
    }

    /// <summary>The day as of which tables are read; null for the newest.</summary>
    internal DateOnly? Day => _options.Day;

    /// <summary>What is read: the manifests as they were when a table was first asked for, or later if a build took them away.</summary>
    internal PublishedTables Published => _published;

    /// <summary>Finds the columns that the lake has no value of: their table is not there, or has no such column, or no value in it.</summary>
    /// <param name="columns">The columns, as <c>table.column</c>.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="DataLakeException">A table cannot be read.</exception>
    public async Task<IReadOnlySet<string>> WithoutValuesAsync(IEnumerable<string> columns, CancellationToken cancellationToken)
    {
        var missing = new HashSet<string>(columns, StringComparer.Ordinal);
        foreach (var table in missing.GroupBy(column => column[..column.IndexOf('.', StringComparison.Ordinal)], StringComparer.Ordinal).ToList())
        {
            if (!_published.Has(table.Key))
            {
                continue;
            }

            var known = _published.ContractOf(table.Key).Columns.Select(column => column.Name).ToHashSet(StringComparer.Ordinal);
            List<string> asked = [.. table.Where(column => known.Contains(column[(table.Key.Length + 1)..]))];
            if (asked.Count == 0)
            {
                continue;
            }

            var counts = string.Join(", ", asked.Select(column => $"count({TableNames.Quoted(column[(table.Key.Length + 1)..])})"));
            var result = await QueryAsync($"SELECT {counts} FROM {TableNames.Quoted(table.Key)}", cancellationToken).ConfigureAwait(false);
            await using (result.ConfigureAwait(false))
            {
                await foreach (var row in result.RowsAsync(cancellationToken).ConfigureAwait(false))
                {
                    missing.ExceptWith(asked.Where((_, index) => (long)row[index]! > 0));
                }
            }
        }

        return missing;
    }

    /// <summary>Runs a query that only reads.</summary>
    /// <param name="sql">The query.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="DataLakeException"><see cref="DataLakeError.InvalidQuery"/>, <see cref="DataLakeError.TableNotFound"/>.</exception>
    public async Task<IQueryResult> QueryAsync(string sql, CancellationToken cancellationToken)
    {
        await AttachAsync(await _session.TablesOfAsync(sql, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        return await _session.QueryAsync(sql, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Runs the data tests of the Refined tables as they are published.</summary>
    /// <param name="table">The one table; all when null.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="DataLakeException"><see cref="DataLakeError.TableNotFound"/>: there is nothing to test.</exception>
    public async IAsyncEnumerable<LakeTableFinding> TestAsync(string? table, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var contracts = table is null ? [.. _model.Of(TableLayer.Refined)] : new List<TableContract> { _published.ContractOf(table) };
        foreach (var contract in contracts)
        {
            _published.ThrowIfNotBuilt(contract);
            var named = new HashSet<string>(StringComparer.Ordinal);
            foreach (var test in DataTests.Of(contract))
            {
                named.UnionWith(await _session.TablesOfAsync(test.Sql, cancellationToken).ConfigureAwait(false));
            }

            await AttachAsync([.. named], cancellationToken).ConfigureAwait(false);
            await foreach (var (test, _, findings) in DataTestRun.RunAsync(_session, contract, isKeyUnique: false, int.MaxValue, cancellationToken).ConfigureAwait(false))
            {
                foreach (var (key, finding) in findings)
                {
                    yield return new LakeTableFinding(contract.Table, test.Name, key, finding);
                }
            }
        }
    }

    /// <summary>Finds the raw rows and records that a row was made of, and reads their bytes.</summary>
    /// <param name="table">The table.</param>
    /// <param name="key">The key of the row; of several columns the value of the first, which stands for all rows that have it.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="DataLakeException"><see cref="DataLakeError.RowNotFound"/>, <see cref="DataLakeError.TableNotFound"/>.</exception>
    public async IAsyncEnumerable<LakeRowTrace> TraceAsync(string table, string key, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var contract = _published.ContractOf(table);
        _published.ThrowIfNotBuilt(contract);
        var found = false;
        foreach (var file in (await OriginsAsync(contract, key, cancellationToken).ConfigureAwait(false)).GroupBy(origin => origin.RawKey, StringComparer.Ordinal))
        {
            var rows = new SortedSet<long>(file.Select(origin => origin.RawRow));
            await foreach (var raw in new RawRowReader(_store).ReadAsync(file.Key, rows, cancellationToken).ConfigureAwait(false))
            {
                found = true;
                yield return raw with { Table = table, Key = key };
            }
        }

        if (!found)
        {
            throw new DataLakeException(
                DataLakeError.RowNotFound, $"The table '{table}' has no row with the key '{key}'.", $"Give a value of the column {KeyOf(contract)[0]}; a query shows those there are.", key);
        }
    }

    /// <summary>Closes the engine and removes working files.</summary>
    public async ValueTask DisposeAsync()
    {
        await _session.DisposeAsync().ConfigureAwait(false);
        _work.Dispose();
    }

    private async Task<List<(string RawKey, long RawRow)>> OriginsAsync(TableContract contract, string key, CancellationToken cancellationToken)
    {
        var literal = $"'{key.Replace("'", "''", StringComparison.Ordinal)}'";
        var sql = contract.Trace?.Replace(":key", literal, StringComparison.Ordinal);
        if (sql is null)
        {
            if (contract.Layer != TableLayer.Trusted)
            {
                throw new DataLakeException(
                    DataLakeError.InvalidModel, $"The contract of '{contract.Table}' does not say how its rows are traced.", "Add \"trace\" to it: SQL that gives raw_key and raw_row for :key.", contract.Table);
            }

            sql = $"SELECT raw_key, raw_row FROM {TableNames.Quoted(contract.Table)} WHERE CAST({TableNames.Quoted(KeyOf(contract)[0])} AS varchar) = {literal}";
        }

        var origins = new List<(string, long)>();
        var result = await QueryAsync($"SELECT DISTINCT raw_key, CAST(raw_row AS bigint) FROM ({sql.TrimEnd().TrimEnd(';')}\n) AS origins WHERE raw_key IS NOT NULL ORDER BY 1, 2", cancellationToken).ConfigureAwait(false);
        await using (result.ConfigureAwait(false))
        {
            await foreach (var row in result.RowsAsync(cancellationToken).ConfigureAwait(false))
            {
                origins.Add(((string)row[0]!, (long)row[1]!));
            }
        }

        return origins;
    }

    private static IReadOnlyList<string> KeyOf(TableContract contract) => contract.Key.Count > 0 ? contract.Key : [contract.Latest ?? contract.Columns[0].Name];

    // A build that was published since the manifests were read has removed the files that it took the place of. Then its manifest
    // is there, and all tables are taken as that says.
    private async Task AttachAsync(IReadOnlyList<string> tables, CancellationToken cancellationToken)
    {
        try
        {
            await AttachOnceAsync(tables, cancellationToken).ConfigureAwait(false);
        }
        catch (DataLakeException exception) when (exception.IsObjectMissing)
        {
            var now = await PublishedTables.ReadAsync(_store, _model, _options.Day, cancellationToken).ConfigureAwait(false);
            if (now.IsSameAs(_published))
            {
                throw new DataLakeException(
                    DataLakeError.TableNotFound,
                    $"A file of the tables, '{exception.Target}', is not in the lake, though their manifest names it.",
                    $"Make the tables again{HowTo.BuildTables}, with {LakeSetting.Force}, and look at who removes files of the lake.",
                    exception.Target,
                    exception);
            }

            _published = now;
            IReadOnlyList<string> all = [.. _attached.Union(tables, StringComparer.OrdinalIgnoreCase)];
            _attached.Clear();
            await AttachOnceAsync(all, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task AttachOnceAsync(IReadOnlyList<string> tables, CancellationToken cancellationToken)
    {
        var wanted = tables.Where(table => !_attached.Contains(table)).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var table in wanted)
        {
            _published.ThrowIfNotBuilt(_published.ContractOf(table.ToLowerInvariant()));
        }

        await RefinedInputs.AttachAsync(_session, _published.TrustedFiles, _model, _files, wanted.Contains, contract => _published.ContractOf(contract.Table), cancellationToken)
            .ConfigureAwait(false);
        foreach (var file in _published.Refined?.Tables.Where(file => wanted.Contains(file.Table)) ?? [])
        {
            var path = await _files.LocalAsync(file.Key, file.Checksum, cancellationToken).ConfigureAwait(false);
            await _session.AttachAsync(_published.ContractOf(file.Table), [new TableFile(path, _published.Refined!.Day, file.Columns)], cancellationToken).ConfigureAwait(false);
        }

        if (wanted.Contains(RejectsTable.Name))
        {
            var files = new List<TableFile>();
            foreach (var (key, checksum) in _published.TrustedFiles.Where(file => file.RejectsKey is not null).Select(file => (file.RejectsKey!, file.RejectsChecksum)).Distinct())
            {
                files.Add(new TableFile(await _files.LocalAsync(key, checksum, cancellationToken).ConfigureAwait(false), LakeKey.Parse(key).Date, RejectsTable.Contract.Columns));
            }

            await _session.AttachAsync(RejectsTable.Contract, files, cancellationToken).ConfigureAwait(false);
        }

        _attached.UnionWith(wanted);
    }
}
