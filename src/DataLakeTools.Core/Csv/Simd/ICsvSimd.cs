namespace DataLakeTools.Core.Csv.Simd;

/// <summary>What one instruction set can tell about a block of 64 bytes.</summary>
internal interface ICsvSimd
{
    /// <summary>Whether there is anything to gain; if not, blocks are read byte by byte.</summary>
    static abstract bool IsVectorized { get; }

    /// <summary>Whether bits can be gathered quickly, besides vectors of 64 bytes.</summary>
    static abstract bool GathersBits { get; }

    /// <summary>A bit for every byte that is the value.</summary>
    static abstract ulong Equal(ref byte block, byte value);

    /// <summary>Whether all bytes of the blocks are ASCII, and none is NUL.</summary>
    static abstract bool IsPlain(ref byte block, int blocks);

    /// <summary>Whether no byte of the blocks breaks UTF-8 or is NUL. Reads the three bytes before them too.</summary>
    static abstract bool IsUtf8(ref byte block, int blocks);

    /// <summary>A bit for every byte after a backslash and an <c>N</c>. Reads the two bytes before the block too.</summary>
    static abstract ulong AfterNullMarks(ref byte block);
}
