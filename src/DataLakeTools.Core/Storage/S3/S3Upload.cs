using System.Security.Cryptography;
using DataLakeTools.Core.Checksums;
using DataLakeTools.Core.Errors;

namespace DataLakeTools.Core.Storage.S3;

/// <summary>One object on its way to S3: a single PUT, or parts in parallel with a checksum over the whole object.</summary>
internal sealed class S3Upload : ILakeUpload
{
    private readonly S3LakeStore _store;
    private readonly LakeWrite _write;
    private readonly PartBufferPool _buffers;
    private readonly S3UploadPlan _plan;
    private readonly S3ObjectHeaders _headers;
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Task<S3Part>> _parts = [];
    private readonly string _address;
    private Crc32C _checksum;
    private PartBuffer? _only;
    private S3Multipart? _multipart;
    private Exception? _failure;
    private bool _committed;

    public S3Upload(S3LakeStore store, LakeWrite write, LakeStoreOptions options, PartBufferPool buffers)
    {
        _store = store;
        _write = write;
        _buffers = buffers;
        _plan = S3UploadPlan.For(write.Length, options.PartSize);
        _headers = new S3ObjectHeaders(write, options);
        _address = store.Lake.AddressOf(write.Key);
    }

    public int PartSize => _plan.PartSize;

    public async ValueTask<PartBuffer> RentAsync(CancellationToken cancellationToken)
    {
        ThrowIfFailed();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stop.Token);
        try
        {
            return await _buffers.RentAsync(PartSize, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            ThrowIfFailed();
            throw;
        }
    }

    public async ValueTask SubmitAsync(PartBuffer part, CancellationToken cancellationToken)
    {
        try
        {
            ThrowIfFailed();
            if (_plan.IsMultipart && _multipart is null)
            {
                var session = await _store.SessionAsync(cancellationToken).ConfigureAwait(false);
                _multipart = await S3Multipart.CreateAsync(session, _store.Lake, _write, _headers, cancellationToken).ConfigureAwait(false);
            }
        }
        catch
        {
            part.Dispose();
            throw;
        }

        var crc = Crc32C.Compute(part.Filled.Span);
        _checksum.Append(crc, part.Length);
        if (_multipart is null)
        {
            _only?.Dispose();
            _only = part;
        }
        else
        {
            _parts.Add(SendPartAsync(_multipart, _parts.Count + 1, part, crc));
        }
    }

