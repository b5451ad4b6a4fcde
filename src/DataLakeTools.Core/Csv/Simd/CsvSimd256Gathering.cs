using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace DataLakeTools.Core.Csv.Simd;

/// <summary>AVX2 on a processor that gathers bits quickly.</summary>
internal readonly struct CsvSimd256Gathering : ICsvSimd
{
    public static bool IsSupported => CsvSimd256.IsSupported && Bmi2.X64.IsSupported && !CsvCpu.HasSlowPext();

    public static bool IsVectorized => true;

    public static bool HasFastPext => Bmi2.X64.IsSupported;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Equal(ref byte block, byte value) => CsvSimd256.Equal(ref block, value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Has(ref byte block, int blocks, byte value) => CsvSimd256.Has(ref block, blocks, value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsAsciiWithoutNul(ref byte block, int blocks) => CsvSimd256.IsAsciiWithoutNul(ref block, blocks);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsUtf8(ref byte block, int blocks, out bool isAscii, out bool mayHaveMark) => CsvSimd256.IsUtf8(ref block, blocks, out isAscii, out mayHaveMark);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong AfterNullMarks(ref byte block) => CsvSimd256.AfterNullMarks(ref block);
}
