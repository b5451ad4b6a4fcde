using System.Runtime.InteropServices;
using DuckDB.NET.Native;

namespace DataLakeTools.DuckDb;

/// <summary>A column of text.</summary>
/// <param name="blocks">Where the texts are kept.</param>
internal sealed unsafe class TextColumn(TextBlocks blocks) : ColumnBuffer
{
    private readonly List<VectorText> _values = [];

    /// <inheritdoc/>
    public override DuckDBLogicalType CreateType() => NativeMethods.LogicalType.DuckDBCreateLogicalType(DuckDBType.Varchar);

    /// <inheritdoc/>
    public override bool Add(ReadOnlySpan<byte> text)
    {
        CountRow(isPresent: true);
        _values.Add(VectorText.Of(text, blocks));
        return true;
    }

    /// <inheritdoc/>
    public override void AddMissing()
    {
        CountRow(isPresent: false);
        _values.Add(default);
    }

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

    // duckdb_string_t of DuckDB's C interface (duckdb.h): the length, then a text of at most 12 bytes itself, or the first four
    // bytes of a longer one and where it stands.
    [StructLayout(LayoutKind.Sequential)]
    private struct VectorText
    {
        private const int MostInside = 12;

        private uint _length;
        private uint _prefix;
        private ulong _address;

        public static VectorText Of(ReadOnlySpan<byte> text, TextBlocks blocks)
        {
            var value = new VectorText { _length = (uint)text.Length };
            if (text.Length <= MostInside)
            {
                text.CopyTo(MemoryMarshal.AsBytes(new Span<VectorText>(ref value))[sizeof(uint)..]);
                return value;
            }

            (value._prefix, value._address) = (MemoryMarshal.Read<uint>(text), (ulong)blocks.Add(text));
            return value;
        }
    }
}
