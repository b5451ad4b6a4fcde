using System.Globalization;
using System.Net;

namespace DataLakeTools.S3;

/// <summary>
/// The bytes of an object. A connection that breaks or stalls is opened again where it stopped, and only while the
/// object is still the one that was begun with.
/// </summary>
/// <param name="client">The bucket.</param>
/// <param name="key">The key of the object.</param>
/// <param name="failure">Translates a failure into the exception that the reader gets.</param>
/// <param name="etag">The ETag of the object where its rest is wanted; null where all of it is.</param>
/// <param name="position">The first byte that is wanted.</param>
internal sealed class S3ObjectStream(S3Client client, string key, Func<Exception, Exception> failure, string? etag = null, long position = 0) : Stream
{
    private S3Response? _response;
    private S3ObjectInfo? _info;
    private Stream? _content;
    private string? _etag = etag;
    private long? _length;
    private long _position = position;
    private int _failures;

    /// <summary>What S3 said of the object when it was opened; its size is -1 where the server did not say.</summary>
    public S3ObjectInfo Info => _info ?? throw new InvalidOperationException("The object is not open.");

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException();
    }

    /// <summary>Asks for the rest of the object.</summary>
    /// <exception cref="IOException">The response is not the rest that was asked for.</exception>
    /// <exception cref="S3Exception">S3 refused, or the object is another one now.</exception>
    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        _response = await client.GetAsync(key, _position, _etag, cancellationToken).ConfigureAwait(false);
        try
        {
            CheckResponse(_response);
            _content = await _response.OpenContentAsync(cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            // Whoever opens it gets no stream to dispose; the rest of the answer would hold its connection.
            CloseResponse();
            throw;
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

                if (_position + read > _length)
                {
                    throw new IOException("the answer is longer than the object");
                }

                _position += read;
                return read;
            }
            catch (Exception exception) when (S3Failure.IsRequestFailure(exception))
            {
                CloseResponse();
                if (!S3Failure.IsTransient(exception) || _failures++ >= client.MaxRetries)
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

    // What a server, or a proxy before it, answers to a request for a range may be the whole object, or another range.
    private void CheckResponse(S3Response response)
    {
        if (_etag is null && _position > 0)
        {
            throw new IOException("the answer ended early, and the object has no ETag by which its rest could be asked for");
        }

        if (_position == 0)
        {
            if (response.Status != HttpStatusCode.OK)
            {
                throw new IOException($"the answer has the status {(int)response.Status} and is not the object");
            }

            if (_etag is not null)
            {
                ThrowIfChanged(response);
            }

            _etag = response.ETag.Length > 0 ? response.ETag : null;
            _length = response.ContentLength;
            _info ??= S3ObjectInfo.Read(key, response, _length ?? -1);
            return;
        }

        ThrowIfChanged(response);
        var range = response.ContentRange;
        if (response.Status != HttpStatusCode.PartialContent || range is not { Unit: "bytes" } || range.From != _position)
        {
            throw new IOException(string.Create(CultureInfo.InvariantCulture, $"the answer is not the part of the object from byte {_position} on"));
        }

        var total = range.Length ?? range.To + 1;
        if ((_length is not null && total != _length) || range.To + 1 != total || (response.ContentLength is { } length && length != total - _position))
        {
            throw new IOException("the answer is not as long as the rest of the object");
        }

        _length = total;
    }

    private void ThrowIfChanged(S3Response response)
    {
        if (response.ETag != _etag)
        {
            throw new S3Exception(HttpStatusCode.PreconditionFailed, "PreconditionFailed", "the object was replaced while it was read");
        }
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
        stall.CancelAfter(client.Options.StallTimeout);
        try
        {
            return await stream.ReadAsync(buffer, stall.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException(
                string.Create(CultureInfo.InvariantCulture, $"no progress for {client.Options.StallTimeout.TotalSeconds:0.#} seconds"), exception);
        }
    }
}
