using DataLakeTools.Core.Tables.Contracts;
using DuckDB.NET.Data;

namespace DataLakeTools.DuckDb;

/// <summary>Adds what broke its contract in a CSV file to the rejects of a session. They are there once it is disposed.</summary>
/// <param name="runner">The session's database.</param>
/// <param name="table">The table that the file becomes.</param>
/// <param name="rawKey">The key of the file.</param>
internal sealed class RejectAppender(SqlRunner runner, string table, string rawKey) : IDisposable
{
    private DuckDBAppender? _appender;

    /// <summary>Adds a value.</summary>
    /// <param name="rawRow">Its row in the file, from 0.</param>
    /// <param name="rawLine">The line of the file where that row begins, from 1.</param>
    /// <param name="column">Its column.</param>
    /// <param name="text">Its text.</param>
    public void Add(long rawRow, long rawLine, ColumnContract column, string text)
    {
        _appender ??= runner.Append(DuckDbSession.Rejects);
        SqlRunner.Append(() => _appender.CreateRow()
            .AppendValue(table).AppendValue(rawKey).AppendValue(rawRow).AppendValue(rawLine).AppendValue(column.Name).AppendValue(text).AppendValue(StrictValue.RuleOf(column)).EndRow());
    }

    /// <inheritdoc/>
    public void Dispose() => SqlRunner.Append(() => _appender?.Dispose());
}
