using System.Globalization;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Reporting;
using DataLakeTools.Core.Storage;

namespace DataLakeTools.Core.Jobs.Checkpoints;

/// <summary>
/// An object in the lake that is owned by one run at a time. Every write is conditional on the version (ETag) that this run
/// has last written or read, so a run that was wrongly believed dead cannot write once its successor has taken over.
/// </summary>
/// <param name="store">The lake; it belongs to the lease from here.</param>
/// <param name="key">The key of the object.</param>
/// <param name="subject">What runs, in messages: <c>job 'daily' of 2022-05-02</c>.</param>
/// <param name="runId">The id of this run.</param>
/// <param name="content">The rest of the object's content.</param>
/// <param name="reporter">Receives verbose messages and warnings.</param>
/// <param name="clock">Times of renewals.</param>
internal sealed class RunLease(
    ILakeStore store, string key, string subject, string runId, ILeasedContent content, IReporter reporter, TimeProvider clock) : IAsyncDisposable
{
    private static readonly TimeSpan RenewalInterval = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Expiry = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan MaxClockSkew = TimeSpan.FromMinutes(5);

    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly CancellationTokenSource _ended = new();
    private readonly LeaseOwner _owner = LeaseOwner.This(runId, clock.GetUtcNow());
    private StoredObject? _version;
    private DataLakeException? _lost;
    private Task _renewing = Task.CompletedTask;

    // The number of the last save that was asked for, that of the last whose content is written, and when that was, by the clock.
    private long _requested;
    private long _saved;
    private long _savedAt;

    /// <summary>The address of the object.</summary>
    public string Address => store.Lake.AddressOf(key);

    /// <summary>Acquires the lease, creating the object if there is none, and renews it from then on.</summary>
    /// <param name="cancellationToken">Stops the waiting for an owner that may be alive.</param>
    /// <exception cref="DataLakeException"><see cref="DataLakeError.JobAlreadyRunning"/>, or the lake refuses.</exception>
    public async Task ClaimAsync(CancellationToken cancellationToken)
    {
        var left = await SmallObject.ReadForWriteAsync(store, key, cancellationToken).ConfigureAwait(false);
        if (left is { } held && content.OwnerOf(held.Bytes) is { } holder)
        {
            left = await WatchAsync(holder, held, cancellationToken).ConfigureAwait(false);
        }

        if (left is { } known)
        {
            _version = known.Found;
            if (content.Load(known.Bytes) is { } owner)
            {
                reporter.Verbose($"The run {owner.RunId} of {owner.Since:u} was interrupted; this run takes its place.");
                await content.CleanUpAsync(cancellationToken).ConfigureAwait(false);
            }
        }

        await SaveAsync(cancellationToken).ConfigureAwait(false);
        _renewing = RenewAsync();
    }

    /// <summary>Writes the content as it is now or at a later moment before this returns.</summary>
    /// <exception cref="DataLakeException"><see cref="DataLakeError.JobAlreadyRunning"/>: another run has taken over.</exception>
    public async Task SaveAsync(CancellationToken cancellationToken)
    {
        var requested = Interlocked.Increment(ref _requested);
        await _writing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            // Another caller's write that began after this call includes this content.
            if (_saved < requested)
            {
                await WriteAsync(_owner with { Seen = clock.GetUtcNow() }, cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>Stops the renewals.</summary>
    /// <returns>Whether the lease still belongs to this run.</returns>
    public async Task<bool> StopAsync()
    {
        if (!_ended.IsCancellationRequested)
        {
            await _ended.CancelAsync().ConfigureAwait(false);
        }

        await _renewing.ConfigureAwait(false);
        return _lost is null;
    }

    /// <summary>Releases the lease and keeps the content for the next run.</summary>
    public Task ReleaseAsync(CancellationToken cancellationToken) => WriteAsync(owner: null, cancellationToken);

    /// <summary>Releases the lease and removes the object, unless another run has taken over.</summary>
    public async Task RemoveAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (!await TryRemoveAsync(cancellationToken).ConfigureAwait(false))
            {
                reporter.Verbose($"{Address} is another's by now, and stays.");
            }
        }
        catch (DataLakeException exception) when (exception.Error is DataLakeError.AccessDenied or DataLakeError.LakeRequestFailed)
        {
            // Who may not remove may write. To the next run, an object without owner and content means the same as no object.
            await ReleaseAsync(cancellationToken).ConfigureAwait(false);
            reporter.Verbose($"{Address} could not be removed and was emptied: {exception.Message}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync().ConfigureAwait(false);
        _writing.Dispose();
        _ended.Dispose();
        await store.DisposeAsync().ConfigureAwait(false);
    }

    // A run that stood still for long does not know yet that it was taken for dead. A renewal that was canceled at the end may have
    // been written all the same: the object then names this run.
    private async Task<bool> TryRemoveAsync(CancellationToken cancellationToken) =>
        (_version is { } known && await store.TryDeleteAsync(known, cancellationToken).ConfigureAwait(false))
        || await SmallObject.ReadForWriteAsync(store, key, cancellationToken).ConfigureAwait(false) is not { } there
        || (content.OwnerOf(there.Bytes)?.RunId == _owner.RunId && await store.TryDeleteAsync(there.Found, cancellationToken).ConfigureAwait(false));

    // An owner on this machine is looked up among the processes. Of one on another machine only the time of the last renewal is
    // known, from a clock that may differ. Unless that time is long past, this waits to see whether a renewal comes. Returns the
    // object as its last owner left it: one that ends in the meantime writes or removes it once more.
    private async Task<(StoredObject Found, byte[] Bytes)?> WatchAsync(
        LeaseOwner owner, (StoredObject Found, byte[] Bytes) held, CancellationToken cancellationToken)
    {
        var age = clock.GetUtcNow() - owner.Seen;
        if (owner.IsGone || age > MaxClockSkew || (owner.IsOfThisMachine && age > Expiry))
        {
            return held;
        }

        if (owner.IsOfThisMachine)
        {
            throw AlreadyRunning(owner);
        }

        reporter.Verbose($"The run {owner.RunId} on {owner.Machine} may still be alive; it is watched for {Expiry.TotalSeconds} seconds.");
        await Task.Delay(Expiry, clock, cancellationToken).ConfigureAwait(false);
        var now = await SmallObject.ReadForWriteAsync(store, key, cancellationToken).ConfigureAwait(false);
        return now is { } changed && changed.Found.ETag != held.Found.ETag && content.OwnerOf(changed.Bytes) is { } alive ? throw AlreadyRunning(alive) : now;
    }

    private async Task RenewAsync()
    {
        while (_lost is null)
        {
            try
            {
                await Task.Delay(RenewalInterval, clock, _ended.Token).ConfigureAwait(false);
                if (clock.GetElapsedTime(Volatile.Read(ref _savedAt)) >= RenewalInterval)
                {
                    await SaveAsync(_ended.Token).ConfigureAwait(false);
                }
            }
            catch (OperationCanceledException) when (_ended.IsCancellationRequested)
            {
                // The run has ended; nothing is to be renewed.
                return;
            }
            catch (Exception exception) when (WorkFailure.IsNeitherStopNorFatal(exception, _ended.Token))
            {
                // The lake may be back at the next renewal. If another run has taken over, the next SaveAsync ends this run; a step that
                // needs no checkpoint has none.
                if (_lost is null)
                {
                    reporter.Verbose($"The checkpoint {Address} could not be renewed: {exception.Message}");
                }
                else
                {
                    reporter.Warning($"{exception.Message} This run goes on until it needs its checkpoint.");
                }
            }
        }
    }

    private async Task WriteAsync(LeaseOwner? owner, CancellationToken cancellationToken)
    {
        if (_lost is not null)
        {
            throw new DataLakeException(_lost.Error, _lost.Message, _lost.Advice, _lost.Target);
        }

        var upTo = Interlocked.Read(ref _requested);
        var bytes = content.Write(owner);
        for (var isSecond = false; ; isSecond = true)
        {
            try
            {
                var condition = _version is null ? WriteCondition.IfAbsent : WriteCondition.IfUnchanged(_version);

                // After the claim, the end of the run or its next write settles what became of one that is stopped.
                var written = await SmallObject.WriteAsync(store, key, bytes, condition, cancellationToken, isSilentWhenStopped: _saved > 0).ConfigureAwait(false);
                _version = written.ETag is { } etag
                    ? new StoredObject { Key = key, Size = bytes.Length, ETag = etag }
                    : await store.FindForWriteAsync(key, cancellationToken).ConfigureAwait(false);
                _saved = upTo;
                Volatile.Write(ref _savedAt, clock.GetTimestamp());
                return;
            }
            catch (DataLakeException exception) when (exception.Error is DataLakeError.ObjectChanged or DataLakeError.ObjectExists)
            {
                // A write of this run may have succeeded although its response was lost: the object then names this run.
                var there = await SmallObject.ReadForWriteAsync(store, key, cancellationToken).ConfigureAwait(false);
                var other = there is { } known ? content.OwnerOf(known.Bytes) : null;
                if (isSecond || there is null || other?.RunId != _owner.RunId)
                {
                    _lost = other is null ? TakenOver(exception) : AlreadyRunning(other);
                    throw _lost;
                }

                _version = there.Value.Found;
            }
        }
    }

    private DataLakeException AlreadyRunning(LeaseOwner owner) => new(
        DataLakeError.JobAlreadyRunning,
        string.Create(CultureInfo.InvariantCulture, $"The {subject} is running already: run {owner.RunId} on {owner.Machine}, process {owner.ProcessId}, since {owner.Since:yyyy-MM-dd HH:mm:ss}Z."),
        string.Create(CultureInfo.InvariantCulture, $"Let it finish. If it is dead, run again after {clock.GetUtcNow() + Expiry:HH:mm:ss}Z: it is carried on then."),
        Address);

    private DataLakeException TakenOver(Exception cause) => new(
        DataLakeError.JobAlreadyRunning,
        $"The {subject} has lost {Address}: another run has taken this one for dead and taken over, or somebody has removed it.",
        "Let one run finish before the next begins.",
        Address,
        cause);
}
