using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace DataLakeTools.Core.Csv.Simd;

/// <summary>AVX2: a block is two vectors.</summary>
internal readonly struct CsvSimd256 : ICsvSimd
{
    public static bool IsSupported => Avx2.IsSupported;

    public static bool IsVectorized => true;

    public static bool CountsRows => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Equal(ref byte block, byte value)
    {
        Vector256<byte> values = Vector256.Create(value);
        return Vector256.Equals(Vector256.LoadUnsafe(ref block), values).ExtractMostSignificantBits()
            | ((ulong)Vector256.Equals(Vector256.LoadUnsafe(ref block, 32), values).ExtractMostSignificantBits() << 32);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool HasNonAscii(ref byte block) =>
        (Vector256.LoadUnsafe(ref block) | Vector256.LoadUnsafe(ref block, 32)).ExtractMostSignificantBits() != 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool BreaksUtf8(ref byte block) =>
        (Wrong(ref block) | Wrong(ref Unsafe.Add(ref block, 32))) != Vector256<byte>.Zero;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> Wrong(ref byte half)
    {
        Vector256<byte> nibble = Vector256.Create((byte)0x0F);
        Vector256<byte> bytes = Vector256.LoadUnsafe(ref half);
        Vector256<byte> before = Vector256.LoadUnsafe(ref Unsafe.Subtract(ref half, 1));
        Vector256<byte> before2 = Vector256.LoadUnsafe(ref Unsafe.Subtract(ref half, 2));
        Vector256<byte> before3 = Vector256.LoadUnsafe(ref Unsafe.Subtract(ref half, 3));

        Vector256<byte> wrong =
            Avx2.Shuffle(Utf8Tables.FirstHigh256, (before.AsUInt16() >>> 4).AsByte() & nibble)
            & Avx2.Shuffle(Utf8Tables.FirstLow256, before & nibble)
            & Avx2.Shuffle(Utf8Tables.SecondHigh256, (bytes.AsUInt16() >>> 4).AsByte() & nibble);
        Vector256<byte> mustContinue =
            Avx2.SubtractSaturate(before2, Vector256.Create((byte)(0xE0 - 0x80)))
            | Avx2.SubtractSaturate(before3, Vector256.Create((byte)(0xF0 - 0x80)));
        return (mustContinue & Vector256.Create((byte)0x80)) ^ wrong;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong NullMarks(ref byte block) => Equal(ref block, (byte)'N') & Equal(ref Unsafe.Subtract(ref block, 1), (byte)'\\');

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool EndsInsideCharacter(ref byte block) =>
        Unsafe.Add(ref block, 63) >= 0xC0 | Unsafe.Add(ref block, 62) >= 0xE0 | Unsafe.Add(ref block, 61) >= 0xF0;
}
