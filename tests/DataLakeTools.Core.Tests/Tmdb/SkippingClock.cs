namespace DataLakeTools.Core.Tests.Tmdb;

/// <summary>A clock that does not wait: whoever waits for a time makes it that time. Times beyond ten minutes never come.</summary>
internal sealed class SkippingClock : TimeProvider
{
    private static readonly DateTimeOffset Start = new(2026, 5, 2, 0, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Never = TimeSpan.FromMinutes(10);
    private readonly Lock _lock = new();
    private TimeSpan _elapsed;

    /// <summary>Timers of exactly this length never come: they limit real work.</summary>
    public TimeSpan RealTimeout { get; init; } = new Core.Tmdb.Wire.TmdbClientOptions().RequestTimeout;

    public TimeSpan Elapsed
    {
        get
        {
            lock (_lock)
            {
                return _elapsed;
            }
        }
    }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Elapsed.Ticks;

    public override DateTimeOffset GetUtcNow() => Start + Elapsed;

    public void Advance(TimeSpan time)
    {
        lock (_lock)
        {
            _elapsed += time;
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime >= TimeSpan.Zero && dueTime < Never && dueTime != RealTimeout)
        {
            Advance(dueTime);
            ThreadPool.QueueUserWorkItem(_ => callback(state));
        }

        return new Timer();
    }

    private sealed class Timer : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
