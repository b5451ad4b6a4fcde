using System.Buffers.Binary;
using System.Numerics;

namespace DataLakeTools.TestServers.S3;

internal static class Crc32C
{
    public static uint Append(uint state, ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length >= sizeof(ulong))
        {
            state = BitOperations.Crc32C(state, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[sizeof(ulong)..];
        }

        foreach (var single in bytes)
        {
            state = BitOperations.Crc32C(state, single);
        }

        return state;
    }
}
