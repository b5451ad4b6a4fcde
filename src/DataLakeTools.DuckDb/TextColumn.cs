using DuckDB.NET.Native;

namespace DataLakeTools.DuckDb;

/// <summary>A column of text.</summary>
/// <param name="blocks">Where the texts are kept.</param>
internal sealed class TextColumn(TextBlocks blocks) : VectorColumn<VectorText>
{
    /// <inheritdoc/>
    public override DuckDBLogicalType CreateType() => NativeMethods.LogicalType.DuckDBCreateLogicalType(DuckDBType.Varchar);

    /// <inheritdoc/>
    public override bool Add(ReadOnlySpan<byte> text)
    {
        AddRow(VectorText.Of(text, blocks), isPresent: true);
        return true;
    }
}
