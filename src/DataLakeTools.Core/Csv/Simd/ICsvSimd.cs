namespace DataLakeTools.Core.Csv.Simd;

/// <summary>The operations of one instruction set on blocks of 64 bytes.</summary>
internal interface ICsvSimd
{
    /// <summary>Whether vectors are supported; if not, blocks are scanned byte by byte.</summary>
    static abstract bool IsVectorized { get; }

    /// <summary>Whether the processor gathers bits quickly (PEXT).</summary>
    static abstract bool HasFastPext { get; }

    /// <summary>A bit for every byte that is the value.</summary>
    static abstract ulong Equal(ref byte block, byte value);

    /// <summary>Whether a byte of the blocks is the value.</summary>
    static abstract bool Has(ref byte block, int blocks, byte value);

    /// <summary>Whether all bytes of the blocks are ASCII, and none is NUL.</summary>
    static abstract bool IsAsciiWithoutNul(ref byte block, int blocks);

    /// <summary>
    /// Whether no byte of the blocks breaks UTF-8 or is NUL; and of all but their last two, whether they are ASCII and whether one may
    /// begin a byte order mark. Reads the three bytes before the blocks too.
    /// </summary>
    static abstract bool IsUtf8(ref byte block, int blocks, out bool isAscii, out bool mayHaveMark);

    /// <summary>A bit for every byte after a backslash and an <c>N</c>. Reads the two bytes before the block too.</summary>
    static abstract ulong AfterNullMarks(ref byte block);
}
