using System.Globalization;
using System.Text.Json;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Tables.Contracts;
using DataLakeTools.Core.Tables.Engine;

namespace DataLakeTools.DuckDb;

/// <summary>A DuckDB database in memory, for one build or one query.</summary>
internal sealed class DuckDbSession(SqlRunner runner, EngineOptions options, AllocatorPurge purge) : IEngineSession
{
    /// <summary>The SQL that makes the table of what broke its contract.</summary>
    public const string RejectsTable = $"CREATE TABLE {Rejects} (table_name VARCHAR, raw_key VARCHAR, raw_row BIGINT, raw_line BIGINT, column_name VARCHAR, raw_text VARCHAR, rule VARCHAR);\n";

    /// <summary>The name of that table.</summary>
    public const string Rejects = "lake_rejects";

    // Of a table of several files: the row id of the first row of a file is its number times this.
    private const long RowsOfFile = 1L << 40;

    // Of a raw key: the day before the file name.
    private const string DayOfRawKey = "CAST(replace(regexp_extract(raw_key, '([0-9]{4}/[0-9]{2}/[0-9]{2})/[^/]+$', 1), '/', '-') AS DATE)";

    private int _recordTables;

    // The functions of the engine that ask the clock or chance; null until they are asked for.
    private HashSet<string>? _unsteady;

    /// <inheritdoc/>
    public async Task<TypedRows> TypeCsvAsync(
        CsvRows source, TableContract contract, string path, IReadOnlyDictionary<string, string> metadata, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(contract);
        using var rejects = new RejectAppender(runner, contract.Table, source.RawKey);
        using var typed = TypedCsvRows.Open(source, contract, rejects.Add);
        await CopyAsync(typed, path, metadata, cancellationToken).ConfigureAwait(false);
        return new TypedRows(await RowsOfAsync(path, cancellationToken).ConfigureAwait(false), typed.RejectedCount);
    }

    /// <inheritdoc/>
    public IRecordTable BeginRecords() => new DuckDbRecordTable(runner, this, string.Create(CultureInfo.InvariantCulture, $"lake_records_{++_recordTables}"));

    /// <inheritdoc/>
    public async Task<IReadOnlyList<RejectedColumn>> WriteRejectsAsync(string path, bool byFile, CancellationToken cancellationToken)
    {
        var columns = await runner.ListAsync(
            $"SELECT table_name, {(byFile ? "raw_key" : "CAST(NULL AS VARCHAR)")}, column_name, count(*), arg_min(raw_text, (raw_key, raw_row)), any_value(rule) FROM {Rejects} GROUP BY 1, 2, 3 ORDER BY 1, 2, 3",
            reader => new RejectedColumn(reader.GetString(0), reader.IsDBNull(1) ? null : reader.GetString(1), reader.GetString(2), reader.GetInt64(3), reader.GetString(4), reader.GetString(5)),
            cancellationToken).ConfigureAwait(false);
        if (columns.Count > 0)
        {
            await runner.ExecuteAsync(
                $"COPY (FROM {Rejects} ORDER BY ALL) TO {Sql.Literal(path)} {Sql.ParquetOptions(new Dictionary<string, string>())}; DELETE FROM {Rejects}", cancellationToken).ConfigureAwait(false);
        }

        return columns;
    }

