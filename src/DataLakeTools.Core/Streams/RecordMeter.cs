using DataLakeTools.Core.Reporting;

namespace DataLakeTools.Core.Streams;

/// <summary>Counts records and reports at most five times a second.</summary>
/// <param name="activity">The activity, for display.</param>
/// <param name="show">Receives the reports.</param>
/// <param name="clock">The clock.</param>
public sealed class RecordMeter(string activity, Action<RecordProgress> show, TimeProvider clock)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    private readonly long _started = clock.GetTimestamp();
    private long _done;
    private TimeSpan _next = Interval;
    private volatile bool _isShown;

    /// <summary>Counts one record.</summary>
    /// <param name="expected">About how many there will be; null if unknown.</param>
    public void Add(long? expected)
    {
        var done = Interlocked.Increment(ref _done);
        var elapsed = clock.GetElapsedTime(_started);
        if (elapsed >= _next)
        {
            _next = elapsed + Interval;
            _isShown = true;
            show(new RecordProgress(activity, done, expected, elapsed, IsCompleted: false));
        }
    }

    /// <summary>The report of a pause that the source asks for, which the caller shows at once; from any thread.</summary>
    /// <param name="pause">How long it is.</param>
    public RecordProgress Paused(TimeSpan pause)
    {
        _isShown = true;
        return new RecordProgress(activity, Interlocked.Read(ref _done), Expected: null, clock.GetElapsedTime(_started), IsCompleted: false) { Pause = pause };
    }

    /// <summary>Reports completion if anything was reported before.</summary>
    public void End()
    {
        if (_isShown)
        {
            _isShown = false;
            show(new RecordProgress(activity, _done, _done, clock.GetElapsedTime(_started), IsCompleted: true));
        }
    }
}
