using System.Globalization;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Jobs.Documents;
using DataLakeTools.Core.Jobs.Reports;
using DataLakeTools.Core.Reporting;
using DataLakeTools.Core.Storage;

namespace DataLakeTools.Core.Jobs.Checkpoints;

/// <summary>The checkpoint of a job and date: the state of each step, in one leased object in the lake, for the next run to continue from.</summary>
internal sealed class JobCheckpoint : ILeasedContent, IAsyncDisposable
{
    private const string Prefix = "checkpoints";
    private static readonly TimeSpan ReleaseTimeout = TimeSpan.FromSeconds(5);

    private readonly ILakeStore _store;
    private readonly RunIdentity _runIdentity;
    private readonly CheckpointScope _scope;
    private readonly bool _startsOver;
    private readonly IReporter _reporter;
    private readonly TimeProvider _clock;
    private readonly RunLease _lease;
    private List<StepCheckpoint> _steps = [];
    private bool _isEnded;

    private JobCheckpoint(ILakeStore store, RunIdentity runIdentity, CheckpointScope scope, bool startsOver, IReporter reporter, TimeProvider clock)
    {
        _store = store;
        _runIdentity = runIdentity;
        _scope = scope;
        _startsOver = startsOver;
        _reporter = reporter;
        _clock = clock;
        _lease = new RunLease(
            store,
            string.Create(CultureInfo.InvariantCulture, $"{Prefix}/{runIdentity.Job}/{runIdentity.Date:yyyy/MM/dd}/checkpoint.json"),
            string.Create(CultureInfo.InvariantCulture, $"job '{runIdentity.Job}' of {runIdentity.Date:yyyy-MM-dd}"),
            runIdentity.RunId,
            this,
            reporter,
            clock);
    }

