using System.Runtime.Intrinsics;

namespace DataLakeTools.Core.Csv.Simd;

/// <summary>
/// The lookup tables of "Validating UTF-8 In Less Than One Instruction Per Byte" (Keiser and Lemire, 2021): an
/// error in two consecutive bytes is a bit that is set in all three tables.
/// </summary>
internal static class Utf8Tables
{
    public static readonly Vector128<byte> FirstHigh128;
    public static readonly Vector128<byte> FirstLow128;
    public static readonly Vector128<byte> SecondHigh128;
    public static readonly Vector256<byte> FirstHigh256;
    public static readonly Vector256<byte> FirstLow256;
    public static readonly Vector256<byte> SecondHigh256;
    public static readonly Vector512<byte> FirstHigh512;
    public static readonly Vector512<byte> FirstLow512;
    public static readonly Vector512<byte> SecondHigh512;

    private const byte TooShort = 1 << 0;
    private const byte TooLong = 1 << 1;
    private const byte Overlong3 = 1 << 2;
    private const byte TooLarge = 1 << 3;
    private const byte Surrogate = 1 << 4;
    private const byte Overlong2 = 1 << 5;

    // A first byte above F4 with a second 1000xxxx, and F0 with the same: one bit serves both, as no first byte can have both.
    private const byte TooLarge1000 = 1 << 6;
    private const byte Overlong4 = TooLarge1000;

    private const byte TwoContinuations = 1 << 7;

    // What the low nibble of the first byte does not decide: all rows of its table have it.
    private const byte AnyLowNibble = TooShort | TooLong | TwoContinuations;

#pragma warning disable CA1810 // The vectors depend on one another.
    static Utf8Tables()
#pragma warning restore CA1810
    {
        FirstHigh128 = Vector128.Create(
            TooLong, TooLong, TooLong, TooLong, TooLong, TooLong, TooLong, TooLong,
            TwoContinuations, TwoContinuations, TwoContinuations, TwoContinuations,
            TooShort | Overlong2,
            TooShort,
            TooShort | Overlong3 | Surrogate,
            TooShort | TooLarge | TooLarge1000 | Overlong4);
        FirstLow128 = Vector128.Create(
            AnyLowNibble | Overlong3 | Overlong2 | Overlong4,
            AnyLowNibble | Overlong2,
            AnyLowNibble,
            AnyLowNibble,
            AnyLowNibble | TooLarge,
            AnyLowNibble | TooLarge | TooLarge1000,
            AnyLowNibble | TooLarge | TooLarge1000,
            AnyLowNibble | TooLarge | TooLarge1000,
            AnyLowNibble | TooLarge | TooLarge1000,
            AnyLowNibble | TooLarge | TooLarge1000,
            AnyLowNibble | TooLarge | TooLarge1000,
            AnyLowNibble | TooLarge | TooLarge1000,
            AnyLowNibble | TooLarge | TooLarge1000,
            AnyLowNibble | TooLarge | TooLarge1000 | Surrogate,
            AnyLowNibble | TooLarge | TooLarge1000,
            AnyLowNibble | TooLarge | TooLarge1000);
        SecondHigh128 = Vector128.Create(
            TooShort, TooShort, TooShort, TooShort, TooShort, TooShort, TooShort, TooShort,
            TooLong | Overlong2 | TwoContinuations | Overlong3 | TooLarge1000 | Overlong4,
            TooLong | Overlong2 | TwoContinuations | Overlong3 | TooLarge,
            TooLong | Overlong2 | TwoContinuations | Surrogate | TooLarge,
            TooLong | Overlong2 | TwoContinuations | Surrogate | TooLarge,
            TooShort, TooShort, TooShort, TooShort);

        FirstHigh256 = Vector256.Create(FirstHigh128, FirstHigh128);
        FirstLow256 = Vector256.Create(FirstLow128, FirstLow128);
        SecondHigh256 = Vector256.Create(SecondHigh128, SecondHigh128);
        FirstHigh512 = Vector512.Create(FirstHigh256, FirstHigh256);
        FirstLow512 = Vector512.Create(FirstLow256, FirstLow256);
        SecondHigh512 = Vector512.Create(SecondHigh256, SecondHigh256);
    }
}
