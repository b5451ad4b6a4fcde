using DataLakeTools.Core.Reporting;

namespace DataLakeTools.Core.Streams;

/// <summary>Counts bytes from any thread and reports at most five times a second.</summary>
internal sealed class ProgressMeter(string activity, string name, long total, IReporter reporter, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    private readonly long _started = clock.GetTimestamp();
    private long _done;
    private long _lastReport;

    /// <summary>Adds bytes that were transferred, or, negative, bytes that have to be sent again.</summary>
    public void Add(int bytes)
    {
        var done = Interlocked.Add(ref _done, bytes);
        var elapsed = clock.GetElapsedTime(_started);
        var last = Interlocked.Read(ref _lastReport);
        if (elapsed.Ticks - last >= Interval.Ticks && Interlocked.CompareExchange(ref _lastReport, elapsed.Ticks, last) == last)
        {
            reporter.Progress(new ByteProgress(activity, name, done, total, elapsed, IsCompleted: false));
        }
    }

    /// <summary>Reports completion, also after a failure, so that no progress bar remains.</summary>
    public void Dispose() =>
        reporter.Progress(new ByteProgress(activity, name, Interlocked.Read(ref _done), total, clock.GetElapsedTime(_started), IsCompleted: true));
}
