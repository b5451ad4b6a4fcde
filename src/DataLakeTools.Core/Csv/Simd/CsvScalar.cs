namespace DataLakeTools.Core.Csv.Simd;

/// <summary>No vectors at all: every block is read byte by byte.</summary>
internal readonly struct CsvScalar : ICsvSimd
{
    public static bool IsVectorized => false;

    public static bool CountsRows => false;

    public static ulong Equal(ref byte block, byte value) => throw new NotSupportedException();

    public static bool HasNonAscii(ref byte block) => throw new NotSupportedException();

    public static bool BreaksUtf8(ref byte block) => throw new NotSupportedException();

    public static ulong NullMarks(ref byte block) => throw new NotSupportedException();

    public static bool EndsInsideCharacter(ref byte block) => throw new NotSupportedException();
}
