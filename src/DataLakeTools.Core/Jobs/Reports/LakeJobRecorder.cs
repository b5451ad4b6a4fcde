using System.Globalization;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Jobs.Documents;
using DataLakeTools.Core.Jobs.Documents.Reading;
using DataLakeTools.Core.Lake;
using DataLakeTools.Core.Reporting;
using DataLakeTools.Core.Tmdb.Wire;

namespace DataLakeTools.Core.Jobs.Reports;

/// <summary>Collects the results of a run for its report.</summary>
internal sealed class LakeJobRecorder
{
    private readonly TimeProvider _clock;
    private readonly bool _startsOver;
    private readonly LakeStepReport[] _steps;
    private readonly List<LakeJobFailure> _failures = [];
    private readonly long _started;
    private int _step = -1;

    // An exception that is neither a cancellation nor fatal to the process.
    private bool _isEndedByException;
    private long _stepStarted;
    private (long Requests, long Retries, long Incomplete) _requestsBefore;

    /// <summary>Starts the report of a run.</summary>
    /// <param name="name">The name of the job.</param>
    /// <param name="date">The processing date; null for the day on which the run starts.</param>
    /// <param name="steps">The steps that are run.</param>
    /// <param name="lake">Where the report goes.</param>
    /// <param name="clock">Dates and durations.</param>
    /// <param name="startsOver">Whether the run discards what an interrupted one has left, so that the next would do so again.</param>
    /// <exception cref="DataLakeException">The name cannot be part of a key of the lake.</exception>
    public LakeJobRecorder(string name, DateOnly? date, IReadOnlyList<LakeJobStep> steps, LakeAddress lake, TimeProvider clock, bool startsOver)
    {
        KeySegment.Check(name, "name of the job");
        _clock = clock;
        _startsOver = startsOver;
        _started = clock.GetTimestamp();
        _steps = [.. steps.Select(step => new LakeStepReport { Step = step.Name })];
        var now = clock.GetUtcNow();
        RunIdentity = new RunIdentity(
            name,
            Guid.NewGuid().ToString("N")[..8],
            lake.ToString(),
            date ?? DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, clock.LocalTimeZone).DateTime),
            now);
        lake.Check(LakeJobReportStore.KeyOf(RunIdentity));
    }

    /// <summary>Which run it is.</summary>
    public RunIdentity RunIdentity { get; }

    /// <summary>Whether a step took the time of a whole run for nothing, so that the next run would end as this one.</summary>
    public bool WouldNeverFinish { get; set; }

    /// <summary>How the run ends unless it is canceled.</summary>
    public LakeJobStatus Status =>
        Array.Exists(_steps, step => step.Status is LakeStepStatus.Incomplete or LakeStepStatus.NotStarted) && !_isEndedByException && !WouldNeverFinish ? LakeJobStatus.Incomplete
        : _failures.Count > 0 || _isEndedByException || HasUnproved ? LakeJobStatus.Failed
        : LakeJobStatus.Succeeded;

    /// <summary>Whether another run would change nothing: every step has ended, everything is proved, and the only failures are ids unknown to TMDB.</summary>
    public bool IsAllDone => !_isEndedByException && !HasUnproved && Array.TrueForAll(_steps, step => step.Status is LakeStepStatus.Succeeded or LakeStepStatus.Skipped or LakeStepStatus.Failed)
        && HasOnlyUnknownIds;

    private bool HasUnproved => Array.Exists(_steps, IsUnproved);

    private bool HasOnlyUnknownIds => _failures.TrueForAll(failure => failure.Error == DataLakeError.TmdbNotFound);

    /// <summary>Begins the next step.</summary>
    public void BeginStep(TmdbStatistics? requests)
    {
        _step++;
        _stepStarted = _clock.GetTimestamp();
        _requestsBefore = (requests?.Requests ?? 0, requests?.Retries ?? 0, requests?.MissingParts.Records ?? 0);
    }

    /// <summary>Adds a result of the step.</summary>
    public void Add(LakeJobEvent result)
    {
        ref var step = ref _steps[_step];
        if (result.Skipped is { } skipped)
        {
            step = step with { Status = LakeStepStatus.Skipped, Reason = skipped.Reason };
        }
        else if (result.Receipt is { } receipt)
        {
            var status = receipt.Status.ToString();
            step = step with
            {
                Receipts = new SortedDictionary<string, int>(step.Receipts.ToDictionary(), StringComparer.Ordinal) { [status] = step.Receipts.GetValueOrDefault(status) + 1 },
                Records = step.Records + (receipt.Records ?? 0),
                Rows = step.Rows + (receipt.Rows ?? 0),
                Bytes = step.Bytes + receipt.Size,
                BytesSent = step.BytesSent + receipt.BytesSent,
            };
        }
        else if (result.Error is { } error)
        {
            Fail(result.Step.Length == 0 ? null : result.Step, error);
        }
    }

    /// <summary>Ends the step.</summary>
    /// <param name="requests">The requests to TMDB so far; null where there are none.</param>
    /// <param name="statusOverride">The status where it does not follow from the results; else null.</param>
    /// <param name="titlesKept">How many titles were there from an interrupted run.</param>
    /// <returns>What became of it.</returns>
    public LakeStepReport EndStep(TmdbStatistics? requests, LakeStepStatus? statusOverride, long titlesKept)
    {
        ref var step = ref _steps[_step];
        step = step with
        {
            Status = statusOverride
                ?? (step.Status == LakeStepStatus.Skipped ? LakeStepStatus.Skipped
                    : step.Failures > 0 || IsUnproved(step) ? LakeStepStatus.Failed
                    : LakeStepStatus.Succeeded),
            Duration = _clock.GetElapsedTime(_stepStarted),
            Requests = (requests?.Requests ?? 0) - _requestsBefore.Requests,
            Retries = (requests?.Retries ?? 0) - _requestsBefore.Retries,
            IncompleteRecords = (requests?.MissingParts.Records ?? 0) - _requestsBefore.Incomplete,
            TitlesKept = titlesKept,
        };
        return step;
    }

    /// <summary>Adds an exception that ends the run.</summary>
    /// <param name="exception">The exception.</param>
    /// <param name="stop">Stops the work that ended; what is canceled otherwise has failed.</param>
    public void AddException(Exception exception, CancellationToken stop)
    {
        _isEndedByException = WorkFailure.IsNeitherStopNorFatal(exception, stop);
        if (_isEndedByException)
        {
            Fail(_step < 0 ? null : _steps[_step].Step, WorkFailure.Of(exception));
        }

        if (_isEndedByException && _step >= 0)
        {
            _steps[_step] = _steps[_step] with { Status = LakeStepStatus.Failed };
        }
    }

    /// <summary>The report of what has happened so far.</summary>
    public LakeJobReport Report(LakeJobStatus status) => new()
    {
        Job = RunIdentity.Job,
        RunId = RunIdentity.RunId,
        Status = status,
        Lake = RunIdentity.Lake,
        Date = RunIdentity.Date,
        Started = RunIdentity.Started,
        Duration = _clock.GetElapsedTime(_started),
        Steps = [.. _steps],
        Failures = [.. _failures],
        WhatNext = Next(status),
    };

    /// <summary>The report of a run that does not come to its end: an exception has ended it, or it was canceled.</summary>
    public LakeJobReport ReportOfStop() => Report(_isEndedByException ? LakeJobStatus.Failed : LakeJobStatus.Canceled);

    // What was not proved is not called done.
    private static bool IsUnproved(LakeStepReport step) => step.Receipts.ContainsKey(nameof(ReceiptStatus.Unproved));

    private void Fail(string? name, DataLakeException error)
    {
        if (name is not null)
        {
            _steps[_step] = _steps[_step] with { Failures = _steps[_step].Failures + 1 };
        }

        var target = error.Target is IFormattable value ? value.ToString(null, CultureInfo.InvariantCulture) : error.Target?.ToString();
        _failures.Add(new LakeJobFailure(name, error.Error, error.Message, target, error.Advice.ToString()));
    }

    private string Next(LakeJobStatus status)
    {
        var again = string.Create(CultureInfo.InvariantCulture, $"run the same job again with the date {RunIdentity.Date:yyyy-MM-dd}{(_startsOver ? $" and without {JobRootReader.NoResume.Name}" : string.Empty)}: what is in the lake stays, and only what is missing is done");
        var skipped = _steps.Count(step => step.Status == LakeStepStatus.Skipped);
        return status switch
        {
            LakeJobStatus.Incomplete when _step < 0 => $"The time was up before the job began: {again}.",
            LakeJobStatus.Incomplete when _failures.Count > 0 => $"The time was up. See to the failures, and {again}.",
            LakeJobStatus.Incomplete => $"The time was up: {again}.",
            LakeJobStatus.Canceled => $"The run was stopped: {again}.",
            LakeJobStatus.Failed when HasOnlyUnknownIds && !_isEndedByException && HasUnproved =>
                $"The lake did not prove that it has all of what was sent. When what is Unproved can be read, {again}.",
            LakeJobStatus.Failed when HasOnlyUnknownIds && !_isEndedByException =>
                "Everything else is there. Take the ids that TMDB does not know out of the source, or leave them; running again changes nothing.",
            LakeJobStatus.Failed => $"See to the failures, and {again}.",
            _ when skipped > 0 => $"{Count.Of(skipped, "step")} skipped, {(skipped == 1 ? "with" : "each with")} its reason.",
            _ => "Nothing is left to do.",
        };
    }
}
