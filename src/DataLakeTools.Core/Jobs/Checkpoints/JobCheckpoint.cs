using System.Globalization;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Jobs.Documents;
using DataLakeTools.Core.Jobs.Lease;
using DataLakeTools.Core.Jobs.Reports;
using DataLakeTools.Core.Reporting;
using DataLakeTools.Core.Storage;

namespace DataLakeTools.Core.Jobs.Checkpoints;

/// <summary>
/// What runs of one job and date hand on to the next, one object in the lake. It belongs to one run at a time: every write
/// holds only if nobody else has written since, so a run that was thought dead cannot write beside its successor.
/// </summary>
internal sealed class JobCheckpoint : IAsyncDisposable
{
    private const string Prefix = "checkpoints";
    private static readonly TimeSpan SignOfLife = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan WorstClock = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan LongestGoodbye = TimeSpan.FromSeconds(5);

    private readonly ILakeStore _store;
    private readonly LakeJobReport _run;
    private readonly CheckpointScope _job;
    private readonly string _key;
    private readonly IReporter _reporter;
    private readonly TimeProvider _clock;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly CancellationTokenSource _over = new();
    private readonly LeaseOwner _owner;
    private List<StepCheckpoint> _steps = [];
    private StoredObject? _seen;
    private DataLakeException? _lost;
    private Task _beating = Task.CompletedTask;
    private long _wanted;
    private long _saved;
    private long _savedAt;
    private bool _isEnded;

    private JobCheckpoint(ILakeStore store, LakeJobReport run, CheckpointScope job, IReporter reporter, TimeProvider clock)
    {
        _store = store;
        _run = run;
        _job = job;
        _reporter = reporter;
        _clock = clock;
        _key = string.Create(CultureInfo.InvariantCulture, $"{Prefix}/{run.Job}/{run.Date:yyyy/MM/dd}/checkpoint.json");
        _owner = LeaseOwner.This(run.RunId, clock.GetUtcNow());
    }

    private string Address => _store.Lake.AddressOf(_key);

