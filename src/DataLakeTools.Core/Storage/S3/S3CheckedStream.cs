using DataLakeTools.S3;
using DataLakeTools.S3.Checksums;

namespace DataLakeTools.Core.Storage.S3;

/// <summary>
/// A stream that verifies an object while it is read, and returns the last block only after the whole object is verified.
/// </summary>
/// <param name="read">The reading that it belongs to.</param>
/// <param name="content">The object.</param>
/// <param name="verifier">What verifies its bytes.</param>
internal sealed class S3CheckedStream(S3CheckedRead read, S3ObjectStream content, S3ReadVerifier verifier) : Stream
{
    private Crc32C _seen;
    private bool _isEnded;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => _seen.ByteCount;
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var count = await content.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        _seen.Append(buffer.Span[..count]);
        await verifier.AppendAsync(buffer[..count], cancellationToken).ConfigureAwait(false);
        if (!_isEnded && ((count == 0 && buffer.Length > 0) || _seen.ByteCount == content.Info.Size))
        {
            _isEnded = true;
            await read.EndAsync(content.Info, verifier, _seen, cancellationToken).ConfigureAwait(false);
        }

        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) =>
        ReadAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();

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

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            content.Dispose();
        }

        base.Dispose(disposing);
    }
}
