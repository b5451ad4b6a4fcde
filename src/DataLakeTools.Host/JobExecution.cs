using System.Diagnostics;
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
        var isWhole = true;
        using var deadline = DeadlineSource();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            await foreach (var result in new LakeJobRunner(new LogReporter(log), clock).RunAsync(job, run, either.Token))
            {
                tally.Add(result);
                if (ResultLine.EntryOf(result) is { } entry)
                    log.Write(entry);

                await OnResult(result);
            }
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            isWhole = false;
        }

        return new RunReport
        {
            Status = !isWhole ? RunStatus.Incomplete : tally.Failed > 0 ? RunStatus.Failed : RunStatus.Succeeded,
            Message = isWhole ? tally.ToString() : $"There was no more time; the same run again goes on. So far: {tally}",
            Tally = tally,
            Duration = clock.GetElapsedTime(begun),
        };
    }

    private CancellationTokenSource DeadlineSource()
    {
        if (Deadline is not { } deadline)
            return new CancellationTokenSource();

        var left = deadline - clock.GetUtcNow();
        return new CancellationTokenSource(left > TimeSpan.Zero ? left : TimeSpan.Zero, clock);
    }
}