    public async Task<UploadResult> CommitAsync(CancellationToken cancellationToken)
    {
        using var stopWithCaller = cancellationToken.Register(() => _stop.Cancel());
        try
        {
            return _multipart is null
                ? await PutWholeAsync(cancellationToken).ConfigureAwait(false)
                : await CompleteAsync(_multipart, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (S3Errors.IsOfS3(exception))
        {
            throw S3Errors.Translate(exception, _address);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);

        // Parts that are still on their way would outlive an abort, so they end first.
        await Task.WhenAll(_parts.Cast<Task>()).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _only?.Dispose();
        if (_multipart is not null && !_committed)
        {
            await _multipart.AbortAsync(_store.Reporter).ConfigureAwait(false);
        }

        _stop.Dispose();
    }

    private async Task<S3Part> SendPartAsync(S3Multipart multipart, int number, PartBuffer part, uint crc)
    {
        try
        {
            var answer = await multipart.PutPartAsync(number, part.Filled, Crc32C.ToBase64(crc), _stop.Token).ConfigureAwait(false);
            return S3Part.Confirm(number, answer, part.Filled.Span, crc, _address);
        }
        catch (Exception exception)
        {
            // Kept for the reader, who is told at the next buffer; the other parts need not go on.
            if (Interlocked.CompareExchange(ref _failure, exception, null) is null)
            {
                await _stop.CancelAsync().ConfigureAwait(false);
            }

            throw;
        }
        finally
        {
            part.Dispose();
        }
    }

    private async Task<UploadResult> PutWholeAsync(CancellationToken cancellationToken)
    {
        var session = await _store.SessionAsync(cancellationToken).ConfigureAwait(false);
        var body = _only?.Filled ?? ReadOnlyMemory<byte>.Empty;
        var headers = _headers.ForPut(Crc32C.ToBase64(_checksum.Value));
        var put = new S3Put(session.Addresses.Object(_store.Lake.Qualify(_write.Key)), headers, body, _write.BytesMoved);
        try
        {
            var answer = await session.Transport.PutAsync(put, _stop.Token).ConfigureAwait(false);
            _committed = true;
            var whole = S3Part.Confirm(1, answer, body.Span, _checksum.Value, _address);
            return new UploadResult(UploadOutcome.Written, Checksum.OfCrc32C(_checksum.Value), whole.Verified, Parts: 1);
        }
        catch (Exception exception) when (S3Errors.IsOfS3(exception))
        {
            return await ResolveAsync(exception, parts: 1, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<UploadResult> CompleteAsync(S3Multipart multipart, CancellationToken cancellationToken)
    {
        S3Part[] parts;
        try
        {
            parts = await Task.WhenAll(_parts).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The first failure stops the others; it is the one to tell of.
            ThrowIfFailed();
            throw;
        }

        try
        {
            var verified = await multipart.CompleteAsync(parts, _checksum, cancellationToken).ConfigureAwait(false);
            _committed = true;
            return new UploadResult(UploadOutcome.Written, Checksum.OfCrc32C(_checksum.Value), verified, parts.Length);
        }
        catch (Exception exception) when (S3Errors.IsOfS3(exception))
        {
            return await ResolveAsync(exception, parts.Length, cancellationToken).ConfigureAwait(false);
        }
    }

    // The answer was no, or there was none. Whether the object is there all the same only a look can tell: the
    // request may have got through although its answer did not, or somebody else may have been first.
    private async Task<UploadResult> ResolveAsync(Exception exception, int parts, CancellationToken cancellationToken)
    {
        var refused = S3Errors.IsPreconditionFailed(exception);
        var ambiguous = refused || S3Errors.IsTransient(exception) || S3Errors.Describe(exception).Code == "NoSuchUpload";
        if (!ambiguous || await _store.FindAsync(_write.Key, cancellationToken).ConfigureAwait(false) is not { } there)
        {
            throw refused ? LakeConflict.Changed(_store.Lake, _write.Key) : S3Errors.Translate(exception, _address);
        }

        var checksum = Checksum.OfCrc32C(_checksum.Value);
        if (there.Size == _write.Length && await HasOurBytesAsync(there, checksum).ConfigureAwait(false))
        {
            _committed = _multipart is null || S3Errors.Describe(exception).Code == "NoSuchUpload";
            return new UploadResult(refused ? UploadOutcome.SameAlreadyThere : UploadOutcome.Written, checksum, Verified: true, parts);
        }

        throw !refused
            ? S3Errors.Translate(exception, _address)
            : _write.Condition.MustNotExist ? LakeConflict.Exists(_store.Lake, _write.Key) : LakeConflict.Changed(_store.Lake, _write.Key);
    }

    private async Task<bool> HasOurBytesAsync(LakeObject there, Checksum checksum)
    {
        if (there.Checksum is not null)
        {
            return there.Checksum == checksum;
        }

        if (_multipart is not null)
        {
            return S3Part.ETagOf(await Task.WhenAll(_parts).ConfigureAwait(false)) is { } etag && etag == there.ETag.Trim('"');
        }

        var body = _only?.Filled ?? ReadOnlyMemory<byte>.Empty;
        return string.Equals(Convert.ToHexString(Md5Of(body.Span)), there.ETag.Trim('"'), StringComparison.OrdinalIgnoreCase);
    }

    // S3's ETag is an MD5; it names content here and secures nothing.
#pragma warning disable CA5351
    private static byte[] Md5Of(ReadOnlySpan<byte> bytes) => MD5.HashData(bytes);
#pragma warning restore CA5351

    private void ThrowIfFailed()
    {
        if (Volatile.Read(ref _failure) is { } failure)
        {
            throw S3Errors.IsOfS3(failure) ? S3Errors.Translate(failure, _address) : failure is DataLakeException known
                ? new DataLakeException(known.Error, known.Message, known.Recommendation, known.Target, known)
                : new OperationCanceledException(failure.Message, failure);
        }
    }
}
