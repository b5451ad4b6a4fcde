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
    private readonly IEngine _engine;
    private readonly TableModel _model;
    private readonly TableReadOptions _options;
    private readonly WorkFolder _work;
    private readonly TableFiles _files;
    private readonly IEngineSession _session;
    private readonly HashSet<string> _attached = new(StringComparer.OrdinalIgnoreCase);
    private PublishedTables _published;

    // What the attached tables were taken from.
    private PublishedTables _shown;

    private TableReader(ILakeStore store, IEngine engine, TableReadOptions options, PublishedTables published, WorkFolder work, IEngineSession session)
    {
        _store = store;
        _engine = engine;
        _options = options;
        _model = published.Model;
        _published = _shown = published;
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
            return new TableReader(store, engine, options, published, work, await engine.OpenAsync(engineOptions, cancellationToken).ConfigureAwait(false));
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
    /// <exception cref="DataLakeException">
    /// <see cref="DataLakeError.InvalidQuery"/>; <see cref="DataLakeError.QueryNotReadOnly"/>;
    /// <see cref="DataLakeError.QueryOutsideLake"/>: it names a file or an address, or asks the engine about itself;
    /// <see cref="DataLakeError.TableNotFound"/>: it names a table that there is not, or has no
    /// data; <see cref="DataLakeError.TablesOutdated"/>: it names Refined and Trusted tables, and the files of the Trusted ones that the
    /// Refined ones were made of are published no more.
    /// </exception>
    public async Task<IQueryResult> QueryAsync(string sql, CancellationToken cancellationToken)
    {
        var tables = await _session.TablesOfAsync(sql, cancellationToken).ConfigureAwait(false);
        if (tables.FirstOrDefault(TableNames.IsOfFile) is { } file)
        {
            throw new DataLakeException(
                DataLakeError.QueryOutsideLake, $"The query reads '{file}', which is a file or an address and no table.", $"Read tables of the lake; see which there are{HowTo.ListTables}.", file);
        }

        _published.WithDataFor(tables);
        return await QueryAsync(sql, tables, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The same for a query of the model, to which a Trusted table without data is an empty one.</summary>
    internal async Task<IQueryResult> QueryOfModelAsync(string sql, CancellationToken cancellationToken) =>
        await QueryAsync(sql, await _session.TablesOfAsync(sql, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);

    /// <summary>Runs the data tests of the tables as they are published.</summary>
    /// <param name="table">The one table; when null all Refined ones, and whether the Trusted ones are fresh.</param>
    /// <param name="day">The day that ages are counted to, and up to which raw data counts.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="DataLakeException"><see cref="DataLakeError.TableNotFound"/>: there is nothing to test; <see cref="DataLakeError.TablesOutdated"/>.</exception>
    public async IAsyncEnumerable<LakeTableFinding> TestAsync(string? table, DateOnly day, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var contracts = table is null ? [.. _model.Of(TableLayer.Refined)] : new List<TableContract> { _published.ContractOf(table) };
        foreach (var contract in contracts)
        {
            _published.ThrowIfAbsent(contract);
        }

        if (table is null || contracts[0].Layer == TableLayer.Trusted)
        {
            await foreach (var finding in new TableFreshness(_store, _engine, _published, day, _options.WorkPath).TestAsync(table, cancellationToken).ConfigureAwait(false))
            {
                yield return finding;
            }

            foreach (var finding in (await _published.TestTrustedAsync(_store, cancellationToken).ConfigureAwait(false)).Where(finding => table is null || finding.Table == table))
            {
                yield return finding;
            }
        }

        foreach (var contract in contracts)
        {
            await foreach (var (test, _, findings) in DataTestRun.RunAsync((sql, token) => QueryOfAsync(contract, sql, token), contract, isKeyUnique: false, int.MaxValue, cancellationToken).ConfigureAwait(false))
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
    /// <param name="key">The key of the row; of several columns their values with <c>|</c> between them, or that of the first, which stands for all rows that have it.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="DataLakeException"><see cref="DataLakeError.RowNotFound"/>, <see cref="DataLakeError.TableNotFound"/>, <see cref="DataLakeError.TablesOutdated"/>.</exception>
    public async IAsyncEnumerable<LakeRowTrace> TraceAsync(string table, string key, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var contract = _published.ContractOf(table);
        _published.ThrowIfAbsent(contract);
        var origins = await OriginsAsync(contract, key, cancellationToken).ConfigureAwait(false);
        if (origins.Count == 0)
        {
            throw new DataLakeException(
                DataLakeError.RowNotFound, $"The row '{key}' of the table '{table}' comes from no raw row or record.", "It comes from the model: a seed, or days of a calendar, say.", key);
        }

        var reader = new RawRowReader(_store);
        var inputs = await InputsOfAsync(origins.Select(origin => LakeKey.Parse(origin.RawKey)), cancellationToken).ConfigureAwait(false);
        foreach (var file in origins.GroupBy(origin => origin.RawKey, StringComparer.Ordinal))
        {
            var rows = new SortedSet<long>(file.Select(origin => origin.RawRow));
            var input = inputs.GetValueOrDefault(file.Key) ?? throw new DataLakeException(
                DataLakeError.InvalidModel, $"The trace of '{table}' gives '{file.Key}', which no table was made of.", "Mend its SQL: raw_key and raw_row are columns of the Trusted tables.", table);
            await foreach (var raw in reader.ReadAsync(input, rows, cancellationToken).ConfigureAwait(false))
            {
                yield return raw with { Table = table, Key = key };
            }
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
        if (contract.Trace is null && contract.Layer != TableLayer.Trusted)
        {
            throw new DataLakeException(
                DataLakeError.InvalidModel, $"The contract of '{contract.Table}' does not say how its rows are traced.", "Add \"trace\" to it: SQL that gives raw_key and raw_row for :key.", contract.Table);
        }

        var table = TableNames.Quoted(contract.Table);
        var first = TableNames.Quoted(KeyOf(contract)[0]);
        var literal = Literal(key);
        var rows = $"SELECT * FROM {table} WHERE CAST({first} AS varchar) = {literal}"
            + (contract.Key.Count > 1 && key.Contains('|', StringComparison.Ordinal) ? $" OR {DataTests.KeyOf(contract)} = {literal}" : string.Empty);
        if (await ListAsync($"SELECT min(CAST({first} AS varchar)), count(*) FROM ({rows}) AS found", row => (First: (string?)row[0], Count: (long)row[1]!)).ConfigureAwait(false) is not [{ Count: > 0 } found])
        {
            throw new DataLakeException(
                DataLakeError.RowNotFound,
                $"The table '{contract.Table}' has no row with the key '{key}'.",
                $"Give a value of the column {KeyOf(contract)[0]}{(contract.Key.Count > 1 ? $", or of {string.Join('|', contract.Key)}" : string.Empty)}; a query shows those there are.",
                key);
        }

        // The SQL of the contract sees of its own table those rows alone.
        var trace = contract.Trace?.Replace(":key", Literal(found.First ?? string.Empty), StringComparison.Ordinal).TrimEnd().TrimEnd(';');
        var sql = trace is null ? rows : $"WITH {table} AS ({rows}) {trace}";
        return await ListAsync(
            $"SELECT DISTINCT raw_key, CAST(raw_row AS bigint) FROM ({sql}\n) AS origins WHERE raw_key IS NOT NULL ORDER BY 1, 2",
            row => (RawKey: (string)row[0]!, RawRow: (long)row[1]!)).ConfigureAwait(false);

        async Task<List<T>> ListAsync<T>(string query, Func<object?[], T> read)
        {
            var all = new List<T>();
            var result = await QueryOfAsync(contract, query, cancellationToken).ConfigureAwait(false);
            await using (result.ConfigureAwait(false))
            {
                await foreach (var row in result.RowsAsync(cancellationToken).ConfigureAwait(false))
                {
                    all.Add(read(row));
                }
            }

            return all;
        }
    }

    // What the manifests that the tables were read by say of raw objects.
    private async Task<Dictionary<string, ManifestInput>> InputsOfAsync(IEnumerable<LakeKey> keys, CancellationToken cancellationToken)
    {
        var manifests = new ManifestStore(_store);
        var inputs = new Dictionary<string, ManifestInput>(StringComparer.Ordinal);
        foreach (var day in keys.ToLookup(key => key.Date, key => key.Folder))
        {
            if (_shown.Trusted.FirstOrDefault(manifest => manifest.Day == day.Key) is { } manifest)
            {
                foreach (var input in await manifests.InputsAsync(manifest, day.ToHashSet(StringComparer.Ordinal), cancellationToken).ConfigureAwait(false))
                {
                    inputs[input.Key] = input;
                }
            }
        }

        return inputs;
    }

    private static IReadOnlyList<string> KeyOf(TableContract contract) => contract.Key.Count > 0 ? contract.Key : [contract.Latest ?? contract.Columns[0].Name];

    private static string Literal(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    // A query about a table; it is answered from what that table was made of, also where it does not name it.
    private async Task<IQueryResult> QueryOfAsync(TableContract contract, string sql, CancellationToken cancellationToken)
    {
        var named = await _session.TablesOfAsync(sql, cancellationToken).ConfigureAwait(false);
        return await QueryAsync(sql, [.. named.Union([contract.Table], StringComparer.OrdinalIgnoreCase)], cancellationToken).ConfigureAwait(false);
    }

    // A build that was published since the manifests were read has removed the files that it took the place of, also those that the
    // engine has attached and reads again. Then its manifest is there, and all tables are taken as that says.
    private async Task<IQueryResult> QueryAsync(string sql, IReadOnlyList<string> tables, CancellationToken cancellationToken)
    {
        try
        {
            return await QueryOnceAsync().ConfigureAwait(false);
        }
        catch (DataLakeException exception) when (exception.IsObjectMissing || exception.Error is DataLakeError.EngineFailed or DataLakeError.ChecksumMismatch)
        {
            var now = await PublishedTables.ReadAsync(_store, _model, _options.Day, cancellationToken).ConfigureAwait(false);
            if (!now.IsSameAs(_published))
            {
                _published = now;
                return await QueryOnceAsync().ConfigureAwait(false);
            }

            if ((exception.IsObjectMissing ? exception.Target : FindGone()) is not { } key)
            {
                throw;
            }

            throw new DataLakeException(
                DataLakeError.TableNotFound,
                $"A file of the tables, '{key}', is not in the lake, though their manifest names it.",
                $"Make the tables again{HowTo.BuildTables}, with {LakeSetting.Force}, and look at who removes files of the lake.",
                key,
                exception);
        }

        async Task<IQueryResult> QueryOnceAsync()
        {
            await AttachAsync(tables, cancellationToken).ConfigureAwait(false);
            return new Result(await _session.QueryAsync(sql, cancellationToken).ConfigureAwait(false), FindGone);
        }
    }

    // The key of a file that the engine reads and that is there no more; null if all are there.
    private string? FindGone() => _shown.TrustedFiles.Concat(_shown.Refined?.Tables ?? []).FirstOrDefault(_files.IsGone)?.Key;

    private async Task AttachAsync(IReadOnlyList<string> tables, CancellationToken cancellationToken)
    {
        var published = _published.For(tables);
        if (!ReferenceEquals(published, _shown))
        {
            _shown = published;
            _attached.Clear();
        }

        var wanted = tables.Where(table => !_attached.Contains(table)).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var table in wanted)
        {
            published.ThrowIfNotBuilt(published.ContractOf(table.ToLowerInvariant()));
        }

        await RefinedInputs.AttachAsync(_session, published.TrustedFiles, _model, _files, wanted.Contains, contract => published.ContractOf(contract.Table), cancellationToken)
            .ConfigureAwait(false);
        foreach (var file in published.Refined?.Tables.Where(file => wanted.Contains(file.Table)) ?? [])
        {
            var path = await _files.LocalAsync(file.Key, file.Checksum, cancellationToken).ConfigureAwait(false);
            await _session.AttachAsync(published.ContractOf(file.Table), [new TableFile(path, published.Refined!.Day, file.Columns)], cancellationToken).ConfigureAwait(false);
        }

        if (wanted.Contains(RejectsTable.Name))
        {
            var files = new List<TableFile>();
            foreach (var (key, checksum) in published.TrustedFiles.Where(file => file.RejectsKey is not null).Select(file => (file.RejectsKey!, file.RejectsChecksum)).Distinct())
            {
                files.Add(new TableFile(await _files.LocalAsync(key, checksum, cancellationToken).ConfigureAwait(false), LakeKey.Parse(key).Date, RejectsTable.Contract.Columns));
            }

            await _session.AttachAsync(RejectsTable.Contract, files, cancellationToken).ConfigureAwait(false);
        }

        _attached.UnionWith(wanted);
    }

    // The engine reads on while rows are asked for, and a file may go meanwhile. Rows that were given cannot be taken back.
    private sealed class Result(IQueryResult result, Func<string?> findGone) : IQueryResult
    {
        public IReadOnlyList<QueryColumn> Columns => result.Columns;

        public async IAsyncEnumerable<object?[]> RowsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
        {
            var rows = result.RowsAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
            await using (rows.ConfigureAwait(false))
            {
                while (await MoveNextAsync().ConfigureAwait(false))
                {
                    yield return rows.Current;
                }
            }

            async Task<bool> MoveNextAsync()
            {
                try
                {
                    return await rows.MoveNextAsync().ConfigureAwait(false);
                }
                catch (DataLakeException exception) when (exception.Error == DataLakeError.EngineFailed && findGone() is { } key)
                {
                    throw new DataLakeException(
                        DataLakeError.TableNotFound,
                        $"A file of the tables, '{key}', went while its rows were read: a build took its place, or somebody removed it.",
                        $"Ask again; if it is still not there, make the tables{HowTo.BuildTables}, with {LakeSetting.Force}.",
                        key,
                        exception);
                }
            }
        }

        public ValueTask DisposeAsync() => result.DisposeAsync();
    }
}
