namespace DataLakeTools.Core.Csv.Simd;

/// <summary>What one instruction set can tell about a block of 64 bytes.</summary>
internal interface ICsvSimd
{
    /// <summary>Whether there is anything to gain; if not, blocks are read byte by byte.</summary>
    static abstract bool IsVectorized { get; }

    /// <summary>Whether missing values are counted by rows, which takes quick gathering of bits and vectors of 64 bytes.</summary>
    static abstract bool CountsRows { get; }

    /// <summary>A bit for every byte that is the value.</summary>
    static abstract ulong Equal(ref byte block, byte value);

    /// <summary>Whether a byte of the block is not ASCII.</summary>
    static abstract bool HasNonAscii(ref byte block);

    /// <summary>Whether a byte of the block breaks UTF-8. Reads the three bytes before the block too.</summary>
    static abstract bool BreaksUtf8(ref byte block);

    /// <summary>A bit for every <c>N</c> after a backslash. Reads the byte before the block too.</summary>
    static abstract ulong NullMarks(ref byte block);

    /// <summary>Whether the block, which is UTF-8 so far, ends before the last byte of a character.</summary>
    static abstract bool EndsInsideCharacter(ref byte block);
}
