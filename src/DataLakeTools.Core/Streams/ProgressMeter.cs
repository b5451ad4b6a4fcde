using DataLakeTools.Core.Reporting;

namespace DataLakeTools.Core.Streams;

/// <summary>
/// Counts the bytes of one file from any thread, through all that is done to it, and reports at most five times a second and once when
/// the file is finished.
/// </summary>
internal sealed class ProgressMeter(string name, IReporter reporter, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    private string? _activity;
    private long _total;
    private long _started;
    private long _done;
    private long _lastReport;

    /// <summary>Begins the next that is done to the file, from its first byte. Nothing is added meanwhile.</summary>
    public void Begin(string activity, long total)
    {
        (_activity, _total, _started) = (activity, total, clock.GetTimestamp());
        _done = _lastReport = 0;
    }

    /// <summary>Adds bytes that were transferred, or, negative, bytes that have to be sent again.</summary>
    public void Add(int bytes)
    {
        var done = Interlocked.Add(ref _done, bytes);
        var elapsed = clock.GetElapsedTime(_started);
        var last = Interlocked.Read(ref _lastReport);
        if (elapsed.Ticks - last >= Interval.Ticks && Interlocked.CompareExchange(ref _lastReport, elapsed.Ticks, last) == last)
        {
            Report(done, isCompleted: false);
        }
    }

    /// <summary>Reports completion, also after a failure, so that no progress bar remains.</summary>
    public void Dispose()
    {
        if (_activity is not null)
        {
            Report(Interlocked.Read(ref _done), isCompleted: true);
        }
    }

    private void Report(long done, bool isCompleted) => reporter.Progress(new ByteProgress(_activity!, name, done, _total, clock.GetElapsedTime(_started), isCompleted));
}
