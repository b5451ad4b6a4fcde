using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace DataLakeTools.TestServers.S3;

/// <summary>
/// Reflected CRCs of 32 and 64 bits, eight bytes a step. A 32-bit CRC is the same algorithm with the upper half of
/// the state empty, so one loop serves both.
/// </summary>
internal sealed class CrcTable
{
    public static readonly CrcTable Crc32 = new(0xEDB88320);
    public static readonly CrcTable Crc64Nvme = new(0x9A6C9329AC4BC9B5);

    private readonly ulong[] _entries = new ulong[8 * 256];

    private CrcTable(ulong polynomial)
    {
        for (var index = 0; index < 256; index++)
        {
            var value = (ulong)index;
            for (var bit = 0; bit < 8; bit++)
            {
                value = (value & 1) == 0 ? value >> 1 : (value >> 1) ^ polynomial;
            }

            _entries[index] = value;
        }

        for (var index = 256; index < _entries.Length; index++)
        {
            _entries[index] = _entries[_entries[index - 256] & 0xFF] ^ (_entries[index - 256] >> 8);
        }
    }

    public ulong Append(ulong state, ReadOnlySpan<byte> bytes)
    {
        var table = _entries;
        while (bytes.Length >= sizeof(ulong))
        {
            state ^= BinaryPrimitives.ReadUInt64LittleEndian(bytes);
            state = table[(7 * 256) + (int)(state & 0xFF)]
                ^ table[(6 * 256) + (int)((state >> 8) & 0xFF)]
                ^ table[(5 * 256) + (int)((state >> 16) & 0xFF)]
                ^ table[(4 * 256) + (int)((state >> 24) & 0xFF)]
                ^ table[(3 * 256) + (int)((state >> 32) & 0xFF)]
                ^ table[(2 * 256) + (int)((state >> 40) & 0xFF)]
                ^ table[256 + (int)((state >> 48) & 0xFF)]
                ^ table[(int)(state >> 56)];
            bytes = bytes[sizeof(ulong)..];
        }

        foreach (var single in bytes)
        {
            state = table[(int)((state ^ single) & 0xFF)] ^ (state >> 8);
        }

        return state;
    }

    /// <summary>CRC-32 as <see cref="Append"/>, by carry-less multiplication where the processor has it.</summary>
    public static ulong AppendCrc32(ulong state, ReadOnlySpan<byte> bytes)
    {
        if (!Pclmulqdq.IsSupported || bytes.Length < 128)
        {
            return Crc32.Append(state, bytes);
        }

        // Four runs of 16 bytes are folded over 64; the constants are x^(512+32), x^(512-32), x^(128+32) and
        // x^(128-32) modulo the polynomial, in reflected form.
        var by64 = Vector128.Create(0x154442bd4UL, 0x1c6e41596UL);
        var by16 = Vector128.Create(0x1751997d0UL, 0x0ccaa009eUL);
        ref var first = ref MemoryMarshal.GetReference(bytes);
        var a = Load(ref first, 0) ^ Vector128.CreateScalar(state);
        Vector128<ulong> b = Load(ref first, 16), c = Load(ref first, 32), d = Load(ref first, 48);
        var at = 64;
        for (; at + 64 <= bytes.Length; at += 64)
        {
            a = Fold(a, by64) ^ Load(ref first, at);
            b = Fold(b, by64) ^ Load(ref first, at + 16);
            c = Fold(c, by64) ^ Load(ref first, at + 32);
            d = Fold(d, by64) ^ Load(ref first, at + 48);
        }

        a = Fold(a, by16) ^ b;
        a = Fold(a, by16) ^ c;
        a = Fold(a, by16) ^ d;
        Span<byte> folded = stackalloc byte[16];
        a.AsByte().CopyTo(folded);
        return Crc32.Append(Crc32.Append(0, folded), bytes[at..]);

        static Vector128<ulong> Load(ref byte first, int at) => Vector128.LoadUnsafe(ref first, (nuint)at).AsUInt64();

        static Vector128<ulong> Fold(Vector128<ulong> value, Vector128<ulong> by) =>
            Pclmulqdq.CarrylessMultiply(value, by, 0x00) ^ Pclmulqdq.CarrylessMultiply(value, by, 0x11);
    }

    public static byte[] BigEndian(ulong value, int size)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, value);
        return bytes[(8 - size)..];
    }
}
