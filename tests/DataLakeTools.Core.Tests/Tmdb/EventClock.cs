namespace DataLakeTools.Core.Tests.Tmdb;

/// <summary>A clock that goes from one event to the next, in the order of their times, and takes no time itself.</summary>
internal sealed class EventClock : TimeProvider
{
    private readonly PriorityQueue<Action, (TimeSpan Time, int Number)> _events = new();
    private int _count;

    public TimeSpan Elapsed { get; private set; }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Elapsed.Ticks;

    public void After(TimeSpan time, Action action) => _events.Enqueue(action, (Elapsed + time, _count++));

    /// <summary>Until nothing is to come.</summary>
    public void Run()
    {
        while (_events.TryDequeue(out var action, out var at))
        {
            Elapsed = at.Time;
            action();
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        After(dueTime, () => callback(state));
        return new Timer();
    }

    // Nobody stops or changes what waits for this clock.
    private sealed class Timer : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => false;

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
