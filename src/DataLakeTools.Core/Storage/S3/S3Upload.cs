using System.Runtime.ExceptionServices;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Streams;
using DataLakeTools.S3;
using DataLakeTools.S3.Checksums;

namespace DataLakeTools.Core.Storage.S3;

/// <summary>One object on its way to S3: a single PUT, or parts in parallel with a checksum over the whole object.</summary>
internal sealed class S3Upload : IObjectUpload
{
    private readonly S3LakeStore _store;
    private readonly LakeWrite _write;
    private readonly PartBufferPool _buffers;
    private readonly S3ObjectHeaders _headers;
    private readonly S3EarlierUploads _earlier;
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Task<UploadedPart>> _parts = [];
    private readonly string _address;
    private readonly string _key;
    private S3UploadPlan _plan;
    private bool _isPrepared;
    private long _bytesKept;
    private Crc32C _checksum;
    private PartBuffer? _onlyPart;
    private S3Body _onlyBody = S3Body.Empty;
    private Task<S3MultipartWrite>? _creation;
    private S3MultipartWrite? _multipart;
    private S3Client? _client;
    private Exception? _failure;
    private S3Publication? _publication;
    private bool _committed;

    // The write was stopped when its last request may have been carried out, and nobody else finds out whether it was.
    private bool _isUnproved;

    public S3Upload(S3LakeStore store, LakeWrite write, LakeStoreOptions options, PartBufferPool buffers)
    {
        _store = store;
        _write = write;
        _buffers = buffers;
        _plan = S3UploadPlan.For(write.Length, options.PartSize);
        _headers = new S3ObjectHeaders(write, options);
        _earlier = new S3EarlierUploads(store, write, _headers);
        _address = store.Lake.AddressOf(write.Key);
        _key = store.Lake.Qualify(write.Key);
    }

    public int PartSize => _plan.PartSize;

    private S3WriteVerifier Verifier => new(_store, _write, _checksum);

    public async ValueTask<PartBuffer> RentAsync(CancellationToken cancellationToken)
    {
        ThrowIfFailed();
        await PrepareAsync(cancellationToken).ConfigureAwait(false);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stop.Token);
        try
        {
            return await _buffers.RentAsync(PartSize, _write.Source is null ? PartSize : Math.Min(PartSize, ReadBuffer.Length), either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            ThrowIfFailed();
            throw;
        }
    }

    public async ValueTask SubmitAsync(PartBuffer part, CancellationToken cancellationToken)
    {
        var crc = part.Checksum.Value;
        var body = SourceBody.Of(part, _write.Source, _checksum.ByteCount);
        UploadedPart? kept = null;
        try
        {
            ThrowIfFailed();
            if (_checksum.ByteCount + part.Length > _write.Length)
            {
                throw new InvalidOperationException($"More bytes were submitted for {_address} than its {_write.Length}.");
            }

            if (_plan.IsMultipart && _multipart is null)
            {
                _client = await _store.ClientAsync(cancellationToken).ConfigureAwait(false);
                _creation ??= _earlier.ResumeOrCreateAsync(_client, body, crc);
                _multipart = await _creation.WaitAsync(cancellationToken).ConfigureAwait(false);
            }

            kept = _earlier.Resumable?.Find(_parts.Count + 1, body, crc);
        }
        catch
        {
            part.Dispose();
            throw;
        }

        // The bytes are dropped here: SourceBody reads them again from the source when the part is sent, and compares their
        // checksum.
        if (!part.IsWholeInMemory)
        {
            part.ReleaseWindow();
        }

        _checksum.Append(part.Checksum);
        if (_multipart is null)
        {
            _onlyPart?.Dispose();
            _onlyPart = part;
            _onlyBody = body;
        }
        else if (kept is not null)
        {
            _bytesKept += part.Length;
            _write.BytesMoved?.Invoke(part.Length);
            part.Dispose();
            _parts.Add(Task.FromResult(kept));
        }
        else
        {
            _parts.Add(UploadPartAsync(_client!, _multipart.UploadId, _parts.Count + 1, part, body));
        }
    }

    public async Task<UploadResult> CommitAsync(CancellationToken cancellationToken)
    {
        if (_checksum.ByteCount != _write.Length)
        {
            throw new InvalidOperationException($"Only {_checksum.ByteCount} of {_write.Length} bytes were submitted for {_address}.");
        }

        using var stopWithCaller = cancellationToken.Register(() => _stop.Cancel());
        await PrepareAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var result = _multipart is null
                ? await PutWholeAsync(cancellationToken).ConfigureAwait(false)
                : await CompleteAsync(_client!, _multipart.UploadId, cancellationToken).ConfigureAwait(false);
            await _earlier.RemoveSupersededAsync().ConfigureAwait(false);
            return result;
        }
        catch (Exception exception) when (S3Failure.IsRequestFailure(exception))
        {
            throw ErrorOf(exception);
        }
        catch (OperationCanceledException)
        {
            _isUnproved = !_write.IsSilentWhenStopped && _publication?.Outcome.MayHaveSucceeded == true;
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);

