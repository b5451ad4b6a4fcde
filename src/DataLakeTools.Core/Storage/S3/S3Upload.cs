using System.Runtime.ExceptionServices;
using DataLakeTools.Core.Checksums;
using DataLakeTools.Core.Errors;

namespace DataLakeTools.Core.Storage.S3;

/// <summary>One object on its way to S3: a single PUT, or parts in parallel with a checksum over the whole object.</summary>
internal sealed class S3Upload : ILakeUpload
{
    // What is read, checked and summed up at a time; it fits the second-level cache of today's processors.
    private const int WindowBytes = 256 * 1024;

    private readonly S3LakeStore _store;
    private readonly LakeWrite _write;
    private readonly PartBufferPool _buffers;
    private readonly S3ObjectHeaders _headers;
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Task<S3Part>> _parts = [];
    private readonly string _address;
    private readonly List<S3Leftover> _superseded = [];
    private S3UploadPlan _plan;
    private S3Resume? _resume;
    private bool _looked;
    private long _bytesKept;
    private Crc32C _checksum;
    private PartBuffer? _only;
    private S3Body _onlyBody = S3Body.Empty;
    private Task<S3Multipart>? _creating;
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

    private S3Witness Witness => new(_store, _write, _checksum);

    public async ValueTask<PartBuffer> RentAsync(CancellationToken cancellationToken)
    {
        ThrowIfFailed();
        if (_plan.IsMultipart && !_looked)
        {
            await LookBackAsync(cancellationToken).ConfigureAwait(false);
            _looked = true;
        }

        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stop.Token);
        try
        {
            return await _buffers.RentAsync(PartSize, _write.Source is null ? PartSize : Math.Min(PartSize, WindowBytes), either.Token).ConfigureAwait(false);
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
        var body = S3Body.Of(part, _write.Source, _checksum.Length);
        S3Part? kept = null;
        try
        {
            ThrowIfFailed();
            if (_checksum.Length + part.Length > _write.Length)
            {
                throw new InvalidOperationException($"More bytes were submitted for {_address} than its {_write.Length}.");
            }

            if (_plan.IsMultipart && _multipart is null)
            {
                _multipart = await BeginMultipartAsync(body, crc, cancellationToken).ConfigureAwait(false);
            }

            kept = _resume?.Find(_parts.Count + 1, body, crc);
        }
        catch
        {
            part.Dispose();
            throw;
        }

        if (!part.HoldsAll)
        {
            part.ReleaseWindow();
        }

        _checksum.Append(part.Checksum);
        if (_multipart is null)
        {
            _only?.Dispose();
            _only = part;
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
            _parts.Add(SendPartAsync(_multipart, _parts.Count + 1, part, body));
        }
    }

