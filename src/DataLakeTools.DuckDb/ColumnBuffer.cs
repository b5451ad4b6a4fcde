using System.Runtime.InteropServices;
using DuckDB.NET.Native;

namespace DataLakeTools.DuckDb;

/// <summary>The values of a column for the rows of a chunk, in the layout of DuckDB's vectors.</summary>
internal abstract unsafe class ColumnBuffer
{
    // A bit a row: whether it has a value.
    private readonly List<ulong> _present = [];
    private bool _hasMissing;

    /// <summary>How many rows there are.</summary>
    public int Count { get; private set; }

    /// <summary>The type of the vector, which the caller disposes.</summary>
    public abstract DuckDBLogicalType CreateType();

    /// <summary>Adds a row with the value of a text.</summary>
    /// <param name="text">UTF-8.</param>
    /// <returns>False, and the row has no value, if the text has not the form of the type or is outside its bounds.</returns>
    public abstract bool Add(ReadOnlySpan<byte> text);

    /// <summary>Adds a row without a value.</summary>
    public abstract void AddMissing();

    /// <summary>Removes all rows.</summary>
    public virtual void Clear()
    {
        _present.Clear();
        (Count, _hasMissing) = (0, false);
    }

    /// <summary>Copies all rows into a vector that has room for them. What texts refer to must live as long as the vector is used.</summary>
    public virtual void CopyTo(nint vector)
    {
        if (_hasMissing)
        {
            NativeMethods.Vectors.DuckDBVectorEnsureValidityWritable(vector);
            CollectionsMarshal.AsSpan(_present).CopyTo(new Span<ulong>(NativeMethods.Vectors.DuckDBVectorGetValidity(vector), _present.Count));
        }
    }

    /// <summary>Copies values into a vector.</summary>
    protected static void Copy<T>(List<T> values, nint vector)
        where T : unmanaged =>
        CollectionsMarshal.AsSpan(values).CopyTo(new Span<T>(NativeMethods.Vectors.DuckDBVectorGetData(vector), values.Count));

    /// <summary>Counts a row.</summary>
    protected void CountRow(bool isPresent)
    {
        var bit = Count++ % 64;
        if (bit == 0)
        {
            _present.Add(ulong.MaxValue);
        }

        if (!isPresent)
        {
            CollectionsMarshal.AsSpan(_present)[^1] &= ~(1UL << bit);
            _hasMissing = true;
        }
    }
}
