using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace DataLakeTools.Core.Csv.Simd;

/// <summary>The instruction sets of this processor, and operations on masks.</summary>
internal static class CsvCpu
{
    /// <summary>The best supported instruction set.</summary>
    public static CsvInstructions Best { get; } =
        CsvSimd512.IsSupported ? CsvInstructions.Vector512
        : CsvSimd256Gathering.IsSupported ? CsvInstructions.Vector256Pext
        : CsvSimd256.IsSupported ? CsvInstructions.Vector256
        : CsvSimd128.IsSupported ? CsvInstructions.Vector128
        : CsvInstructions.Scalar;

    /// <summary>A bit for every byte of a block of 64 that is the value; not supported if <see cref="Best"/> is scalar.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Equal(ref byte block, byte value) =>
        CsvSimd512.IsSupported ? CsvSimd512.Equal(ref block, value)
        : CsvSimd256.IsSupported ? CsvSimd256.Equal(ref block, value)
        : CsvSimd128.Equal(ref block, value);

    /// <summary>
    /// Whether gathering bits (PEXT) is microcoded and takes hundreds of cycles: on AMD before Zen 3 (family 19h), and on
    /// Hygon, which is based on Zen.
    /// </summary>
    public static bool HasSlowPext()
    {
        const int AuthenticAmd = 0x444D4163, HygonGenuine = 0x656E6975;
        var vendor = X86Base.CpuId(0, 0).Ecx;
        var version = X86Base.CpuId(1, 0).Eax;
        var family = ((version >> 8) & 0xF) + ((version >> 20) & 0xFF);
        return vendor == HygonGenuine || (vendor == AuthenticAmd && family < 0x19);
    }

    /// <summary>The number of set bits, as a long without a conversion.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Count(ulong bits) => Popcnt.X64.IsSupported ? (long)Popcnt.X64.PopCount(bits) : BitOperations.PopCount(bits);

    /// <summary>The number of clear bits above the highest set one, 64 if none is set; without a conversion as well.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong LeadingZeros(ulong bits) => Lzcnt.X64.IsSupported ? Lzcnt.X64.LeadingZeroCount(bits) : (ulong)BitOperations.LeadingZeroCount(bits);

    /// <summary>Each bit becomes the exclusive or of itself and all lower bits, which turns quotation marks into quoted regions.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong PrefixXor(ulong bits) =>
        Pclmulqdq.IsSupported
            ? Pclmulqdq.CarrylessMultiply(Vector128.CreateScalar(bits), Vector128<ulong>.AllBitsSet, 0).ToScalar()
            : PrefixXorByShifts(bits);

    /// <summary>The same without a carry-less multiplication.</summary>
    public static ulong PrefixXorByShifts(ulong bits)
    {
        bits ^= bits << 1;
        bits ^= bits << 2;
        bits ^= bits << 4;
        bits ^= bits << 8;
        bits ^= bits << 16;
        return bits ^ (bits << 32);
    }
}