        // A part that arrives after the abort would stay in the bucket, so the parts in flight end first.
        await Task.WhenAll(_parts.Cast<Task>()).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _onlyPart?.Dispose();
        if (_creation is not null)
        {
            await EndAsync(_creation).ConfigureAwait(false);
        }
        else if (_isUnproved)
        {
            WarnOfStop();
        }

        _stop.Dispose();
    }

    private async Task EndAsync(Task<S3MultipartWrite> creation)
    {
        S3MultipartWrite multipart;
        try
        {
            multipart = await creation.WaitAsync(S3OpenUploads.LongestCleanup).ConfigureAwait(false);
        }
        catch (DataLakeException)
        {
            // There is nothing to end: creating the upload failed, which SubmitAsync has thrown.
            return;
        }
        catch (TimeoutException)
        {
            S3OrphanedUploads.Warn(_store.Reporter, _address, "S3 has not answered yet");
            return;
        }

        var isAborted = await multipart.EndAsync(_committed).ConfigureAwait(false);
        if (_isUnproved && !isAborted)
        {
            WarnOfStop();
        }
    }

    // An object of one request costs no look for earlier uploads that it might resume; where they are to be removed, they are.
    private async Task PrepareAsync(CancellationToken cancellationToken)
    {
        if (!_isPrepared && (_plan.IsMultipart || _write.Earlier == EarlierUploadAction.Remove))
        {
            await _earlier.FindOrRemoveAsync(_plan, cancellationToken).ConfigureAwait(false);
            _plan = _earlier.Resumable?.Plan ?? _plan;
            _isPrepared = true;
        }
    }

    private async Task<UploadedPart> UploadPartAsync(S3Client client, string uploadId, int number, PartBuffer part, S3Body body)
    {
        try
        {
            return await client.PutPartAsync(_key, uploadId, number, body, part.Checksum.Value, _write.BytesMoved, _stop.Token).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            // The first failure is thrown by the next call, and stops the other parts.
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
        var client = await _store.ClientAsync(cancellationToken).ConfigureAwait(false);
        var publication = _publication = new S3Publication(_store, _write, client);
        try
        {
            var put = await publication.PublishAsync(
                testsConditionFirst: false,
                (conditional, outcome) => client.PutAsync(
                    _key, _headers.ForPut(conditional), _onlyBody, _checksum.Value, _write.BytesMoved, outcome, _stop.Token),
                cancellationToken).ConfigureAwait(false);
            var isVerified = await VerifyAsync(put, cancellationToken).ConfigureAwait(false);
            return new UploadResult(UploadOutcome.Written, Checksum.OfCrc32C(_checksum.Value), isVerified, Parts: 1) { ETag = put.ETag, IsUnconditional = publication.IsUnconditional };
        }
        catch (Exception exception) when (S3Failure.IsRequestFailure(exception))
        {
            return await ResultDespiteAsync(exception, publication, parts: 1, cancellationToken).ConfigureAwait(false);
        }
        catch (DataLakeException changed) when (publication.Outcome.MayHaveSucceeded && changed.Error is DataLakeError.SourceChanged or DataLakeError.SourceUnreadable)
        {
            // The source could not be read for a retry, but an earlier attempt may have stored the object.
            return await FindSentBytesAsync(publication, isRefused: false, isUploadGone: false, parts: 1, cancellationToken).ConfigureAwait(false)
                ?? throw new DataLakeException(changed.Error, changed.Message, changed.Advice, changed.Target, changed);
        }
    }

    private Task<bool> VerifyAsync(CompletedUpload upload, CancellationToken cancellationToken) =>
        upload.Verified ? Task.FromResult(true) : Verifier.VerifyAsync(upload, cancellationToken);

    private async Task<UploadResult> CompleteAsync(S3Client client, string uploadId, CancellationToken cancellationToken)
    {
        UploadedPart[] parts;
        try
        {
            parts = await Task.WhenAll(_parts).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The first failure stops the other parts; it is the one that is reported.
            ThrowIfFailed();
            throw;
        }

        var publication = _publication = new S3Publication(_store, _write, client);
        try
        {
            var completed = await publication.PublishAsync(
                testsConditionFirst: true,
                (conditional, outcome) => client.CompleteUploadAsync(_key, uploadId, parts, _checksum, _headers.ForCompletion(conditional), outcome, cancellationToken),
                cancellationToken).ConfigureAwait(false);
            var isVerified = await VerifyAsync(completed, cancellationToken).ConfigureAwait(false);
            return new UploadResult(UploadOutcome.Written, Checksum.OfCrc32C(_checksum.Value), isVerified, parts.Length) { BytesKept = _bytesKept, IsUnconditional = publication.IsUnconditional };
        }
        catch (Exception exception) when (S3Failure.IsRequestFailure(exception))
        {
            return await ResultDespiteAsync(exception, publication, parts.Length, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _committed |= publication.IsConfirmed;
        }
    }

    private void WarnOfStop() => _store.Reporter.Warning(
        $"The upload of {_address} was stopped before {(_publication!.IsConfirmed ? "it was proved: S3 has confirmed that it was written" : "S3 had confirmed it: it may be there, and it may not")}. Run again: what is there is compared with it first.");

    // S3 refused the request, or its response was lost. Only a request for the object shows whether it is there: the write
    // may have been carried out although no response arrived, or another writer may have been first.
    private async Task<UploadResult> ResultDespiteAsync(Exception exception, S3Publication publication, int parts, CancellationToken cancellationToken)
    {
        var isRefused = exception is S3Exception { IsConditionFailed: true };
        var isUploadGone = S3Failure.CodeOf(exception) == "NoSuchUpload";
        if (!isRefused && !isUploadGone && !S3Failure.IsTransient(exception))
        {
            throw ErrorOf(exception);
        }

        if (await FindSentBytesAsync(publication, isRefused, isUploadGone, parts, cancellationToken).ConfigureAwait(false) is { } found)
        {
            return found;
        }

        throw !isRefused
            ? ErrorOf(exception)
            : _write.Condition.MustNotExist ? LakeConflict.Exists(_store.Lake, _write.Key) : LakeConflict.Changed(_store.Lake, _write.Key);
    }

    // The result, if the object at the key holds the bytes that were sent in spite of the failure; else null.
    private async Task<UploadResult?> FindSentBytesAsync(
        S3Publication publication, bool isRefused, bool isUploadGone, int parts, CancellationToken cancellationToken)
    {
        var there = await (isRefused && _write.Condition.MustNotExist
            ? _store.FindRefusedAsync(_write.Key, cancellationToken)
            : _store.FindForWriteAsync(_write.Key, cancellationToken)).ConfigureAwait(false);
        if (there?.Size != _write.Length
            || !await Verifier.HasSentBytesAsync(there, await ETagOfSentAsync().ConfigureAwait(false), cancellationToken).ConfigureAwait(false))
        {
            return null;
        }

        // NoSuchUpload although our object is there: the upload was completed, so there is nothing to abort.
        _committed |= isUploadGone;

        // Whose they are cannot be told where our own request may have been carried out, too.
        var isTheirs = !publication.Outcome.MayHaveSucceeded;
        return new UploadResult(
            isTheirs ? UploadOutcome.SameAlreadyThere : UploadOutcome.Written, Checksum.OfCrc32C(_checksum.Value), Verified: true, parts)
        { BytesKept = _bytesKept, ETag = there.ETag, IsUnconditional = publication.IsUnconditional };
    }

    // The ETag expected for the sent bytes; null if the MD5s of the parts are not known.
    private async Task<string?> ETagOfSentAsync() => _multipart is not null
        ? UploadedPart.ETagOf(await Task.WhenAll(_parts).ConfigureAwait(false))
        : _onlyBody.TryComputeMd5() is { } md5 ? Convert.ToHexString(md5) : null;

    private DataLakeException ErrorOf(Exception exception)
    {
        var error = S3Errors.Translate(exception, _address);
        return S3Errors.IsUploadLost(exception, wasResumed: _earlier.Resumable is not null)
            ? new DataLakeException(error.Error, error.Message, error.Advice, error.Target, exception) { IsUploadLost = true }
            : error;
    }

    private void ThrowIfFailed()
    {
        switch (Volatile.Read(ref _failure))
        {
            case null:
                return;
            case OperationCanceledException canceled:
                throw new OperationCanceledException(canceled.Message, canceled);
            case DataLakeException known:
                throw new DataLakeException(known.Error, known.Message, known.Advice, known.Target, known);
            case var failure when S3Failure.IsRequestFailure(failure):
                throw ErrorOf(failure);
            case var failure:
                ExceptionDispatchInfo.Throw(failure);
                return;
        }
    }
}
