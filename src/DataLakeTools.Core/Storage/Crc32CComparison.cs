using DataLakeTools.S3.Checksums;

namespace DataLakeTools.Core.Storage;

/// <summary>Compares by the checksum that the lake has stored; nothing is downloaded.</summary>
internal sealed class Crc32CComparison(StoredObject existing) : IContentComparison
{
    private Crc32C _checksum;

    public ValueTask AppendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _checksum.Append(bytes.Span);
        return ValueTask.CompletedTask;
    }

    public ValueTask<bool> IsSameAsync(CancellationToken cancellationToken) =>
        ValueTask.FromResult(_checksum.ByteCount == existing.Size && existing.Checksum == Checksum.OfCrc32C(_checksum.Value));

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
