using DuckDB.NET.Native;

namespace DataLakeTools.DuckDb;

/// <summary>A column of lists.</summary>
/// <param name="elements">The elements of all lists, one after another.</param>
/// <param name="separator">What stands between the elements in the text of a list, UTF-8.</param>
internal sealed class ListColumn(ColumnBuffer elements, byte[] separator) : VectorColumn<DuckDBListEntry>
{
    /// <inheritdoc/>
    public override DuckDBLogicalType CreateType()
    {
        using var type = elements.CreateType();
        return NativeMethods.LogicalType.DuckDBCreateListType(type);
    }

    /// <inheritdoc/>
    public override bool Add(ReadOnlySpan<byte> text)
    {
        var start = elements.Count;
        var fit = true;
        for (int end; (end = text.IndexOf(separator)) >= 0; text = text[(end + separator.Length)..])
        {
            fit &= elements.Add(text[..end]);
        }

        fit &= elements.Add(text);
        AddRow(new DuckDBListEntry((ulong)start, (ulong)(elements.Count - start)), fit);
        return fit;
    }

    /// <inheritdoc/>
    public override void Clear()
    {
        base.Clear();
        elements.Clear();
    }

    /// <inheritdoc/>
    public override void CopyTo(nint vector)
    {
        base.CopyTo(vector);
        var count = (ulong)elements.Count;
        if (NativeMethods.Vectors.DuckDBListVectorReserve(vector, count) != DuckDBState.Success || NativeMethods.Vectors.DuckDBListVectorSetSize(vector, count) != DuckDBState.Success)
        {
            throw new InvalidOperationException("DuckDB gave no room for the elements of lists.");
        }

        elements.CopyTo(NativeMethods.Vectors.DuckDBListVectorGetChild(vector));
    }
}
