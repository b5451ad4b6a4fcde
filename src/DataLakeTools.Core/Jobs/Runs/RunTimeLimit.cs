using System.Runtime.CompilerServices;

namespace DataLakeTools.Core.Jobs.Runs;

/// <summary>
/// The time limit of a run. In the last quarter of the time, at most 30 seconds, the run starts no new work and only finishes
/// what it has. In the last third of that it cancels what is still running, so that time is left for the report.
/// </summary>
internal sealed class RunTimeLimit : IDisposable
{
    private static readonly TimeSpan MaxClosingTime = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan MinReportTime = TimeSpan.FromSeconds(1);

    private readonly DateTimeOffset? _deadline;
    private readonly TimeProvider _clock;
    private readonly CancellationToken _caller;
    private readonly CancellationTokenSource _closing;
    private readonly CancellationTokenSource _over;
    private readonly CancellationTokenSource _newWork;
    private readonly CancellationTokenSource _runningWork;

    public RunTimeLimit(DateTimeOffset? deadline, TimeProvider clock, CancellationToken caller)
    {
        _deadline = deadline;
        _clock = clock;
        _caller = caller;
        var left = Total = deadline is { } end ? end - clock.GetUtcNow() : TimeSpan.MaxValue;
        var closing = left < MaxClosingTime * 4 ? left / 4 : MaxClosingTime;
        _closing = After(deadline is null ? null : left - closing, clock);
        _over = After(deadline is null ? null : left - (closing / 3), clock);
        _newWork = CancellationTokenSource.CreateLinkedTokenSource(caller, _closing.Token, _over.Token);
        _runningWork = CancellationTokenSource.CreateLinkedTokenSource(caller, _over.Token);
    }

    /// <summary>How long the run may take in all.</summary>
    public TimeSpan Total { get; }

    /// <summary>Whether no more than a quarter of it has passed.</summary>
    public bool HasMostTimeLeft => _deadline is not { } end || end - _clock.GetUtcNow() >= Total * 0.75;

    /// <summary>Canceled when no new work may start.</summary>
    public CancellationToken NewWorkToken => _newWork.Token;

    /// <summary>Canceled when running work has to end.</summary>
    public CancellationToken RunningWorkToken => _runningWork.Token;

    /// <summary>Whether no new work starts because the time is up; false where the caller canceled the run.</summary>
    public bool IsTimeUp => (_closing.IsCancellationRequested || _over.IsCancellationRequested) && !_caller.IsCancellationRequested;

    /// <summary>How long the report may take to be written; null where nothing limits it.</summary>
    public TimeSpan? TimeToReport
    {
        get
        {
            if (_deadline is not { } end)
            {
                return null;
            }

            var left = end - _clock.GetUtcNow();
            return left < MinReportTime ? MinReportTime : left;
        }
    }

    /// <summary>Results until the time is up.</summary>
    /// <typeparam name="T">The type of a result.</typeparam>
    /// <param name="results">All of them.</param>
    /// <param name="onTimeUp">Called when they end because the time is up.</param>
    /// <param name="token"><see cref="NewWorkToken"/> or <see cref="RunningWorkToken"/>.</param>
    public async IAsyncEnumerable<T> UntilTimeIsUp<T>(IAsyncEnumerable<T> results, Action onTimeUp, [EnumeratorCancellation] CancellationToken token)
    {
        var all = results.GetAsyncEnumerator(token);
        await using (all.ConfigureAwait(false))
        {
            while (true)
            {
                try
                {
                    if (!await all.MoveNextAsync().ConfigureAwait(false))
                    {
                        yield break;
                    }
                }
                catch (OperationCanceledException) when (IsTimeUp)
                {
                    onTimeUp();
                    yield break;
                }

                yield return all.Current;
            }
        }
    }

    public void Dispose()
    {
        _newWork.Dispose();
        _runningWork.Dispose();
        _closing.Dispose();
        _over.Dispose();
    }

    private static CancellationTokenSource After(TimeSpan? delay, TimeProvider clock)
    {
        if (delay is not { } time || time > LakeJobRunOptions.MaxTimeLimit)
        {
            return new CancellationTokenSource();
        }

        if (time > TimeSpan.Zero)
        {
            return new CancellationTokenSource(time, clock);
        }

        var passed = new CancellationTokenSource();
        passed.Cancel();
        return passed;
    }
}
