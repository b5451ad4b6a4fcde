using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace DataLakeTools.Core.Csv.Simd;

/// <summary>SSSE3 or Arm: a block is four vectors.</summary>
internal readonly struct CsvSimd128 : ICsvSimd
{
    public static bool IsSupported => Ssse3.IsSupported || AdvSimd.Arm64.IsSupported;

    public static bool IsVectorized => true;

    public static bool CountsRows => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Equal(ref byte block, byte value)
    {
        Vector128<byte> values = Vector128.Create(value);
        return Vector128.Equals(Vector128.LoadUnsafe(ref block), values).ExtractMostSignificantBits()
            | ((ulong)Vector128.Equals(Vector128.LoadUnsafe(ref block, 16), values).ExtractMostSignificantBits() << 16)
            | ((ulong)Vector128.Equals(Vector128.LoadUnsafe(ref block, 32), values).ExtractMostSignificantBits() << 32)
            | ((ulong)Vector128.Equals(Vector128.LoadUnsafe(ref block, 48), values).ExtractMostSignificantBits() << 48);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool HasNonAscii(ref byte block) =>
        (Vector128.LoadUnsafe(ref block) | Vector128.LoadUnsafe(ref block, 16)
            | Vector128.LoadUnsafe(ref block, 32) | Vector128.LoadUnsafe(ref block, 48)).ExtractMostSignificantBits() != 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool BreaksUtf8(ref byte block) =>
        (Wrong(ref block) | Wrong(ref Unsafe.Add(ref block, 16))
            | Wrong(ref Unsafe.Add(ref block, 32)) | Wrong(ref Unsafe.Add(ref block, 48))) != Vector128<byte>.Zero;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Wrong(ref byte quarter)
    {
        Vector128<byte> nibble = Vector128.Create((byte)0x0F);
        Vector128<byte> bytes = Vector128.LoadUnsafe(ref quarter);
        Vector128<byte> before = Vector128.LoadUnsafe(ref Unsafe.Subtract(ref quarter, 1));
        Vector128<byte> before2 = Vector128.LoadUnsafe(ref Unsafe.Subtract(ref quarter, 2));
        Vector128<byte> before3 = Vector128.LoadUnsafe(ref Unsafe.Subtract(ref quarter, 3));

        Vector128<byte> wrong =
            Lookup(Utf8Tables.FirstHigh128, (before.AsUInt16() >>> 4).AsByte() & nibble)
            & Lookup(Utf8Tables.FirstLow128, before & nibble)
            & Lookup(Utf8Tables.SecondHigh128, (bytes.AsUInt16() >>> 4).AsByte() & nibble);
        Vector128<byte> mustContinue =
            SubtractSaturate(before2, Vector128.Create((byte)(0xE0 - 0x80)))
            | SubtractSaturate(before3, Vector128.Create((byte)(0xF0 - 0x80)));
        return (mustContinue & Vector128.Create((byte)0x80)) ^ wrong;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Lookup(Vector128<byte> table, Vector128<byte> index) =>
        Ssse3.IsSupported ? Ssse3.Shuffle(table, index) : AdvSimd.Arm64.VectorTableLookup(table, index);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> SubtractSaturate(Vector128<byte> left, Vector128<byte> right) =>
        Sse2.IsSupported ? Sse2.SubtractSaturate(left, right) : AdvSimd.SubtractSaturate(left, right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong NullMarks(ref byte block) => Equal(ref block, (byte)'N') & Equal(ref Unsafe.Subtract(ref block, 1), (byte)'\\');

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool EndsInsideCharacter(ref byte block) =>
        Unsafe.Add(ref block, 63) >= 0xC0 | Unsafe.Add(ref block, 62) >= 0xE0 | Unsafe.Add(ref block, 61) >= 0xF0;
}