    /// <summary>Takes over the checkpoint of the last run, or creates one. The checkpoint disposes the store.</summary>
    /// <param name="store">The lake.</param>
    /// <param name="runIdentity">Which run it is.</param>
    /// <param name="scope">The document and its steps.</param>
    /// <param name="startsOver">Whether the states of this run's steps are discarded.</param>
    /// <param name="reporter">Receives verbose messages and warnings.</param>
    /// <param name="clock">Times of renewals.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    /// <exception cref="DataLakeException">
    /// <see cref="DataLakeError.JobAlreadyRunning"/>, <see cref="DataLakeError.CheckpointUnreadable"/>, or the lake refuses.
    /// </exception>
    public static async Task<JobCheckpoint> OpenAsync(
        ILakeStore store, RunIdentity runIdentity, CheckpointScope scope, bool startsOver, IReporter reporter, TimeProvider clock, CancellationToken cancellationToken)
    {
        var checkpoint = new JobCheckpoint(store, runIdentity, scope, startsOver, reporter, clock);
        try
        {
            await checkpoint._lease.ClaimAsync(cancellationToken).ConfigureAwait(false);
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
    /// The state of a step, found by what it selects, so that a renamed step is found, too, and the same step of another document;
    /// an empty state if the step has changed since. What other steps of another document have done is kept for that document.
    /// </summary>
    /// <param name="step">The step.</param>
    /// <param name="fingerprint">The hash of its properties, and what else decides which titles it selects.</param>
    public StepCheckpoint BeginStep(LakeJobStep step, string fingerprint)
    {
        var known = _steps.Find(known => known.Fingerprint == fingerprint && known.Step == step.Name)
            ?? _steps.Find(known => known.Fingerprint == fingerprint && !_scope.Steps.Contains(known.Step));
        if (_startsOver && known is not null)
        {
            _steps = _steps.FindAll(step => step != known);
            known = null;
        }

        if (known is null)
        {
            var others = _steps.FindAll(other => other.Step == step.Name);
            if (others.Exists(IsOfThisDocument))
            {
                _reporter.Warning($"The step '{step.Name}' is not what it was when a run of {_runIdentity.Date:o} was interrupted, so it starts over; what that run wrote stays.");
            }
            else if (others.Count > 0)
            {
                _reporter.Warning($"An interrupted run of another document, '{others[0].Document}', waits under the name of this job, '{_runIdentity.Job}'. Each is carried on by itself; a \"name\" of its own keeps their reports apart, too.");
            }

            known = new StepCheckpoint(step.Name, fingerprint, _scope.Document);
            _steps = [.. _steps.Where(other => other.Step != step.Name || !IsOfThisDocument(other)), known];
        }
        else if (known.Step != step.Name)
        {
            _reporter.Verbose($"The step '{step.Name}' was called '{known.Step}' when it was interrupted; it is carried on.");
        }

        known.Locked(_ => (known.Step, known.Document) = (step.Name, _scope.Document));
        known.SaveAsync = _lease.SaveAsync;
        return known;
    }

    /// <summary>
    /// Ends the run: the states of its steps are removed if it did everything, and else kept for the next run. The checkpoint is
    /// removed with its last state. A failure is a warning only, because the next run can use what was written before.
    /// </summary>
    /// <param name="isAllDone">Whether the run did everything.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task EndAsync(bool isAllDone, CancellationToken cancellationToken)
    {
        try
        {
            _isEnded = true;
            if (!await _lease.StopAsync().ConfigureAwait(false))
            {
                return;
            }

            if (isAllDone)
            {
                ForgetSteps();
            }

            await (_steps.Count > 0 ? _lease.ReleaseAsync(cancellationToken) : _lease.RemoveAsync(cancellationToken)).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is OperationCanceledException || WorkFailure.IsNeitherStopNorFatal(exception, cancellationToken))
        {
            _reporter.Warning($"The checkpoint {_lease.Address} could not be given up ({exception.Message}); the next run carries on from it all the same.");
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_isEnded)
        {
            // The run was stopped. The lease is released, so that the next run need not wait for it to expire.
            using var limit = new CancellationTokenSource(ReleaseTimeout, _clock);
            await EndAsync(isAllDone: false, limit.Token).ConfigureAwait(false);
        }

        await _lease.DisposeAsync().ConfigureAwait(false);
    }

    LeaseOwner? ILeasedContent.Load(byte[] bytes)
    {
        var (owner, steps) = Parse(bytes);
        _steps = _startsOver ? steps.FindAll(IsKeptWhenStartingOver) : steps;
        return owner;
    }

    Task ILeasedContent.CleanUpAsync(CancellationToken cancellationToken) => UnfinishedObjects.RemoveAsync(_store, IsOfThisJob, _reporter, cancellationToken);

    LeaseOwner? ILeasedContent.OwnerOf(byte[] bytes) => Parse(bytes).Owner;

    byte[] ILeasedContent.Write(LeaseOwner? owner) => JobCheckpointJson.Write(owner, _steps);

    // States of other documents' steps, and of steps that were not selected for this run, are kept.
    private void ForgetSteps()
    {
        var gone = _scope.HasAllSteps ? _steps.FindAll(step => IsOfThisDocument(step) && !_scope.Steps.Contains(step.Step)) : [];
        foreach (var step in gone)
        {
            _reporter.Warning($"The step '{step.Step}' that a run of {_runIdentity.Date:o} had begun is no longer in the job; it is forgotten, and what that run wrote stays.");
        }

        _steps = [.. _steps.Where(step => !IsOfThisDocument(step) || !(_scope.Selected.Contains(step.Step) || gone.Contains(step)))];
    }

    private bool IsOfThisDocument(StepCheckpoint step) => step.Document == _scope.Document;

    // A run that starts over discards the states of its own steps only; one that it had under another document goes when it begins.
    private bool IsKeptWhenStartingOver(StepCheckpoint step) =>
        !IsOfThisDocument(step) || (!_scope.Selected.Contains(step.Step) && _scope.Steps.Contains(step.Step));

    private bool IsOfThisJob(string key) =>
        key.StartsWith($"{Prefix}/{_runIdentity.Job}/", StringComparison.Ordinal) || key.StartsWith($"{LakeJobReportStore.Prefix}/{_runIdentity.Job}/", StringComparison.Ordinal);

    private (LeaseOwner? Owner, List<StepCheckpoint> Steps) Parse(byte[] bytes)
    {
        try
        {
            return JobCheckpointJson.Read(bytes);
        }
        catch (FormatException) when (_startsOver)
        {
            return (null, []);
        }
        catch (FormatException exception)
        {
            throw new DataLakeException(
                DataLakeError.CheckpointUnreadable,
                $"The checkpoint {_lease.Address} cannot be read: {exception.Message}.",
                $"Run the job with the version that wrote it, or start over with {LakeSetting.NoResume}.",
                _lease.Address,
                exception);
        }
    }
}
