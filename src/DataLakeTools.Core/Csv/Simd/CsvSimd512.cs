using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace DataLakeTools.Core.Csv.Simd;

/// <summary>AVX-512: a block is one vector.</summary>
internal readonly struct CsvSimd512 : ICsvSimd
{
    public static bool IsSupported => Vector512.IsHardwareAccelerated && Avx512BW.IsSupported;

    public static bool IsVectorized => true;

    public static bool CountsRows => Bmi2.X64.IsSupported;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Equal(ref byte block, byte value) =>
        Vector512.Equals(Vector512.LoadUnsafe(ref block), Vector512.Create(value)).ExtractMostSignificantBits();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool HasNonAscii(ref byte block) =>
        Vector512.LoadUnsafe(ref block).ExtractMostSignificantBits() != 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool BreaksUtf8(ref byte block)
    {
        Vector512<byte> nibble = Vector512.Create((byte)0x0F);
        Vector512<byte> bytes = Vector512.LoadUnsafe(ref block);
        Vector512<byte> before = Vector512.LoadUnsafe(ref Unsafe.Subtract(ref block, 1));
        Vector512<byte> before2 = Vector512.LoadUnsafe(ref Unsafe.Subtract(ref block, 2));
        Vector512<byte> before3 = Vector512.LoadUnsafe(ref Unsafe.Subtract(ref block, 3));

        Vector512<byte> wrong =
            Avx512BW.Shuffle(Utf8Tables.FirstHigh512, (before.AsUInt16() >>> 4).AsByte() & nibble)
            & Avx512BW.Shuffle(Utf8Tables.FirstLow512, before & nibble)
            & Avx512BW.Shuffle(Utf8Tables.SecondHigh512, (bytes.AsUInt16() >>> 4).AsByte() & nibble);
        Vector512<byte> mustContinue =
            Avx512BW.SubtractSaturate(before2, Vector512.Create((byte)(0xE0 - 0x80)))
            | Avx512BW.SubtractSaturate(before3, Vector512.Create((byte)(0xF0 - 0x80)));
        return ((mustContinue & Vector512.Create((byte)0x80)) ^ wrong) != Vector512<byte>.Zero;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong NullMarks(ref byte block) =>
        (Vector512.Equals(Vector512.LoadUnsafe(ref block), Vector512.Create((byte)'N'))
            & Vector512.Equals(Vector512.LoadUnsafe(ref Unsafe.Subtract(ref block, 1)), Vector512.Create((byte)'\\'))).ExtractMostSignificantBits();

    // The last byte may begin nothing, the one before no more than two bytes, the one before that no more than three.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool EndsInsideCharacter(ref byte block) =>
        Avx512BW.SubtractSaturate(
            Vector512.LoadUnsafe(ref block),
            Vector512.Create(ulong.MaxValue, ulong.MaxValue, ulong.MaxValue, ulong.MaxValue, ulong.MaxValue, ulong.MaxValue, ulong.MaxValue, 0xBFDF_EFFF_FFFF_FFFF).AsByte())
        != Vector512<byte>.Zero;
}
