using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace DataLakeTools.S3.Checksums;

/// <summary>
/// CRC-32C (Castagnoli, RFC 3720 appendix B.4), the checksum that S3 takes for a whole object sent in parts.
/// Uses the processor's instruction through <see cref="BitOperations"/> on three lanes at a time, because a single lane
/// is bound by the latency of the instruction and not by memory.
/// </summary>
public struct Crc32C : IEquatable<Crc32C>
{
    private const int LaneBytes = 4096;

    // Reflected form of the polynomial 0x1EDC6F41.
    private const uint Polynomial = 0x82F63B78;

    private static readonly uint[] OneLane = ShiftTable(LaneBytes);
    private static readonly uint[] TwoLanes = ShiftTable(2 * LaneBytes);

    private uint _value;

    /// <summary>The checksum of everything appended so far.</summary>
    public readonly uint Value => _value;

    /// <summary>The number of bytes appended so far.</summary>
    public long ByteCount { readonly get; private set; }

    /// <summary>Whether both have seen bytes of the same checksum and number.</summary>
    public static bool operator ==(Crc32C left, Crc32C right) => left.Equals(right);

    /// <summary>Whether the two differ in checksum or number of bytes.</summary>
    public static bool operator !=(Crc32C left, Crc32C right) => !left.Equals(right);

    /// <summary>The checksum of one run of bytes.</summary>
    /// <param name="bytes">The bytes.</param>
    public static uint Compute(ReadOnlySpan<byte> bytes) => ~Update(uint.MaxValue, bytes);

    /// <summary>The checksum of two runs put together, from their checksums alone.</summary>
    /// <param name="first">The checksum of the first run.</param>
    /// <param name="second">The checksum of the second run.</param>
    /// <param name="secondLength">The number of bytes of the second run.</param>
    public static uint Combine(uint first, uint second, long secondLength)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(secondLength);
        return first == 0 ? second : Multiply(first, PowerOfX(8 * secondLength)) ^ second;
    }

    /// <summary>Adds bytes.</summary>
    /// <param name="bytes">The bytes that come next.</param>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        _value = ~Update(~_value, bytes);
        ByteCount += bytes.Length;
    }

    /// <summary>Appends bytes whose checksum is already known.</summary>
    /// <param name="checksum">Their checksum.</param>
    /// <param name="length">Their number.</param>
    public void Append(uint checksum, long length)
    {
        _value = Combine(_value, checksum, length);
        ByteCount += length;
    }

    /// <summary>Appends bytes whose checksum is already known.</summary>
    /// <param name="next">Their checksum and number.</param>
    public void Append(Crc32C next) => Append(next.Value, next.ByteCount);

    /// <summary>The checksum as S3 writes it: base64 of the four bytes, the highest first.</summary>
    public readonly string ToBase64() => ToBase64(_value);

    /// <summary>A checksum as S3 writes it: base64 of the four bytes, the highest first.</summary>
    /// <param name="checksum">The checksum.</param>
    public static string ToBase64(uint checksum)
    {
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, checksum);
        return Convert.ToBase64String(bytes);
    }

    /// <inheritdoc/>
    public readonly bool Equals(Crc32C other) => _value == other._value && ByteCount == other.ByteCount;

    /// <inheritdoc/>
    public override readonly bool Equals(object? obj) => obj is Crc32C other && Equals(other);

    /// <inheritdoc/>
    public override readonly int GetHashCode() => HashCode.Combine(_value, ByteCount);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static uint Update(uint crc, ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length >= 3 * LaneBytes)
        {
            var first = MemoryMarshal.Cast<byte, ulong>(bytes[..LaneBytes]);
            var second = MemoryMarshal.Cast<byte, ulong>(bytes.Slice(LaneBytes, LaneBytes));
            var third = MemoryMarshal.Cast<byte, ulong>(bytes.Slice(2 * LaneBytes, LaneBytes));
            uint a = crc, b = 0, c = 0;
            for (var i = 0; i < first.Length && i < second.Length && i < third.Length; i++)
            {
                a = BitOperations.Crc32C(a, first[i]);
                b = BitOperations.Crc32C(b, second[i]);
                c = BitOperations.Crc32C(c, third[i]);
            }

            crc = Shift(TwoLanes, a) ^ Shift(OneLane, b) ^ c;
            bytes = bytes[(3 * LaneBytes)..];
        }

        var words = MemoryMarshal.Cast<byte, ulong>(bytes);
        foreach (var word in words)
        {
            crc = BitOperations.Crc32C(crc, word);
        }

        foreach (var single in bytes[(words.Length * sizeof(ulong))..])
        {
            crc = BitOperations.Crc32C(crc, single);
        }

        return crc;
    }

    private static uint Shift(uint[] table, uint crc) =>
        table[crc & 0xFF] ^ table[256 + ((crc >> 8) & 0xFF)] ^ table[512 + ((crc >> 16) & 0xFF)] ^ table[768 + (crc >> 24)];

    private static uint[] ShiftTable(int zeroBytes)
    {
        var power = PowerOfX(8L * zeroBytes);
        var table = new uint[4 * 256];
        for (var position = 0; position < 4; position++)
        {
            // What holds of two values holds of their sum, so only those of one bit are multiplied.
            var entries = table.AsSpan(position * 256, 256);
            for (var value = 1; value < 256; value++)
            {
                var lowest = value & -value;
                entries[value] = value == lowest ? Multiply((uint)value << (8 * position), power) : entries[lowest] ^ entries[value - lowest];
            }
        }

        return table;
    }

    // x^exponent modulo the polynomial; in reflected form the top bit is x^0.
    private static uint PowerOfX(long exponent)
    {
        var result = 0x80000000;
        var square = 0x40000000u;
        for (var rest = (ulong)exponent; rest != 0; rest >>= 1)
        {
            if ((rest & 1) != 0)
            {
                result = Multiply(result, square);
            }

            square = Multiply(square, square);
        }

        return result;
    }

    private static uint Multiply(uint a, uint b)
    {
        var product = 0u;
        for (var bit = 0x80000000; bit != 0; bit >>= 1)
        {
            if ((a & bit) != 0)
            {
                product ^= b;
            }

            b = (b & 1) != 0 ? (b >> 1) ^ Polynomial : b >> 1;
        }

        return product;
    }
}
