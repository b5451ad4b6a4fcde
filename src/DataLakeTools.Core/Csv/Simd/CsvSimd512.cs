using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace DataLakeTools.Core.Csv.Simd;

/// <summary>AVX-512: a block is one vector.</summary>
internal readonly struct CsvSimd512 : ICsvSimd
{
    public static bool IsSupported => Vector512.IsHardwareAccelerated && Avx512BW.IsSupported && Bmi2.X64.IsSupported;

    public static bool IsVectorized => true;

    public static bool HasFastPext => Bmi2.X64.IsSupported;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Equal(ref byte block, byte value) =>
        Vector512.Equals(Vector512.LoadUnsafe(ref block), Vector512.Create(value)).ExtractMostSignificantBits();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Has(ref byte block, int blocks, byte value)
    {
        var values = Vector512.Create(value);
        var found = Vector512<byte>.Zero;
        for (; blocks > 0; blocks--, block = ref Unsafe.Add(ref block, 64))
        {
            found |= Vector512.Equals(Vector512.LoadUnsafe(ref block), values);
        }

        return found != Vector512<byte>.Zero;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsAsciiWithoutNul(ref byte block, int blocks)
    {
        var least = Vector512.Create(sbyte.MaxValue);
        for (; blocks > 0; blocks--, block = ref Unsafe.Add(ref block, 64))
        {
            least = Vector512.Min(least, Vector512.LoadUnsafe(ref block).AsSByte());
        }

        return Vector512.GreaterThanAll(least, Vector512<sbyte>.Zero);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsUtf8(ref byte block, int blocks, out bool isAscii, out bool mayHaveMark)
    {
        var firstHigh = Utf8Tables.FirstHigh512;
        var firstLow = Utf8Tables.FirstLow512;
        var secondHigh = Utf8Tables.SecondHigh512;
        Vector512<byte> wrong = Vector512<byte>.Zero, least = Vector512<byte>.AllBitsSet, greatest = Vector512<byte>.Zero;
        for (var i = 0; i < blocks; i++, block = ref Unsafe.Add(ref block, 64))
        {
            var bytes = Vector512.LoadUnsafe(ref block);
            var before = Vector512.LoadUnsafe(ref Unsafe.Subtract(ref block, 1));
            var before2 = Vector512.LoadUnsafe(ref Unsafe.Subtract(ref block, 2));
            var before3 = Vector512.LoadUnsafe(ref Unsafe.Subtract(ref block, 3));
            var wrongPairs =
                Lookup(firstHigh, (before.AsUInt16() >>> 4).AsByte())
                & Lookup(firstLow, before)
                & Lookup(secondHigh, (bytes.AsUInt16() >>> 4).AsByte());
            var mustContinue =
                Avx512BW.SubtractSaturate(before2, Vector512.Create((byte)(0xE0 - 0x80)))
                | Avx512BW.SubtractSaturate(before3, Vector512.Create((byte)(0xF0 - 0x80)));

            // Two continuation bytes are right exactly where a third or fourth byte is due.
            wrong |= (mustContinue & Vector512.Create((byte)0x80)) ^ wrongPairs;
            least = Vector512.Min(least, bytes);
            greatest = Vector512.Max(greatest, before2);
        }

        isAscii = Vector512.LessThanAll(greatest, Vector512.Create((byte)0x80));

        // Its first byte; few characters have that or a greater one. One that ends in the blocks begins two bytes before.
        mayHaveMark = Vector512.GreaterThanOrEqualAny(greatest, Vector512.Create((byte)0xEF));
        return wrong == Vector512<byte>.Zero && !Vector512.EqualsAny(least, Vector512<byte>.Zero);
    }

    // The table repeats every 16 bytes, so only the lower four of the six index bits of PermuteVar64x8 matter.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<byte> Lookup(Vector512<byte> table, Vector512<byte> index) =>
        Avx512Vbmi.IsSupported ? Avx512Vbmi.PermuteVar64x8(table, index) : Avx512BW.Shuffle(table, index & Vector512.Create((byte)0x0F));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong AfterNullMarks(ref byte block) =>
        (Vector512.Equals(Vector512.LoadUnsafe(ref Unsafe.Subtract(ref block, 1)), Vector512.Create((byte)'N'))
            & Vector512.Equals(Vector512.LoadUnsafe(ref Unsafe.Subtract(ref block, 2)), Vector512.Create((byte)'\\'))).ExtractMostSignificantBits();
}
