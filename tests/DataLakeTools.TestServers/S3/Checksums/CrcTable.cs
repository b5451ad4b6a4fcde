using System.Buffers.Binary;

namespace DataLakeTools.TestServers.S3;

/// <summary>
/// Reflected CRCs of 32 and 64 bits, eight bytes a step. A 32-bit CRC is the same algorithm with the upper half of
/// the state empty, so one loop serves both.
/// </summary>
internal sealed class CrcTable
{
    public static readonly CrcTable Crc32 = new(0xEDB88320);
    public static readonly CrcTable Crc64Nvme = new(0x9A6C9329AC4BC9B5);

    private readonly ulong[] entries = new ulong[8 * 256];

    private CrcTable(ulong polynomial)
    {
        for (var index = 0; index < 256; index++)
        {
            var value = (ulong)index;
            for (var bit = 0; bit < 8; bit++)
                value = (value & 1) == 0 ? value >> 1 : (value >> 1) ^ polynomial;
            entries[index] = value;
        }

        for (var index = 256; index < entries.Length; index++)
            entries[index] = entries[entries[index - 256] & 0xFF] ^ (entries[index - 256] >> 8);
    }

    public ulong Append(ulong state, ReadOnlySpan<byte> bytes)
    {
        var table = entries;
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
            state = table[(int)((state ^ single) & 0xFF)] ^ (state >> 8);
        return state;
    }

    public static byte[] BigEndian(ulong value, int size)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, value);
        return bytes[(8 - size)..];
    }
}