    /// <inheritdoc/>
    public async Task AttachAsync(TableContract contract, IReadOnlyList<TableFile> files, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(contract);
        ArgumentNullException.ThrowIfNull(files);
        var name = Sql.Name(contract.Table);
        if (contract.Seed is { } rows)
        {
            await AttachSeedAsync(contract, rows, cancellationToken).ConfigureAwait(false);
            return;
        }

        var select = files.Count == 0 ? EmptyOf(contract)
            : contract.Layer == TableLayer.Trusted ? TrustedOf(contract, files)
            : contract.Key.Count == 0 ? RejectsOf(contract, files)
            : $"SELECT * FROM {ParquetOf(files)}";
        await runner.ExecuteAsync($"CREATE OR REPLACE VIEW {name} AS {select}", cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task MaterializeAsync(TableContract contract, string path, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(contract);
        var name = Sql.Name(contract.Table);
        await runner.ExecuteAsync(
            $"COPY (SELECT * FROM {name}) TO {Sql.Literal(path)} {Sql.ParquetOptions(new Dictionary<string, string>())}; CREATE OR REPLACE VIEW {name} AS SELECT * FROM {Sql.Parquet([path])}",
            cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<long> WriteAsync(TableContract contract, string path, IReadOnlyDictionary<string, string> metadata, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(contract);
        var columns = string.Join(", ", contract.Columns.Select(column => $"CAST({Sql.Name(column.Name)} AS {Sql.TypeOf(column.Type)}) AS {Sql.Name(column.Name)}"));
        await runner.ExecuteAsync(
            $"COPY (SELECT {columns} FROM ({contract.Sql!.TrimEnd().TrimEnd(';')}\n) ORDER BY {string.Join(", ", contract.Key.Select(column => $"{Sql.Name(column)} NULLS FIRST"))}) TO {Sql.Literal(path)} {Sql.ParquetOptions(metadata)}",
            cancellationToken).ConfigureAwait(false);
        return await RowsOfAsync(path, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<bool> IsKeyUniqueAsync(TableContract contract, string path, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(contract);

        // Without an order of its own, a window goes by the order of the file, row by row.
        var before = contract.Key.Select((column, index) => string.Create(CultureInfo.InvariantCulture, $"lag({Sql.Name(column)}) OVER () AS before_{index}"));
        var same = contract.Key.Select((column, index) => string.Create(CultureInfo.InvariantCulture, $"{Sql.Name(column)} IS NOT DISTINCT FROM before_{index}"));
        var repeated = await runner.CountAsync(
            $"SELECT count(*) FROM (SELECT {string.Join(", ", contract.Key.Select(Sql.Name).Concat(before))}, row_number() OVER () AS row_of_file "
            + $"FROM {Sql.Parquet([path])}) WHERE row_of_file > 1 AND {string.Join(" AND ", same)}",
            cancellationToken).ConfigureAwait(false);
        return repeated == 0;
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<string>> TablesOfAsync(string sql, CancellationToken cancellationToken)
    {
        using var tree = await ParseAsync(sql, cancellationToken).ConfigureAwait(false);
        return [.. NamedTables.In(tree.RootElement)];
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<string>> TablesOfModelAsync(string sql, string what, CancellationToken cancellationToken)
    {
        _unsteady ??= (await runner.ListAsync(
            "SELECT DISTINCT function_name FROM duckdb_functions() WHERE stability <> 'CONSISTENT'", reader => reader.GetString(0), cancellationToken).ConfigureAwait(false)).ToHashSet(StringComparer.OrdinalIgnoreCase);
        using var tree = await ParseAsync(sql, cancellationToken).ConfigureAwait(false);
        return NamedTables.FunctionBesideTablesIn(tree.RootElement, _unsteady) is { } function
            ? throw new DataLakeException(
                DataLakeError.InvalidModel,
                $"The SQL of {what} asks {function}, and not its tables alone; what it gives would not be the same each time.",
                "Take it from the data of a table, or of a seed; how old data may be is 'maxAgeDays' of a contract.",
                sql)
            : [.. NamedTables.In(tree.RootElement)];
    }

    /// <inheritdoc/>
    public async Task<IQueryResult> QueryAsync(string sql, CancellationToken cancellationToken)
    {
        var (command, reader) = await runner.OpenAsync(sql, cancellationToken).ConfigureAwait(false);
        return new DuckDbQueryResult(command, reader);
    }

    /// <summary>Adds to the rejects what a query gives.</summary>
    /// <returns>How many rows have one.</returns>
    public async Task<long> RejectAsync(string table, string select, CancellationToken cancellationToken)
    {
        await runner.ExecuteAsync($"CREATE TEMP TABLE new_rejects AS {select}", cancellationToken).ConfigureAwait(false);
        var rows = await runner.CountAsync("SELECT count(DISTINCT (raw_key, raw_row)) FROM new_rejects", cancellationToken).ConfigureAwait(false);
        await runner.ExecuteAsync(
            $"INSERT INTO {Rejects} SELECT {Sql.Literal(table)}, raw_key, raw_row, NULL, column_name, raw_text, rule FROM new_rejects; DROP TABLE new_rejects", cancellationToken).ConfigureAwait(false);
        return rows;
    }

    /// <summary>The rows of a Parquet file.</summary>
    public Task<long> RowsOfAsync(string path, CancellationToken cancellationToken) =>
        runner.CountAsync($"SELECT CAST(sum(num_rows) AS BIGINT) FROM parquet_file_metadata({Sql.Literal(Sql.Exact(path))})", cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await using (runner.ConfigureAwait(false))
        {
            await purge.DisposeAsync().ConfigureAwait(false);
        }
    }

    // The tree of a query that only reads; see the exceptions of TablesOfAsync.
    private async Task<JsonDocument> ParseAsync(string sql, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(sql);
        var parsed = await runner.ListAsync($"SELECT json_serialize_sql({Sql.Literal(sql)})", reader => reader.GetString(0), cancellationToken).ConfigureAwait(false);
        var tree = JsonDocument.Parse(parsed[0], new JsonDocumentOptions { MaxDepth = 4096 });
        if (tree.RootElement.GetProperty("error").GetBoolean())
        {
            var isOther = tree.RootElement.GetProperty("error_type").GetString() == "not implemented";
            throw new DataLakeException(
                isOther ? DataLakeError.QueryNotReadOnly : DataLakeError.InvalidQuery,
                isOther ? "The query does something else than read." : $"The query is no SQL that DuckDB reads: {tree.RootElement.GetProperty("error_message").GetString()}",
                isOther ? "Write one SELECT: tables are made by a build." : "Mend the query.",
                sql);
        }

        if (tree.RootElement.GetProperty("statements").GetArrayLength() is not 1 and var count)
        {
            throw new DataLakeException(DataLakeError.InvalidQuery, $"The query is {(count == 0 ? "empty" : "more than one statement")}.", "Write one SELECT a call.", sql);
        }

        if (NamedTables.FunctionOfEngineIn(tree.RootElement) is { } function)
        {
            throw new DataLakeException(DataLakeError.QueryOutsideLake, $"The query asks the engine about itself, with {function}().", $"Read tables of the lake; see which there are{HowTo.ListTables}.", sql);
        }

        return NamedTables.FunctionOfTextIn(tree.RootElement) is { } hidden
            ? throw new DataLakeException(DataLakeError.InvalidQuery, $"The query names what it reads in a text, with {hidden}().", "Name the tables in the query itself.", sql)
            : tree;
    }

    // In a database of its own, with one thread: the engine writes rows in their order on one, and a second would only wait,
    // at times without giving its processor back.
    private async Task CopyAsync(TypedCsvRows rows, string path, IReadOnlyDictionary<string, string> metadata, CancellationToken cancellationToken)
    {
        var database = await DuckDbDatabase.OpenAsync(options with { Threads = 1 }, string.Empty, cancellationToken).ConfigureAwait(false);
        await using (database.ConfigureAwait(false))
        {
            var ahead = new TypedCsvAhead(rows, readsAhead: options.ThreadCount > options.SideBySide);
            await using var reading = ahead.ConfigureAwait(false);
            var function = new CsvTableFunction(ahead);
            function.Register(database.NativeConnection);
            try
            {
                await new SqlRunner(database).ExecuteAsync($"COPY (FROM {CsvTableFunction.Name}()) TO {Sql.Literal(path)} {Sql.ParquetOptions(metadata)}", cancellationToken).ConfigureAwait(false);
            }
            catch (DataLakeException)
            {
                function.ThrowIfFailed();
                throw;
            }
        }
    }

    private static string TrustedOf(TableContract contract, IReadOnlyList<TableFile> files)
    {
        // The rows of a CSV file stand in its order; records say themselves where they come from.
        var selects = files.Where(file => file.RawKey is not null).OrderBy(file => file.RawKey, StringComparer.Ordinal).Select((file, number) =>
            $"SELECT {ColumnsOf(contract, file)}, {Sql.Literal(file.RawKey!)} AS raw_key, file_row_number AS raw_row, DATE '{file.Day:o}' AS raw_day, "
            + string.Create(CultureInfo.InvariantCulture, $"{number * RowsOfFile} + file_row_number AS row_id ")
            + $"FROM {Sql.Parquet([file.Path], hasRowNumbers: true)}").ToList();
        var others = files.Where(file => file.RawKey is null).GroupBy(file => ColumnsOf(contract, file), StringComparer.Ordinal)
            .Select(alike => $"SELECT {alike.Key}, raw_key, raw_row, {DayOfRawKey} AS raw_day FROM {ParquetOf(alike)}").ToList();
        if (others.Count > 0)
        {
            selects.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"SELECT records.*, ({selects.Count} - 1 + keys.number) * {RowsOfFile} + raw_row AS row_id FROM ({string.Join(" UNION ALL ", others)}) AS records "
                + $"JOIN (SELECT raw_key, row_number() OVER (ORDER BY raw_key) AS number FROM (SELECT DISTINCT raw_key FROM {ParquetOf(files.Where(file => file.RawKey is null))})) AS keys USING (raw_key)"));
        }

        // A window over the rows would say the same. But windows give no memory back to the sorts and joins of the statement that
        // reads the view, which then fails for want of it at any limit (seen with 15 million credits and 20,000 records).
        var all = string.Join(" UNION ALL ", selects);
        return contract.Latest is { } id
            ? $"WITH numbered AS NOT MATERIALIZED ({all}) SELECT * FROM numbered WHERE row_id IN (SELECT arg_max(row_id, (raw_day, {(contract.Prefer is { } part ? $"{Sql.Name(part)} IS NOT NULL, " : string.Empty)}row_id)) FROM numbered WHERE {Sql.Name(id)} IS NOT NULL GROUP BY {Sql.Name(id)})"
            : all;
    }

    // The one table without a key. Its files have no contract of their own: what earlier versions wrote has fewer columns.
    private static string RejectsOf(TableContract contract, IReadOnlyList<TableFile> files) =>
        $"{EmptyOf(contract)} UNION ALL BY NAME {string.Join(" UNION ALL BY NAME ", files.Select(file => $"SELECT * FROM {ParquetOf([file])}"))}";

    private static string ColumnsOf(TableContract contract, TableFile file) => string.Join(", ", contract.Columns.Select(column =>
    {
        var name = Sql.Name(column.Name);
        var type = file.Columns.FirstOrDefault(there => there.Name == column.Name)?.Type.ToString();
        return type == column.Type.ToString() ? name : $"TRY_CAST({(type is null ? "NULL" : name)} AS {Sql.TypeOf(column.Type)}) AS {name}";
    }));

    private static string EmptyOf(TableContract contract)
    {
        var columns = contract.Columns.Select(column => $"CAST(NULL AS {Sql.TypeOf(column.Type)}) AS {Sql.Name(column.Name)}");
        var raw = contract.Layer == TableLayer.Trusted ? ", CAST(NULL AS VARCHAR) AS raw_key, CAST(NULL AS BIGINT) AS raw_row, CAST(NULL AS DATE) AS raw_day, CAST(NULL AS BIGINT) AS row_id" : string.Empty;
        return $"SELECT {string.Join(", ", columns)}{raw} WHERE false";
    }

    private async Task AttachSeedAsync(TableContract contract, IReadOnlyList<IReadOnlyList<string?>> rows, CancellationToken cancellationToken)
    {
        const string Texts = "seed_texts";
        var names = contract.Columns.Select(column => Sql.Name(column.Name)).ToList();
        await runner.ExecuteAsync($"CREATE TEMP TABLE {Texts} ({string.Join(", ", names.Select(name => $"{name} VARCHAR"))})", cancellationToken).ConfigureAwait(false);
        var appender = runner.Append(Texts);
        SqlRunner.Append(() =>
        {
            using (appender)
            {
                foreach (var row in rows)
                {
                    var appended = appender.CreateRow();
                    foreach (var text in row)
                    {
                        appended.AppendValue(text);
                    }

                    appended.EndRow();
                }
            }
        });
        var columns = string.Join(", ", contract.Columns.Zip(names, (column, name) => $"CAST({name} AS {Sql.TypeOf(column.Type)}) AS {name}"));
        await runner.ExecuteAsync($"CREATE OR REPLACE TABLE {Sql.Name(contract.Table)} AS SELECT {columns} FROM {Texts}; DROP TABLE {Texts}", cancellationToken).ConfigureAwait(false);
    }

    private static string ParquetOf(IEnumerable<TableFile> files) => Sql.Parquet(files.Select(file => file.Path));
}
