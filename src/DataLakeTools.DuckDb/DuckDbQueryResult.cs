using System.Runtime.CompilerServices;
using DataLakeTools.Core.Tables.Engine;
using DuckDB.NET.Data;

namespace DataLakeTools.DuckDb;

/// <summary>The rows of a query, read as they are asked for.</summary>
internal sealed class DuckDbQueryResult(DuckDBCommand command, DuckDBDataReader reader) : IQueryResult
{
    // So many rows are read between two looks at the token.
    private const int RowsAtATime = 256;

    /// <inheritdoc/>
    public IReadOnlyList<QueryColumn> Columns { get; } =
        [.. Enumerable.Range(0, reader.FieldCount).Select(index => new QueryColumn(reader.GetName(index), reader.GetDataTypeName(index)))];

    /// <inheritdoc/>
    public async IAsyncEnumerable<object?[]> RowsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            var rows = await Task.Run(() => SqlRunner.Stoppable(command, ReadRows, cancellationToken), cancellationToken).ConfigureAwait(false);
            foreach (var row in rows)
            {
                yield return row;
            }

            if (rows.Count < RowsAtATime)
            {
                yield break;
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await reader.DisposeAsync().ConfigureAwait(false);
        await command.DisposeAsync().ConfigureAwait(false);
    }

    private List<object?[]> ReadRows()
    {
        var rows = new List<object?[]>(RowsAtATime);
        while (rows.Count < RowsAtATime && reader.Read())
        {
            var row = new object?[Columns.Count];
            for (var index = 0; index < row.Length; index++)
            {
                row[index] = reader.IsDBNull(index) ? null : reader.GetValue(index);
            }

            rows.Add(row);
        }

        return rows;
    }
}
