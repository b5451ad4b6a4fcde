using DataLakeTools.Core.Reporting;

namespace DataLakeTools.Pipeline;

/// <summary>Reports how far the reading of a large file is, a few times a second.</summary>
internal sealed class ReadingMeter(string name, IReporter reporter)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    private readonly long _started = TimeProvider.System.GetTimestamp();
    private TimeSpan _next = Interval;
    private bool _hasShown;

    public void Show(long done, long total)
    {
        var elapsed = TimeProvider.System.GetElapsedTime(_started);
        if (elapsed >= _next)
        {
            _next = elapsed + Interval;
            _hasShown = true;
            reporter.Progress(new ByteProgress("Checking", name, done, total, elapsed, IsCompleted: false));
        }
    }

    public void Complete()
    {
        if (_hasShown)
        {
            reporter.Progress(new ByteProgress("Checking", name, 1, 1, TimeProvider.System.GetElapsedTime(_started), IsCompleted: true));
        }
    }
}
