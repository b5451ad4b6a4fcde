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

    /// <summary>Whether all bytes of the blocks are ASCII, and none is NUL.</summary>
    static abstract bool IsAsciiWithoutNul(ref byte block, int blocks);

    /// <summary>Whether no byte of the blocks breaks UTF-8, is NUL, or ends a byte order mark at the beginning of a line. Reads the three bytes before them too.</summary>
    static abstract bool IsUtf8(ref byte block, int blocks);

    /// <summary>A bit for every byte after a backslash and an <c>N</c>. Reads the two bytes before the block too.</summary>
    static abstract ulong AfterNullMarks(ref byte block);
}
