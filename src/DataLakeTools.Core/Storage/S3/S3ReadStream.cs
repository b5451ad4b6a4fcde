using System.Globalization;
using Amazon.S3.Model;
using DataLakeTools.Core.Lake;

namespace DataLakeTools.Core.Storage.S3;

/// <summary>
/// The bytes of an object. A connection that breaks or stalls is opened again where it stopped, and only while the
/// object is still the one that was begun with.
/// </summary>
internal sealed class S3ReadStream(S3Session session, LakeAddress lake, string key, LakeStoreOptions options) : Stream
{
    private GetObjectResponse? _answer;
    private string? _etag;
    private long _length;
    private long _position;
    private int _failures;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException();
    }

    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        var request = new GetObjectRequest { BucketName = lake.Root, Key = lake.Qualify(key) };
        if (_etag is not null)
        {
            request.EtagToMatch = _etag;
            request.ByteRange = new ByteRange(string.Create(CultureInfo.InvariantCulture, $"bytes={_position}-"));
        }

        _answer = await session.SendAsync((client, token) => client.GetObjectAsync(request, token), cancellationToken).ConfigureAwait(false);
        if (_etag is null)
        {
            _etag = _answer.ETag;
            _length = _answer.ContentLength;
        }
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            try
            {
                if (_answer is null)
                {
                    await OpenAsync(cancellationToken).ConfigureAwait(false);
                }

                var read = await ReadOnceAsync(_answer!.ResponseStream, buffer, cancellationToken).ConfigureAwait(false);
                if (read == 0 && buffer.Length > 0 && _position < _length)
                {
                    throw new IOException("the answer ended early");
                }

                _position += read;
                return read;
            }
            catch (Exception exception) when (S3Errors.IsOfS3(exception))
            {
                _answer?.Dispose();
                _answer = null;
                if (!S3Errors.IsTransient(exception) || _failures++ >= options.MaxRetries)
                {
                    throw S3Errors.Translate(exception, lake.AddressOf(key));
                }
            }
        }
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

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _answer?.Dispose();
            _answer = null;
        }

        base.Dispose(disposing);
    }

    private async Task<int> ReadOnceAsync(Stream stream, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        using var stall = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        stall.CancelAfter(options.StallTimeout);
        try
        {
            return await stream.ReadAsync(buffer, stall.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException(
                string.Create(CultureInfo.InvariantCulture, $"no progress for {options.StallTimeout.TotalSeconds:0.#} seconds"), exception);
        }
    }
}
