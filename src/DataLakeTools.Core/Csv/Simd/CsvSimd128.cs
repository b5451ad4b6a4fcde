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

    public static bool HasFastPext => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Equal(ref byte block, byte value)
    {
        var values = Vector128.Create(value);
        return Vector128.Equals(Vector128.LoadUnsafe(ref block), values).ExtractMostSignificantBits()
            | ((ulong)Vector128.Equals(Vector128.LoadUnsafe(ref block, 16), values).ExtractMostSignificantBits() << 16)
            | ((ulong)Vector128.Equals(Vector128.LoadUnsafe(ref block, 32), values).ExtractMostSignificantBits() << 32)
            | ((ulong)Vector128.Equals(Vector128.LoadUnsafe(ref block, 48), values).ExtractMostSignificantBits() << 48);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Has(ref byte block, int blocks, byte value)
    {
        var values = Vector128.Create(value);
        var found = Vector128<byte>.Zero;
        for (; blocks > 0; blocks--, block = ref Unsafe.Add(ref block, 64))
        {
            found |= Vector128.Equals(Vector128.LoadUnsafe(ref block), values) | Vector128.Equals(Vector128.LoadUnsafe(ref block, 16), values)
                | Vector128.Equals(Vector128.LoadUnsafe(ref block, 32), values) | Vector128.Equals(Vector128.LoadUnsafe(ref block, 48), values);
        }

        return found != Vector128<byte>.Zero;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsAsciiWithoutNul(ref byte block, int blocks)
    {
        var least = Vector128.Create(sbyte.MaxValue);
        for (; blocks > 0; blocks--, block = ref Unsafe.Add(ref block, 64))
        {
            least = Vector128.Min(
                Vector128.Min(Vector128.Min(least, Vector128.LoadUnsafe(ref block).AsSByte()), Vector128.LoadUnsafe(ref block, 16).AsSByte()),
                Vector128.Min(Vector128.LoadUnsafe(ref block, 32).AsSByte(), Vector128.LoadUnsafe(ref block, 48).AsSByte()));
        }

        return Vector128.GreaterThanAll(least, Vector128<sbyte>.Zero);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsUtf8(ref byte block, int blocks, out bool isAscii, out bool mayHaveMark)
    {
        var firstHigh = Utf8Tables.FirstHigh128;
        var firstLow = Utf8Tables.FirstLow128;
        var secondHigh = Utf8Tables.SecondHigh128;
        var nibble = Vector128.Create((byte)0x0F);
        Vector128<byte> wrong = Vector128<byte>.Zero, least = Vector128<byte>.AllBitsSet, greatest = Vector128<byte>.Zero;
        for (var i = 0; i < blocks * 4; i++, block = ref Unsafe.Add(ref block, 16))
        {
            var bytes = Vector128.LoadUnsafe(ref block);
            var before = Vector128.LoadUnsafe(ref Unsafe.Subtract(ref block, 1));
            var before2 = Vector128.LoadUnsafe(ref Unsafe.Subtract(ref block, 2));
            var before3 = Vector128.LoadUnsafe(ref Unsafe.Subtract(ref block, 3));
            var wrongPairs =
                Lookup(firstHigh, (before.AsUInt16() >>> 4).AsByte() & nibble)
                & Lookup(firstLow, before & nibble)
                & Lookup(secondHigh, (bytes.AsUInt16() >>> 4).AsByte() & nibble);
            var mustContinue =
                SubtractSaturate(before2, Vector128.Create((byte)(0xE0 - 0x80)))
                | SubtractSaturate(before3, Vector128.Create((byte)(0xF0 - 0x80)));

            // Two continuation bytes are right exactly where a third or fourth byte is due.
            wrong |= (mustContinue & Vector128.Create((byte)0x80)) ^ wrongPairs;
            least = Vector128.Min(least, bytes);
            greatest = Vector128.Max(greatest, before2);
        }

        isAscii = Vector128.LessThanAll(greatest, Vector128.Create((byte)0x80));

        // Its first byte; few characters have that or a greater one. One that ends in the blocks begins two bytes before.
        mayHaveMark = Vector128.GreaterThanOrEqualAny(greatest, Vector128.Create((byte)0xEF));
        return wrong == Vector128<byte>.Zero && !Vector128.EqualsAny(least, Vector128<byte>.Zero);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Lookup(Vector128<byte> table, Vector128<byte> index) =>
        Ssse3.IsSupported ? Ssse3.Shuffle(table, index) : AdvSimd.Arm64.VectorTableLookup(table, index);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> SubtractSaturate(Vector128<byte> left, Vector128<byte> right) =>
        Sse2.IsSupported ? Sse2.SubtractSaturate(left, right) : AdvSimd.SubtractSaturate(left, right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong AfterNullMarks(ref byte block) => Equal(ref Unsafe.Subtract(ref block, 1), (byte)'N') & Equal(ref Unsafe.Subtract(ref block, 2), (byte)'\\');
}
