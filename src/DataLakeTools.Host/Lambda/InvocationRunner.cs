using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Jobs.Documents;
using DataLakeTools.Core.Jobs.Logging;
using DataLakeTools.Core.Jobs.Reports;
using DataLakeTools.Core.Jobs.Runs;

namespace DataLakeTools.Host.Lambda;

/// <summary>Runs the job of one invocation.</summary>
/// <param name="settings">The settings of the function.</param>
/// <param name="token">Reads the TMDB token; null where it is kept nowhere.</param>
/// <param name="clock">The clock.</param>
internal sealed class InvocationRunner(LambdaSettings settings, TokenReader? token, TimeProvider clock)
{
    // Step Functions limits the answer to 256 KB. The report in the lake has all errors.
    private const int MaxErrorsAnswered = 20;

    /// <summary>Runs it.</summary>
    /// <param name="invocation">The invocation.</param>
    /// <param name="log">Its log.</param>
    /// <param name="stop">Lambda ends the process.</param>
    /// <exception cref="DataLakeException">The job cannot be begun.</exception>
    public async Task<RunSummary> RunAsync(Invocation invocation, ILog log, CancellationToken stop)
    {
        var left = invocation.Deadline - clock.GetUtcNow();
        var margin = settings.Margin.Of(left);
        using var end = new CancellationTokenSource(NotNegative(left - (margin / 3)), clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(end.Token, stop);
        var asked = JobEvent.Parse(invocation.Event);
        var execution = new JobExecution(log, clock, AdviceWords.OfJobDocument, MaxErrorsAnswered) { Deadline = invocation.Deadline - margin };
        try
        {
            await RunAsync(asked, execution, log, either.Token);
        }
        catch (OperationCanceledException) when (either.IsCancellationRequested)
        {
            // Canceled before the run ended by itself; the summary says incomplete.
        }

        return execution.Summary;
    }

    private async Task RunAsync(JobEvent asked, JobExecution execution, ILog log, CancellationToken cancellationToken)
    {
        var (job, baseFolder) = await new JobFinder(settings.Package, new LogReporter(log)).FindAsync(asked, asked.Lake ?? settings.Lake, cancellationToken);
        job = job.SelectSteps(asked.Steps);
        var runOptions = new LakeJobRunOptions
        {
            BaseFolder = baseFolder,
            CurrentFolder = settings.Package,
            Lake = asked.Lake,
            Date = asked.Date,
            Name = asked.Job?.Identity,
        };
        await (token is not null && job.Steps.Any(step => step is FetchStep)
            ? RunWithTokenAsync(token, execution, job, runOptions, cancellationToken)
            : execution.RunAsync(job, runOptions, isHandledByCaller: null, cancellationToken));
    }

    // The cached token may have been rotated since; the steps that TMDB refused then run again with the new one, and with them
    // those behind them that make and test tables of what they bring.
    private static async Task RunWithTokenAsync(TokenReader token, JobExecution execution, LakeJob job, LakeJobRunOptions runOptions, CancellationToken cancellationToken)
    {
        var refused = new HashSet<string>(StringComparer.Ordinal);
        var tables = job.Steps.OfType<TableStep>().Select(step => step.Name).ToHashSet(StringComparer.Ordinal);
        var isKept = token.IsKept;
        await execution.RunAsync(await WithTokenAsync(token, job, cancellationToken), runOptions, IsRefused, cancellationToken);
        if (!isKept || refused.Count == 0)
        {
            return;
        }

        isKept = false;
        var again = job with { Steps = [.. job.Steps.SkipWhile(step => !refused.Contains(step.Name)).Where(step => refused.Contains(step.Name) || step is TableStep)] };
        await execution.RunAsync(await WithTokenAsync(token, again, cancellationToken), runOptions, IsRefused, cancellationToken);

        bool IsRefused(LakeJobEvent result)
        {
            if (result.Error?.Error != DataLakeError.TmdbUnauthorized)
            {
                return isKept && refused.Count > 0 && tables.Contains(result.Step);
            }

            token.Forget();
            refused.Add(result.Step);
            return isKept;
        }
    }

    private static async Task<LakeJob> WithTokenAsync(TokenReader token, LakeJob job, CancellationToken cancellationToken) =>
        job with { Tmdb = job.Tmdb with { Token = await token.ReadAsync(cancellationToken) } };

    private static TimeSpan NotNegative(TimeSpan time) => time > TimeSpan.Zero ? time : TimeSpan.Zero;
}
