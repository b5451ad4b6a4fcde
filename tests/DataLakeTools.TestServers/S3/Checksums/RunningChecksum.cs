using System.Security.Cryptography;

namespace DataLakeTools.TestServers.S3;

/// <summary>A checksum over bytes as they pass.</summary>
internal abstract class RunningChecksum : IDisposable
{
    public static RunningChecksum Start(ChecksumAlgorithm algorithm) => algorithm switch
    {
        ChecksumAlgorithm.Crc32 => new Folded(),
        ChecksumAlgorithm.Crc32C => new Hardware(),
        ChecksumAlgorithm.Crc64Nvme => new Sliced(),
        ChecksumAlgorithm.Sha1 => new Hash(HashAlgorithmName.SHA1),
        _ => new Hash(HashAlgorithmName.SHA256),
    };

    public static byte[] Of(ChecksumAlgorithm algorithm, IEnumerable<ReadOnlyMemory<byte>> pieces)
    {
        using var checksum = Start(algorithm);
        foreach (var piece in pieces)
            checksum.Append(piece.Span);
        return checksum.Finish();
    }

    public abstract void Append(ReadOnlySpan<byte> bytes);

    public abstract byte[] Finish();

    public virtual void Dispose()
    {
    }

    private sealed class Hardware : RunningChecksum
    {
        private uint state = uint.MaxValue;

        public override void Append(ReadOnlySpan<byte> bytes) => state = Crc32C.Append(state, bytes);

        public override byte[] Finish() => CrcTable.BigEndian(~state, 4);
    }

    private sealed class Folded : RunningChecksum
    {
        private ulong state = uint.MaxValue;

        public override void Append(ReadOnlySpan<byte> bytes) => state = CrcTable.AppendCrc32(state, bytes);

        public override byte[] Finish() => CrcTable.BigEndian(~state, 4);
    }

    private sealed class Sliced : RunningChecksum
    {
        private ulong state = ulong.MaxValue;

        public override void Append(ReadOnlySpan<byte> bytes) => state = CrcTable.Crc64Nvme.Append(state, bytes);

        public override byte[] Finish() => CrcTable.BigEndian(~state, 8);
    }

    private sealed class Hash(HashAlgorithmName name) : RunningChecksum
    {
        private readonly IncrementalHash hash = IncrementalHash.CreateHash(name);

        public override void Append(ReadOnlySpan<byte> bytes) => hash.AppendData(bytes);

        public override byte[] Finish() => hash.GetCurrentHash();

        public override void Dispose()
        {
            hash.Dispose();
            base.Dispose();
        }
    }
}
