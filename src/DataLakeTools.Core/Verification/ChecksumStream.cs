using System.Buffers;
using DataLakeTools.Core.Storage;
using DataLakeTools.S3.Checksums;

namespace DataLakeTools.Core.Verification;

/// <summary>Computes the checksum of the bytes that are read through it, and passes them to comparisons.</summary>
internal sealed class ChecksumStream(Stream content, IReadOnlyList<IContentComparison> comparisons) : Stream
{
    private const int BufferBytes = 64 * 1024;

    private Crc32C _checksum;

    public Checksum Checksum => Checksum.OfCrc32C(_checksum.Value);

    /// <summary>How many bytes have been read.</summary>
    public override long Length => _checksum.ByteCount;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Position
    {
        get => _checksum.ByteCount;
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await content.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        _checksum.Append(buffer.Span[..read]);
        foreach (var comparison in comparisons)
        {
            await comparison.AppendAsync(buffer[..read], cancellationToken).ConfigureAwait(false);
        }

        return read;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <summary>Reads what is left.</summary>
    public async Task DrainAsync(CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            while (await ReadAsync(buffer, cancellationToken).ConfigureAwait(false) > 0)
            {
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override async ValueTask DisposeAsync()
    {
        await content.DisposeAsync().ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
    }
}
