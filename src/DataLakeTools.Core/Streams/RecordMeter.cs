using DataLakeTools.Core.Reporting;

namespace DataLakeTools.Core.Streams;

/// <summary>Counts records that come one by one and reports now and then, five times a second at most.</summary>
/// <param name="activity">What is going on.</param>
/// <param name="show">Is given the reports.</param>
/// <param name="clock">Paces them.</param>
public sealed class RecordMeter(string activity, Action<RecordProgress> show, TimeProvider clock)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    private readonly long _started = clock.GetTimestamp();
    private long _done;
    private TimeSpan _next = Interval;
    private bool _isShown;

    /// <summary>Notes one record more.</summary>
    /// <param name="expected">About how many there will be; null where nobody knows.</param>
    public void Add(long? expected)
    {
        _done++;
        var elapsed = clock.GetElapsedTime(_started);
        if (elapsed >= _next)
        {
            _next = elapsed + Interval;
            _isShown = true;
            show(new RecordProgress(activity, _done, expected, elapsed, IsCompleted: false));
        }
    }

    /// <summary>Says that this was all, however it ended; nothing where nothing was reported.</summary>
    public void End()
    {
        if (_isShown)
        {
            _isShown = false;
            show(new RecordProgress(activity, _done, _done, clock.GetElapsedTime(_started), IsCompleted: true));
        }
    }
}
