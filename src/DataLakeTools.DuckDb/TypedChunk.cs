using System.Text;
using DataLakeTools.Core.Tables.Contracts;
using DuckDB.NET.Native;

namespace DataLakeTools.DuckDb;

/// <summary>Rows as one vector of DuckDB holds them, a buffer a column.</summary>
internal sealed class TypedChunk
{
    /// <summary>How many rows a chunk has at most.</summary>
    public static readonly int MaxRows = (int)NativeMethods.Helpers.DuckDBVectorSize();

    private readonly TextBlocks _texts = new();

    /// <param name="columns">What the columns are.</param>
    public TypedChunk(IEnumerable<ColumnContract> columns) => Columns = [.. columns.Select(column => BufferOf(column.Type, column))];

    /// <summary>The values of the columns.</summary>
    public IReadOnlyList<ColumnBuffer> Columns { get; }

    /// <summary>How many rows there are.</summary>
    public int Count { get; set; }

    /// <summary>Removes all rows.</summary>
    public void Clear()
    {
        _texts.Clear();
        Count = 0;
        foreach (var column in Columns)
        {
            column.Clear();
        }
    }

    private ColumnBuffer BufferOf(ColumnType type, ColumnContract column) => type.Kind switch
    {
        ColumnKind.Varchar => new TextColumn(_texts),
        ColumnKind.Array => new ListColumn(BufferOf(type.Element!, column.OfElement(type.Element!)), Encoding.UTF8.GetBytes(column.Split ?? ",")),
        _ => ValueColumns.Of(column),
    };
}
