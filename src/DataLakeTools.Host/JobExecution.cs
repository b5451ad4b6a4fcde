using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Jobs.Documents;
using DataLakeTools.Core.Jobs.Logging;
using DataLakeTools.Core.Jobs.Reports;
using DataLakeTools.Core.Jobs.Runs;
using DataLakeTools.DuckDb;

namespace DataLakeTools.Host;

/// <summary>Runs a job to its end or to its deadline, writes every result to the log, and sums up.</summary>
/// <param name="log">The log.</param>
/// <param name="clock">Dates, durations and the deadline.</param>
/// <param name="words">What advice calls settings and tasks.</param>
/// <param name="mostErrors">How many errors the summary holds at most.</param>
internal sealed class JobExecution(ILog log, TimeProvider clock, AdviceWords words, int mostErrors = int.MaxValue)
{
    private readonly RunTally _tally = new(words, mostErrors);
    private readonly long _begun = clock.GetTimestamp();
    private LakeJobReport? _report;

    /// <summary>Called with every result when it arrives.</summary>
    public Func<LakeJobEvent, Task> OnResult { get; init; } = static _ => Task.CompletedTask;

    /// <summary>When the run has to be over, if it has to.</summary>
    public DateTimeOffset? Deadline { get; init; }

    /// <summary>What was done so far.</summary>
    public RunSummary Summary
    {
        get
        {
            var isWhole = _report is not null && _report.Status != LakeJobStatus.Incomplete;
            return new RunSummary
            {
                Status = !isWhole ? RunStatus.Incomplete : _tally.Failed + _tally.Unproved > 0 ? RunStatus.Failed : RunStatus.Succeeded,
                Message = isWhole ? _tally.ToString() : $"{_report?.WhatNext ?? "The time was up before the job began: run it again."} So far: {_tally}",
                Job = _report?.Job,
                RunId = _report?.RunId,
                Lake = _report?.Lake,
                Date = _report?.Date,
                Report = _report?.Address,
                WhatNext = _report?.WhatNext,
                Counts = _tally.Counts,
                Records = _tally.Records,
                Bytes = _tally.Bytes,
                BytesSent = _tally.BytesSent,
                Skipped = _tally.Skipped,
                Failed = _tally.Failed,
                IsPermanent = _tally.IsPermanent,
                Milliseconds = (long)clock.GetElapsedTime(_begun).TotalMilliseconds,
                Errors = _tally.Failed > 0 ? _tally.Errors : null,
            };
        }
    }

    /// <summary>Runs a job; several go into one summary.</summary>
    /// <param name="job">What to do.</param>
    /// <param name="options">What the call sets beside the document.</param>
    /// <param name="isHandledByCaller">Whether the caller handles a result by itself; it is then left out of the log and the summary.</param>
    /// <param name="cancellationToken">Stops it with an OperationCanceledException; the summary is then not that of a run that has ended.</param>
    /// <exception cref="DataLakeException">The job cannot be begun.</exception>
    public async Task RunAsync(LakeJob job, LakeJobRunOptions options, Func<LakeJobEvent, bool>? isHandledByCaller, CancellationToken cancellationToken)
    {
        using var telemetry = Telemetry.Start();
        var complete = options with { Deadline = Deadline, Engine = static model => DuckDbEngine.For(model) };
        await foreach (var result in new LakeJobRunner(new LogReporter(log), clock).RunAsync(job, complete, cancellationToken))
        {
            _report = result.Report;
            if (isHandledByCaller?.Invoke(result) == true)
            {
                continue;
            }

            _tally.Add(result);
            if (ResultLine.EntryOf(result) is { } entry)
            {
                log.Write(entry);
            }

            await OnResult(result);
        }
    }
}