    /// <summary>Takes the checkpoint over, or begins one. The store is the checkpoint's from here.</summary>
    /// <param name="store">The lake.</param>
    /// <param name="run">The job, the date and the run.</param>
    /// <param name="job">The steps, and where they are written down.</param>
    /// <param name="isAnew">Whether what is there of the steps of the run is discarded.</param>
    /// <param name="reporter">Is told.</param>
    /// <param name="clock">Tells who is alive.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    /// <exception cref="DataLakeException">
    /// <see cref="DataLakeError.JobAlreadyRunning"/>, <see cref="DataLakeError.CheckpointUnreadable"/>, or the lake says no.
    /// </exception>
    public static async Task<JobCheckpoint> OpenAsync(
        ILakeStore store, LakeJobReport run, CheckpointScope job, bool isAnew, IReporter reporter, TimeProvider clock, CancellationToken cancellationToken)
    {
        var checkpoint = new JobCheckpoint(store, run, job, reporter, clock);
        try
        {
            await checkpoint.ClaimAsync(isAnew, cancellationToken).ConfigureAwait(false);
            checkpoint._beating = checkpoint.BeatAsync();
            return checkpoint;
        }
        catch
        {
            checkpoint._isEnded = true;
            await checkpoint.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>
    /// What is known of a step, under its name or one that it had before; nothing if the step says something else than it
    /// did then. What is of another document stays for that one.
    /// </summary>
    /// <param name="step">The step.</param>
    /// <param name="identity">What it says.</param>
    public StepCheckpoint Of(LakeJobStep step, string identity)
    {
        var known = _steps.Find(known => known.Identity == identity && known.Step == step.Name)
            ?? _steps.Find(known => known.Identity == identity && !_job.Steps.Contains(known.Step));
        if (known is null)
        {
            var others = _steps.FindAll(other => other.Step == step.Name);
            if (others.Exists(IsOfThisDocument))
            {
                _reporter.Warning($"The step '{step.Name}' is not what it was when a run of {_run.Date:yyyy-MM-dd} was interrupted, so it starts over; what that run wrote stays.");
            }
            else if (others.Count > 0)
            {
                _reporter.Warning($"An interrupted run of another document, {others[0].Document}.json, waits under the name of this job, '{_run.Job}'. Each is carried on by itself; a \"name\" of its own keeps their reports apart, too.");
            }

            known = new StepCheckpoint(step.Name, identity, _job.Document);
            _steps = [.. _steps.Where(other => other.Step != step.Name || !IsOfThisDocument(other)), known];
        }
        else if (known.Step != step.Name)
        {
            _reporter.Verbose($"The step '{step.Name}' was called '{known.Step}' when it was interrupted; it is carried on.");
        }

        known.Locked(_ => (known.Step, known.Document) = (step.Name, _job.Document));
        known.Save = SaveAsync;
        return known;
    }

    /// <summary>Makes durable what was noted before the call.</summary>
    /// <exception cref="DataLakeException"><see cref="DataLakeError.JobAlreadyRunning"/>: another run has taken over.</exception>
    public async Task SaveAsync(CancellationToken cancellationToken)
    {
        var wanted = Interlocked.Increment(ref _wanted);
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            // What somebody else has saved meanwhile held ours, too.
            if (_saved < wanted)
            {
                await PutAsync(_owner with { Seen = _clock.GetUtcNow() }, cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>
    /// Ends the run: the steps of a run that did everything are forgotten, and the checkpoint with them; what is left waits
    /// for the next run. That it could not be ended costs nothing and is only warned of: the next run finds how far it was.
    /// </summary>
    /// <param name="isAllDone">Whether the run did everything.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task EndAsync(bool isAllDone, CancellationToken cancellationToken)
    {
        try
        {
            await TryEndAsync(isAllDone, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is DataLakeException or OperationCanceledException)
        {
            _reporter.Warning($"The checkpoint {Address} could not be given up ({exception.Message}); the next run carries on from it all the same.");
        }
    }

    private async Task TryEndAsync(bool isAllDone, CancellationToken cancellationToken)
    {
        await StopBeatingAsync().ConfigureAwait(false);
        _isEnded = true;
        if (_lost is not null)
        {
            return;
        }

        if (isAllDone)
        {
            ForgetSteps();
        }

        if (_steps.Count > 0)
        {
            await PutAsync(owner: null, cancellationToken).ConfigureAwait(false);
            return;
        }

        try
        {
            await _store.DeleteAsync(_key, cancellationToken).ConfigureAwait(false);
        }
        catch (DataLakeException exception) when (exception.Error == DataLakeError.AccessDenied)
        {
            // An empty one says the same.
            await PutAsync(owner: null, cancellationToken).ConfigureAwait(false);
            _reporter.Verbose($"{Address} could not be removed and was emptied: {exception.Message}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopBeatingAsync().ConfigureAwait(false);
        if (!_isEnded)
        {
            // Stopped: what is durable is noted, and the next run need not wait for a sign of life.
            using var limit = new CancellationTokenSource(LongestGoodbye, _clock);
            await EndAsync(isAllDone: false, limit.Token).ConfigureAwait(false);
        }

        _turn.Dispose();
        _over.Dispose();
        await _store.DisposeAsync().ConfigureAwait(false);
    }

    // What is neither of this document nor done by it waits for its own.
    private void ForgetSteps()
    {
        var gone = _job.IsWhole ? _steps.FindAll(step => IsOfThisDocument(step) && !_job.Steps.Contains(step.Step)) : [];
        foreach (var step in gone)
        {
            _reporter.Warning($"The step '{step.Step}' that a run of {_run.Date:yyyy-MM-dd} had begun is no longer in the job; it is forgotten, and what that run wrote stays.");
        }

        _steps = [.. _steps.Where(step => !IsOfThisDocument(step) || !(_job.Running.Contains(step.Step) || gone.Contains(step)))];
    }

    private bool IsOfThisDocument(StepCheckpoint step) => step.Document == _job.Document;

    // Steps that this run does not do keep what they have; so do those of other documents.
    private bool StaysAnew(StepCheckpoint step) =>
        !_job.Running.Contains(step.Step) && (!IsOfThisDocument(step) || _job.Steps.Contains(step.Step));

    private async Task ClaimAsync(bool isAnew, CancellationToken cancellationToken)
    {
        var found = await LakeDocument.ReadAsync(_store, _key, cancellationToken).ConfigureAwait(false);
        if (found is { } known)
        {
            var (owner, steps) = Parse(known.Bytes, isAnew);
            if (owner is not null)
            {
                await WaitForDeathAsync(owner, known.Found, cancellationToken).ConfigureAwait(false);
                _reporter.Verbose($"The run {owner.RunId} of {owner.Since:yyyy-MM-dd HH:mm:ss}Z was interrupted; it is carried on.");
                await UnfinishedObjects.RemoveAsync(_store, IsOfThisJob, _reporter, cancellationToken).ConfigureAwait(false);
            }

            _seen = known.Found;
            _steps = isAnew ? steps.FindAll(StaysAnew) : steps;
        }

        await SaveAsync(cancellationToken).ConfigureAwait(false);
    }

    private bool IsOfThisJob(string key) =>
        key.StartsWith($"{Prefix}/{_run.Job}/", StringComparison.Ordinal) || key.StartsWith($"{LakeJobReportStore.Prefix}/{_run.Job}/", StringComparison.Ordinal);

    private (LeaseOwner? Owner, List<StepCheckpoint> Steps) Parse(byte[] bytes, bool isAnew)
    {
        try
        {
            return JobCheckpointJson.Read(bytes);
        }
        catch (FormatException) when (isAnew)
        {
            return (null, []);
        }
        catch (FormatException exception)
        {
            throw new DataLakeException(
                DataLakeError.CheckpointUnreadable,
                $"The checkpoint {Address} cannot be read: {exception.Message}.",
                $"Run the job with the version that wrote it, or start over with {LakeSetting.NoResume}.",
                Address,
                exception);
        }
    }

    // On this machine a process tells whether it is there. Of another machine only signs of life are known, and its clock
    // may be wrong: unless it has been silent for very long it is watched for a while.
    private async Task WaitForDeathAsync(LeaseOwner owner, StoredObject seen, CancellationToken cancellationToken)
    {
        var silence = _clock.GetUtcNow() - owner.Seen;
        if (owner.IsGone || silence > WorstClock || (owner.IsOfThisMachine && silence > LongestSilence))
        {
            return;
        }

        if (!owner.IsOfThisMachine)
        {
            _reporter.Verbose($"The run {owner.RunId} on {owner.Machine} may still be alive; it is watched for {LongestSilence.TotalSeconds} seconds.");
            await Task.Delay(LongestSilence, _clock, cancellationToken).ConfigureAwait(false);
            var now = await _store.FindAsync(_key, cancellationToken).ConfigureAwait(false);
            if (now is null || now.ETag == seen.ETag)
            {
                return;
            }
        }

        throw AlreadyRunning(owner);
    }

    private DataLakeException AlreadyRunning(LeaseOwner owner) => new(
        DataLakeError.JobAlreadyRunning,
        string.Create(CultureInfo.InvariantCulture, $"The job '{_run.Job}' of {_run.Date:yyyy-MM-dd} is running already: run {owner.RunId} on {owner.Machine}, process {owner.ProcessId}, since {owner.Since:yyyy-MM-dd HH:mm:ss}Z."),
        string.Create(CultureInfo.InvariantCulture, $"Let it finish. If it is dead, run again after {_clock.GetUtcNow() + LongestSilence:HH:mm:ss}Z: it is carried on then."),
        Address);

    private DataLakeException TakenOver(Exception cause) => new(
        DataLakeError.JobAlreadyRunning,
        string.Create(CultureInfo.InvariantCulture, $"Another run of the job '{_run.Job}' of {_run.Date:yyyy-MM-dd} has taken this one for dead and taken over."),
        "Let one run finish before the next begins.",
        Address,
        cause);

    private async Task BeatAsync()
    {
        try
        {
            while (true)
            {
                await Task.Delay(SignOfLife, _clock, _over.Token).ConfigureAwait(false);
                if (_clock.GetElapsedTime(Volatile.Read(ref _savedAt)) >= SignOfLife)
                {
                    await SaveAsync(_over.Token).ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException) when (_over.IsCancellationRequested)
        {
            // The run is over.
        }
        catch (DataLakeException exception)
        {
            // Whoever writes the next file is told, too, and can say it.
            _reporter.Verbose($"The checkpoint {Address} could not be renewed: {exception.Message}");
        }
    }

    private async Task StopBeatingAsync()
    {
        if (!_over.IsCancellationRequested)
        {
            await _over.CancelAsync().ConfigureAwait(false);
        }

        await _beating.ConfigureAwait(false);
    }

    private async Task PutAsync(LeaseOwner? owner, CancellationToken cancellationToken)
    {
        if (_lost is not null)
        {
            throw new DataLakeException(_lost.Error, _lost.Message, _lost.Recommendation, _lost.Target);
        }

        var upTo = Interlocked.Read(ref _wanted);
        var bytes = JobCheckpointJson.Write(owner, _steps);
        for (var isSecond = false; ; isSecond = true)
        {
            try
            {
                var condition = _seen is null ? WriteCondition.NothingThere : WriteCondition.Over(_seen);
                var written = await LakeDocument.WriteAsync(_store, _key, bytes, condition, cancellationToken).ConfigureAwait(false);
                _seen = written.ETag is { } etag
                    ? new StoredObject { Key = _key, Size = bytes.Length, ETag = etag }
                    : await _store.FindAsync(_key, cancellationToken).ConfigureAwait(false);
                _saved = upTo;
                Volatile.Write(ref _savedAt, _clock.GetTimestamp());
                return;
            }
            catch (DataLakeException exception) when (exception.Error is DataLakeError.ObjectChanged or DataLakeError.ObjectExists)
            {
                // Our own write may have got through although we were not told: it is ours if it names this run.
                var there = await LakeDocument.ReadAsync(_store, _key, cancellationToken).ConfigureAwait(false);
                var other = there is { } known ? Parse(known.Bytes, isAnew: false).Owner : null;
                if (isSecond || there is null || other?.RunId != _owner.RunId)
                {
                    _lost = other is null ? TakenOver(exception) : AlreadyRunning(other);
                    throw _lost;
                }

                _seen = there.Value.Found;
            }
        }
    }
}
