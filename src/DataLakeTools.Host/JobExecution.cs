using DataLakeTools.Core.Jobs;
using DataLakeTools.Host.Logging;
using DataLakeTools.Host.Output;

namespace DataLakeTools.Host;

/// <summary>Runs a job to its end or to its deadline, writes every result to the log, and reports.</summary>
/// <param name="log">The log.</param>
/// <param name="clock">Dates, durations and the deadline.</param>
internal sealed class JobExecution(ILog log, TimeProvider clock)
{
    /// <summary>Is told of every result as it comes.</summary>
    public Func<LakeJobResult, Task> OnResult { get; init; } = static _ => Task.CompletedTask;

    /// <summary>When the run has to stop, if it has to.</summary>
    public DateTimeOffset? Deadline { get; init; }

    /// <summary>Runs a job.</summary>
    /// <param name="job">What to do.</param>
    /// <param name="run">How.</param>
    /// <param name="cancellationToken">Stops it; that is no end of its own.</param>
    /// <exception cref="Core.Errors.DataLakeException">The job cannot be begun.</exception>
    public async Task<RunReport> RunAsync(LakeJob job, LakeJobRun run, CancellationToken cancellationToken)
    {
        var tally = new RunTally();
        var begun = clock.GetTimestamp();
        LakeJobReport? report = null;
        await foreach (var result in new LakeJobRunner(new LogReporter(log), clock).RunAsync(job, run with { Deadline = Deadline }, cancellationToken))
        {
            report = result.Report;
            tally.Add(result);
            if (ResultLine.EntryOf(result) is { } entry)
                log.Write(entry);

            await OnResult(result);
        }

        var isWhole = report?.Status != LakeJobStatus.Incomplete;
        return new RunReport
        {
            Status = !isWhole ? RunStatus.Incomplete : tally.Failed > 0 ? RunStatus.Failed : RunStatus.Succeeded,
            Message = isWhole ? tally.ToString() : $"{report!.NextStep} So far: {tally}",
            Tally = tally,
            Job = report?.Job,
            Duration = clock.GetElapsedTime(begun),
        };
    }
}
