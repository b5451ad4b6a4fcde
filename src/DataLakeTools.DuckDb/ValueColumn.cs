using DuckDB.NET.Native;

namespace DataLakeTools.DuckDb;

/// <summary>A column of values of one size.</summary>
/// <param name="createType">Makes the type of the vector.</param>
/// <param name="read">Reads a value.</param>
internal sealed class ValueColumn<T>(Func<DuckDBLogicalType> createType, ValueReader<T> read) : VectorColumn<T>
    where T : unmanaged
{
    /// <param name="type">The type of the vector.</param>
    /// <param name="read">Reads a value.</param>
    public ValueColumn(DuckDBType type, ValueReader<T> read)
        : this(() => NativeMethods.LogicalType.DuckDBCreateLogicalType(type), read)
    {
    }

    /// <summary>Whether 0 means that there is no value.</summary>
    public bool ZeroIsMissing { get; init; }

    /// <summary>Whether every row needs a value.</summary>
    public bool IsRequired { get; init; }

    /// <inheritdoc/>
    public override DuckDBLogicalType CreateType() => createType();

    /// <inheritdoc/>
    public override bool Add(ReadOnlySpan<byte> text)
    {
        var fits = read(text, out var value);
        var isMissing = ZeroIsMissing && EqualityComparer<T>.Default.Equals(value, default);
        AddRow(value, fits && !isMissing);
        return fits && !(isMissing && IsRequired);
    }
}
