using System.Collections;
using System.Runtime.CompilerServices;
using DataLakeTools.Core.Errors;
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

    // The driver throws these for values that .NET has no type for: intervals of months, infinite days, decimals of 38 digits.
    private object? ValueOf(int index)
    {
        try
        {
            return reader.IsDBNull(index) ? null : Kept(reader.GetValue(index));
        }
        catch (Exception exception) when (exception is ArgumentException or OverflowException or InvalidCastException or FormatException
            || (exception is InvalidOperationException and not ObjectDisposedException))
        {
            throw new DataLakeException(
                DataLakeError.InvalidQuery,
                $"The column '{Columns[index].Name}' has a value of the type {Columns[index].Type} that cannot be shown.",
                "Make text of it in the query: CAST(... AS varchar).",
                Columns[index].Name,
                exception);
        }
    }

    // Bytes are a window on the memory of their chunk, which is gone when the next one is read.
    private static object? Kept(object? value)
    {
        switch (value)
        {
            case Stream window:
                var bytes = new byte[window.Length];
                window.ReadExactly(bytes);
                return bytes;
            case IDictionary<string, object?> fields:
                foreach (var name in fields.Keys.ToList())
                {
                    fields[name] = Kept(fields[name]);
                }

                return fields;
            case IDictionary { Values: IEnumerable<Stream?> } map:
                return map.Keys.Cast<object>().ToDictionary(key => key, key => Kept(map[key]));
            case IEnumerable<string?>:
                return value;
            case IEnumerable<IEnumerable?> lists:
                return lists.Select(Kept).ToArray();
            case IEnumerable<Stream?> windows:
                return windows.Select(Kept).ToArray();
            default:
                return value;
        }
    }

    private List<object?[]> ReadRows()
    {
        var rows = new List<object?[]>(RowsAtATime);
        while (rows.Count < RowsAtATime && reader.Read())
        {
            var row = new object?[Columns.Count];
            for (var index = 0; index < row.Length; index++)
            {
                row[index] = ValueOf(index);
            }

            rows.Add(row);
        }

        return rows;
    }
}
