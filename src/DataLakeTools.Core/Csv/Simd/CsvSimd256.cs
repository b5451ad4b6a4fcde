using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace DataLakeTools.Core.Csv.Simd;

/// <summary>AVX2: a block is two vectors.</summary>
internal readonly struct CsvSimd256 : ICsvSimd
{
    public static bool IsSupported => Avx2.IsSupported;

    public static bool IsVectorized => true;

    public static bool HasFastPext => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Equal(ref byte block, byte value)
    {
        var values = Vector256.Create(value);
        return Vector256.Equals(Vector256.LoadUnsafe(ref block), values).ExtractMostSignificantBits()
            | ((ulong)Vector256.Equals(Vector256.LoadUnsafe(ref block, 32), values).ExtractMostSignificantBits() << 32);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Has(ref byte block, int blocks, byte value)
    {
        var values = Vector256.Create(value);
        var found = Vector256<byte>.Zero;
        for (; blocks > 0; blocks--, block = ref Unsafe.Add(ref block, 64))
        {
            found |= Vector256.Equals(Vector256.LoadUnsafe(ref block), values) | Vector256.Equals(Vector256.LoadUnsafe(ref block, 32), values);
        }

        return found != Vector256<byte>.Zero;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsAsciiWithoutNul(ref byte block, int blocks)
    {
        var least = Vector256.Create(sbyte.MaxValue);
        for (; blocks > 0; blocks--, block = ref Unsafe.Add(ref block, 64))
        {
            least = Vector256.Min(Vector256.Min(least, Vector256.LoadUnsafe(ref block).AsSByte()), Vector256.LoadUnsafe(ref block, 32).AsSByte());
        }

        return Vector256.GreaterThanAll(least, Vector256<sbyte>.Zero);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsUtf8(ref byte block, int blocks, out bool isAscii, out bool mayHaveMark)
    {
        var firstHigh = Utf8Tables.FirstHigh256;
        var firstLow = Utf8Tables.FirstLow256;
        var secondHigh = Utf8Tables.SecondHigh256;
        var nibble = Vector256.Create((byte)0x0F);
        Vector256<byte> wrong = Vector256<byte>.Zero, least = Vector256<byte>.AllBitsSet, greatest = Vector256<byte>.Zero;
        for (var i = 0; i < blocks * 2; i++, block = ref Unsafe.Add(ref block, 32))
        {
            var bytes = Vector256.LoadUnsafe(ref block);
            var before = Vector256.LoadUnsafe(ref Unsafe.Subtract(ref block, 1));
            var before2 = Vector256.LoadUnsafe(ref Unsafe.Subtract(ref block, 2));
            var before3 = Vector256.LoadUnsafe(ref Unsafe.Subtract(ref block, 3));
            var wrongPairs =
                Avx2.Shuffle(firstHigh, (before.AsUInt16() >>> 4).AsByte() & nibble)
                & Avx2.Shuffle(firstLow, before & nibble)
                & Avx2.Shuffle(secondHigh, (bytes.AsUInt16() >>> 4).AsByte() & nibble);
            var mustContinue =
                Avx2.SubtractSaturate(before2, Vector256.Create((byte)(0xE0 - 0x80)))
                | Avx2.SubtractSaturate(before3, Vector256.Create((byte)(0xF0 - 0x80)));

            // Two continuation bytes are right exactly where a third or fourth byte is due.
            wrong |= (mustContinue & Vector256.Create((byte)0x80)) ^ wrongPairs;
            least = Vector256.Min(least, bytes);
            greatest = Vector256.Max(greatest, before2);
        }

        isAscii = Vector256.LessThanAll(greatest, Vector256.Create((byte)0x80));

        // Its first byte; few characters have that or a greater one. One that ends in the blocks begins two bytes before.
        mayHaveMark = Vector256.GreaterThanOrEqualAny(greatest, Vector256.Create((byte)0xEF));
        return wrong == Vector256<byte>.Zero && !Vector256.EqualsAny(least, Vector256<byte>.Zero);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong AfterNullMarks(ref byte block) =>
        NullMarks(ref Unsafe.Subtract(ref block, 2)).ExtractMostSignificantBits()
            | ((ulong)NullMarks(ref Unsafe.Add(ref block, 30)).ExtractMostSignificantBits() << 32);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> NullMarks(ref byte bytes) =>
        Vector256.Equals(Vector256.LoadUnsafe(ref bytes), Vector256.Create((byte)'\\')) & Vector256.Equals(Vector256.LoadUnsafe(ref bytes, 1), Vector256.Create((byte)'N'));
}
