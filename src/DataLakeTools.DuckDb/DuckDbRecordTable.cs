using System.Text;
using DataLakeTools.Core.Tables.Contracts;
using DataLakeTools.Core.Tables.Engine;
using DuckDB.NET.Data;

namespace DataLakeTools.DuckDb;

/// <summary>JSON records in a table of the database, which spills to disk where memory ends.</summary>
internal sealed class DuckDbRecordTable(SqlRunner runner, DuckDbSession session, string name) : IRecordTable
{
    private DuckDBAppender? _appender;

    /// <inheritdoc/>
    public long Rows { get; private set; }

    /// <inheritdoc/>
    public void Append(string rawKey, long rawRow, ReadOnlySpan<byte> json)
    {
        _appender ??= Begin();
        var text = Encoding.UTF8.GetString(json);
        SqlRunner.Append(() => _appender.CreateRow().AppendValue(rawKey).AppendValue(rawRow).AppendValue(text).EndRow());
        Rows++;
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<FieldCount>> FieldsAsync(CancellationToken cancellationToken)
    {
        Complete();
        return AskAsync();

        async Task<IReadOnlyList<FieldCount>> AskAsync() => await runner.ListAsync(
            $"SELECT field, count(*) FROM (SELECT unnest(json_keys(json)) AS field FROM {name} WHERE json_valid(json)) GROUP BY field ORDER BY field",
            reader => new FieldCount(reader.GetString(0), reader.GetInt64(1)),
            cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<TypedRows> WriteAsync(TableContract contract, string path, IReadOnlyDictionary<string, string> metadata, CancellationToken cancellationToken)
    {
        Complete();
        var typing = new JsonTyping(name, contract);
        await runner.ExecuteAsync($"COPY ({typing.Select}) TO {Sql.Literal(path)} {Sql.ParquetOptions(metadata)}", cancellationToken).ConfigureAwait(false);
        var rows = await session.RowsOfAsync(path, cancellationToken).ConfigureAwait(false);
        var counts = await runner.ListAsync(
            typing.RejectCounts, reader => Enumerable.Range(0, reader.FieldCount).Select(reader.GetInt64).ToList(), cancellationToken).ConfigureAwait(false);
        var suspects = contract.Columns.Where((_, index) => counts[0][index] > 0).ToList();
        return new TypedRows(rows, suspects.Count == 0 && counts[0][^1] == 0 ? 0 : await session.RejectAsync(contract.Table, typing.Rejects(suspects), cancellationToken).ConfigureAwait(false));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Complete();
        await runner.ExecuteAsync($"DROP TABLE IF EXISTS {name}", CancellationToken.None).ConfigureAwait(false);
    }

    private DuckDBAppender Begin()
    {
        runner.Execute($"CREATE TABLE {name} (raw_key VARCHAR, raw_row BIGINT, json VARCHAR)");
        return runner.Append(name);
    }

    private void Complete()
    {
        SqlRunner.Append(() => _appender?.Dispose());
        _appender = null;
    }
}
