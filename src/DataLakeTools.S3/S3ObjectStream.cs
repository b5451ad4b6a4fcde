using System.Globalization;

namespace DataLakeTools.S3;

/// <summary>
/// The bytes of an object. A connection that breaks or stalls is opened again where it stopped, and only while the
/// object is still the one that was begun with.
/// </summary>
/// <param name="client">The bucket.</param>
/// <param name="key">The key of the object.</param>
/// <param name="options">How long a read may take, and how often it is tried again.</param>
/// <param name="failure">Makes the exception that the reader gets of the one that was met.</param>
internal sealed class S3ObjectStream(S3Client client, string key, S3ClientOptions options, Func<Exception, Exception> failure) : Stream
{
    private S3Response? _response;
    private Stream? _content;
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
        _response = await client.GetAsync(key, _position, _etag, cancellationToken).ConfigureAwait(false);
        _content = await _response.OpenContentAsync(cancellationToken).ConfigureAwait(false);
        if (_etag is null)
        {
            _etag = _response.ETag;
            _length = _response.ContentLength;
        }
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            try
            {
                if (_content is null)
                {
                    await OpenAsync(cancellationToken).ConfigureAwait(false);
                }

                var read = await ReadOnceAsync(_content!, buffer, cancellationToken).ConfigureAwait(false);
                if (read == 0 && buffer.Length > 0 && _position < _length)
                {
                    throw new IOException("the answer ended early");
                }

                _position += read;
                return read;
            }
            catch (Exception exception) when (S3Failure.Is(exception))
            {
                CloseResponse();
                if (!S3Failure.IsTransient(exception) || _failures++ >= options.MaxRetries)
                {
                    throw failure(exception);
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
            CloseResponse();
        }

        base.Dispose(disposing);
    }

    private void CloseResponse()
    {
        _response?.Dispose();
        _response = null;
        _content = null;
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
