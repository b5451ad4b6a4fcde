namespace DataLakeTools.DuckDb;

/// <summary>A column whose values are kept in one list, in the layout of a vector.</summary>
internal abstract class VectorColumn<T> : ColumnBuffer
    where T : unmanaged
{
    private readonly List<T> _values = [];

    /// <inheritdoc/>
    public override void AddMissing() => AddRow(default, isPresent: false);

    /// <inheritdoc/>
    public override void Clear()
    {
        base.Clear();
        _values.Clear();
    }

    /// <inheritdoc/>
    public override void CopyTo(nint vector)
    {
        base.CopyTo(vector);
        Copy(_values, vector);
    }

    /// <summary>Adds a row.</summary>
    protected void AddRow(T value, bool isPresent)
    {
        CountRow(isPresent);
        _values.Add(value);
    }
}
