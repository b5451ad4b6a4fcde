namespace DataLakeTools.Core.Csv.Simd;

/// <summary>No vectors: every block is scanned byte by byte.</summary>
internal readonly struct CsvScalar : ICsvSimd
{
    public static bool IsVectorized => false;

    public static bool HasFastPext => false;

    public static ulong Equal(ref byte block, byte value) => throw new NotSupportedException();

    public static bool Has(ref byte block, int blocks, byte value) => throw new NotSupportedException();

    public static bool IsAsciiWithoutNul(ref byte block, int blocks) => throw new NotSupportedException();

    public static bool IsUtf8(ref byte block, int blocks, out bool isAscii, out bool mayHaveMark) => throw new NotSupportedException();

    public static ulong AfterNullMarks(ref byte block) => throw new NotSupportedException();
}
