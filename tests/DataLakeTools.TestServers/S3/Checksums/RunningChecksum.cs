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
        {
            checksum.Append(piece.Span);
        }

        return checksum.Finish();
    }

    public abstract void Append(ReadOnlySpan<byte> bytes);

    public abstract byte[] Finish();

    public virtual void Dispose()
    {
    }

    private sealed class Hardware : RunningChecksum
    {
        private uint _state = uint.MaxValue;

        public override void Append(ReadOnlySpan<byte> bytes) => _state = Crc32C.Append(_state, bytes);

        public override byte[] Finish() => CrcTable.BigEndian(~_state, 4);
    }

    private sealed class Folded : RunningChecksum
    {
        private ulong _state = uint.MaxValue;

        public override void Append(ReadOnlySpan<byte> bytes) => _state = CrcTable.AppendCrc32(_state, bytes);

        public override byte[] Finish() => CrcTable.BigEndian(~_state, 4);
    }

    private sealed class Sliced : RunningChecksum
    {
        private ulong _state = ulong.MaxValue;

        public override void Append(ReadOnlySpan<byte> bytes) => _state = CrcTable.Crc64Nvme.Append(_state, bytes);

        public override byte[] Finish() => CrcTable.BigEndian(~_state, 8);
    }

    private sealed class Hash(HashAlgorithmName name) : RunningChecksum
    {
        private readonly IncrementalHash _hash = IncrementalHash.CreateHash(name);

        public override void Append(ReadOnlySpan<byte> bytes) => _hash.AppendData(bytes);

        public override byte[] Finish() => _hash.GetCurrentHash();

        public override void Dispose()
        {
            _hash.Dispose();
            base.Dispose();
        }
    }
}