    public async Task<UploadResult> CommitAsync(CancellationToken cancellationToken)
    {
        if (_checksum.Length != _write.Length)
        {
            throw new InvalidOperationException($"Only {_checksum.Length} of {_write.Length} bytes were submitted for {_address}.");
        }

        using var stopWithCaller = cancellationToken.Register(() => _stop.Cancel());
        try
        {
            return _multipart is null
                ? await PutWholeAsync(cancellationToken).ConfigureAwait(false)
                : await CompleteAsync(_multipart, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (S3Errors.IsOfS3(exception))
        {
            throw Told(exception);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);

        // Parts that are still on their way would outlive an abort, so they end first.
        await Task.WhenAll(_parts.Cast<Task>()).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _only?.Dispose();
        if (_creating is not null)
        {
            await EndAsync(_creating).ConfigureAwait(false);
        }

        _stop.Dispose();
    }

    private async Task LookBackAsync(CancellationToken cancellationToken)
    {
        if (_write.Earlier == EarlierUploads.Ignore)
        {
            return;
        }

        var session = await _store.SessionAsync(cancellationToken).ConfigureAwait(false);
        var leftovers = new S3Leftovers(session, _store.Lake);
        try
        {
            if (_write.Earlier == EarlierUploads.Remove)
            {
                foreach (var earlier in await leftovers.OfKeyAsync(_write.Key, cancellationToken).ConfigureAwait(false))
                {
                    await S3Multipart.AbortAsync(session, _store.Lake, _write.Key, earlier.UploadId, _store.Reporter).ConfigureAwait(false);
                }
            }
            else if (_headers.CanBeFoundAgain)
            {
                _resume = await S3Resume.FindAsync(leftovers, _write, _headers, _plan, _superseded, cancellationToken).ConfigureAwait(false);
                _plan = _resume?.Plan ?? _plan;
            }
        }
        catch (Exception exception) when (S3Errors.IsOfS3(exception) && !S3Errors.IsTransient(exception))
        {
            var said = $"S3 does not let earlier uploads of {_address} be found ({S3Errors.Describe(exception).Said})";
            if (_write.Earlier == EarlierUploads.Remove)
            {
                _store.Reporter.Warning($"{said}; if there are any, they were not removed.");
            }
            else
            {
                _store.Reporter.Verbose($"{said}; the file is sent from its beginning.");
            }
        }
        catch (Exception exception) when (S3Errors.IsOfS3(exception))
        {
            throw S3Errors.Translate(exception, _address);
        }
    }

    // The first part decides whether an earlier upload was of this file.
    private async Task<S3Multipart> BeginMultipartAsync(S3Body first, uint crc, CancellationToken cancellationToken)
    {
        var session = await _store.SessionAsync(cancellationToken).ConfigureAwait(false);
        if (_creating is null && _resume is not null)
        {
            if (_resume.IsOf(first, crc))
            {
                _store.Reporter.Verbose($"An earlier upload of {_address} is carried on; it holds {_resume.PartCount} parts.");
                _creating = Task.FromResult(S3Multipart.Adopt(session, _store.Lake, _write, _resume.Leftover.UploadId));
            }
            else
            {
                _store.Reporter.Verbose($"An earlier upload of {_address} was of other content; the file is sent from its beginning.");
                _superseded.Add(_resume.Leftover);
                _resume = null;
            }
        }

        // Not stopped halfway: an upload whose id we were not told could not be taken back.
        _creating ??= S3Multipart.CreateAsync(session, _store.Lake, _write, _headers, _store.Reporter, CancellationToken.None);
        return await _creating.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    // Only once our own object is there: whoever still works on them is refused by then anyhow.
    private async Task RemoveSupersededAsync()
    {
        foreach (var superseded in _superseded)
        {
            var session = await _store.SessionAsync(CancellationToken.None).ConfigureAwait(false);
            await S3Multipart.AbortAsync(session, _store.Lake, _write.Key, superseded.UploadId, _store.Reporter).ConfigureAwait(false);
        }
    }

    private async Task EndAsync(Task<S3Multipart> creating)
    {
        S3Multipart begun;
        try
        {
            begun = await creating.WaitAsync(S3Multipart.LongestAbort).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is DataLakeException or TimeoutException)
        {
            // It never began, and whoever submitted was told why.
            return;
        }

        if (!_committed)
        {
            await begun.AbortAsync(_store.Reporter).ConfigureAwait(false);
        }

        await begun.Unanswered.RemoveAsync(_store.Reporter).ConfigureAwait(false);
    }

    private async Task<S3Part> SendPartAsync(S3Multipart multipart, int number, PartBuffer part, S3Body body)
    {
        try
        {
            var answer = await multipart.PutPartAsync(number, body, part.Checksum.ToBase64(), _stop.Token).ConfigureAwait(false);
            return S3Part.Confirm(number, answer, body, part.Checksum.Value, _address);
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
        var headers = _headers.ForPut(Crc32C.ToBase64(_checksum.Value));
        var put = new S3Put(session.Addresses.Object(_store.Lake.Qualify(_write.Key)), headers, _onlyBody, _write.BytesMoved);
        var attempts = new S3Attempts();
        try
        {
            var answer = await session.Transport.PutAsync(put, _stop.Token, attempts).ConfigureAwait(false);
            _committed = true;
            var isVerified = await ConfirmAsync(answer, cancellationToken).ConfigureAwait(false);
            return new UploadResult(UploadOutcome.Written, Checksum.OfCrc32C(_checksum.Value), isVerified, Parts: 1) { ETag = answer.ETag };
        }
        catch (Exception exception) when (S3Errors.IsOfS3(exception))
        {
            return await ResolveAsync(exception, attempts, parts: 1, cancellationToken).ConfigureAwait(false);
        }
        catch (DataLakeException changed) when (attempts.MayHaveWorked && changed.Error is DataLakeError.SourceChanged or DataLakeError.SourceUnreadable)
        {
            // The file could not be read for another attempt, but one before it may have put the object there.
            return await FindOursAsync(attempts, refused: false, gone: false, parts: 1, cancellationToken).ConfigureAwait(false)
                ?? throw new DataLakeException(changed.Error, changed.Message, changed.Advice, changed.Target, changed);
        }
    }

    private async Task<bool> ConfirmAsync(S3PutAnswer answer, CancellationToken cancellationToken)
    {
        try
        {
            return S3Part.Confirm(1, answer, _onlyBody, _checksum.Value, _address).Verified;
        }
        catch (DataLakeException mismatch) when (mismatch.Error == DataLakeError.ChecksumMismatch)
        {
            await Witness.ConfirmOrRemoveAsync(mismatch, answer.ETag, answer.VersionId, cancellationToken).ConfigureAwait(false);
            return true;
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

        var attempts = new S3Attempts();
        try
        {
            var answer = await multipart.CompleteAsync(parts, _checksum, attempts, cancellationToken).ConfigureAwait(false);
            _committed = true;
            if (answer.Mismatch is not null)
            {
                await Witness.ConfirmOrRemoveAsync(answer.Mismatch, answer.ETag, answer.VersionId, cancellationToken).ConfigureAwait(false);
            }

            await RemoveSupersededAsync().ConfigureAwait(false);
            return new UploadResult(UploadOutcome.Written, Checksum.OfCrc32C(_checksum.Value), answer.Verified || answer.Mismatch is not null, parts.Length) { BytesKept = _bytesKept };
        }
        catch (Exception exception) when (S3Errors.IsOfS3(exception))
        {
            return await ResolveAsync(exception, attempts, parts.Length, cancellationToken).ConfigureAwait(false);
        }
    }

    // The answer was no, or there was none. Whether the object is there all the same only a look can tell: the
    // request may have got through although its answer did not, or somebody else may have been first.
    private async Task<UploadResult> ResolveAsync(Exception exception, S3Attempts attempts, int parts, CancellationToken cancellationToken)
    {
        var refused = S3Errors.IsConditionRefused(exception);
        var gone = S3Errors.Describe(exception).Code == "NoSuchUpload";
        if (!refused && !gone && !S3Errors.IsTransient(exception))
        {
            throw Told(exception);
        }

        if (await FindOursAsync(attempts, refused, gone, parts, cancellationToken).ConfigureAwait(false) is { } ours)
        {
            return ours;
        }

        throw !refused
            ? Told(exception)
            : _write.Condition.MustNotExist ? LakeConflict.Exists(_store.Lake, _write.Key) : LakeConflict.Changed(_store.Lake, _write.Key);
    }

    // How the write ended, where our bytes are at the key all the same; else null.
    private async Task<UploadResult?> FindOursAsync(S3Attempts attempts, bool refused, bool gone, int parts, CancellationToken cancellationToken)
    {
        var there = await _store.FindAsync(_write.Key, cancellationToken).ConfigureAwait(false);
        if (there?.Size != _write.Length
            || !await Witness.HasOurBytesAsync(there, await ETagOfOursAsync().ConfigureAwait(false), cancellationToken).ConfigureAwait(false))
        {
            return null;
        }

        _committed = _multipart is null || gone;
        var isTheirs = refused && !attempts.MayHaveWorked;
        return new UploadResult(
            isTheirs ? UploadOutcome.SameAlreadyThere : UploadOutcome.Written, Checksum.OfCrc32C(_checksum.Value), Verified: true, parts)
        { BytesKept = _bytesKept, ETag = there.ETag };
    }

    // What S3 would call what we sent; null where the MD5s of the parts are not known.
    private async Task<string?> ETagOfOursAsync() => _multipart is not null
        ? S3Part.ETagOf(await Task.WhenAll(_parts).ConfigureAwait(false))
        : _onlyBody.TryComputeMd5() is { } md5 ? Convert.ToHexString(md5) : null;

    private DataLakeException Told(Exception exception)
    {
        var told = S3Errors.Translate(exception, _address);
        return S3Errors.IsUploadLost(exception, wasCarriedOn: _resume is not null)
            ? new DataLakeException(told.Error, told.Message, told.Advice, told.Target, exception) { IsUploadLost = true }
            : told;
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
            case var failure when S3Errors.IsOfS3(failure):
                throw Told(failure);
            case var failure:
                ExceptionDispatchInfo.Throw(failure);
                return;
        }
    }
}
