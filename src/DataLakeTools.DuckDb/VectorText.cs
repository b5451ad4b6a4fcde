using System.Runtime.InteropServices;

namespace DataLakeTools.DuckDb;

/// <summary>
/// <c>duckdb_string_t</c> of DuckDB's C interface (duckdb.h): the length, then a text of at most 12 bytes itself, or the first four
/// bytes of a longer one and where it stands.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct VectorText
{
    private const int MaxInside = 12;

    private uint _length;
    private uint _prefix;
    private ulong _address;

    public static VectorText Of(ReadOnlySpan<byte> text, TextBlocks blocks)
    {
        var value = new VectorText { _length = (uint)text.Length };
        if (text.Length <= MaxInside)
        {
            text.CopyTo(MemoryMarshal.AsBytes(new Span<VectorText>(ref value))[sizeof(uint)..]);
            return value;
        }

        (value._prefix, value._address) = (MemoryMarshal.Read<uint>(text), (ulong)blocks.Add(text));
        return value;
    }
}
