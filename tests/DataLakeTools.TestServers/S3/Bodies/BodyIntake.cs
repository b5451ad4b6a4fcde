using System.Security.Cryptography;

namespace DataLakeTools.TestServers.S3;

/// <summary>Takes the decoded bytes of one body: keeps, counts and hashes them as they pass.</summary>
internal sealed class BodyIntake(bool keep, bool check, long? expectedSize) : IDisposable
{
    private const int LargestPiece = 1024 * 1024;
    private const int SmallestPiece = 4096;

    private readonly List<ReadOnlyMemory<byte>> _pieces = [];
    private readonly IncrementalHash? _md5 = check ? IncrementalHash.CreateHash(HashAlgorithmName.MD5) : null;
    private byte[] _piece = [];
    private int _filled;

    public long Size { get; private set; }

    public RunningChecksum? Checksum { get; init; }

    public RunningChecksum? Sha256 { get; init; }

    public void Append(ReadOnlySpan<byte> bytes)
    {
        _md5?.AppendData(bytes);
        Checksum?.Append(bytes);
        Sha256?.Append(bytes);
        if (keep)
        {
            Keep(bytes);
        }

        Size += bytes.Length;
    }

    public StoredBody ToStored()
    {
        if (!keep)
        {
            return StoredBody.OfSize(Size);
        }

        Seal();
        return StoredBody.Of(_pieces);
    }

    public byte[]? Md5() => _md5?.GetCurrentHash();

    public void Dispose()
    {
        _md5?.Dispose();
        Checksum?.Dispose();
        Sha256?.Dispose();
    }

    private void Keep(ReadOnlySpan<byte> bytes)
    {
        var already = Size;
        while (bytes.Length > 0)
        {
            if (_filled == _piece.Length)
            {
                Seal();
                var left = (expectedSize ?? (already * 2)) - already;
                _piece = GC.AllocateUninitializedArray<byte>((int)Math.Clamp(left, SmallestPiece, LargestPiece));
            }

            var take = Math.Min(bytes.Length, _piece.Length - _filled);
            bytes[..take].CopyTo(_piece.AsSpan(_filled));
            _filled += take;
            already += take;
            bytes = bytes[take..];
        }
    }

    private void Seal()
    {
        if (_filled > 0)
        {
            _pieces.Add(_piece.AsMemory(0, _filled));
        }

        _piece = [];
        _filled = 0;
    }
}
