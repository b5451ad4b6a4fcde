using System.Globalization;
using System.Management.Automation;

namespace DataLakeTools.Pipeline;

/// <summary>The progress of records that come one by one: how many, of how many, how fast, how long still. Five times a second at most.</summary>
/// <param name="activity">What is going on.</param>
/// <param name="clock">Paces the bar.</param>
internal sealed class RecordBar(string activity, TimeProvider clock)
{
    private const int Id = 1;
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    private readonly long _started = clock.GetTimestamp();
    private int _count;
    private TimeSpan _next = Interval;
    private bool _isShown;

    /// <summary>What to show for one record more; often nothing.</summary>
    /// <param name="expected">About how many there will be; null where nobody knows.</param>
    public ProgressRecord? Next(int? expected)
    {
        _count++;
        var elapsed = clock.GetElapsedTime(_started);
        if (elapsed < _next)
        {
            return null;
        }

        _next = elapsed + Interval;
        _isShown = true;
        var rate = _count / elapsed.TotalSeconds;
        var of = expected > 0 ? string.Create(CultureInfo.InvariantCulture, $" of about {Math.Max(_count, expected.Value):N0}") : string.Empty;
        var record = new ProgressRecord(Id, activity, string.Create(CultureInfo.InvariantCulture, $"{_count:N0}{of}, {rate:0.0}/s"));
        if (expected is { } all && all > 0)
        {
            record.PercentComplete = (int)Math.Min(100, 100L * _count / all);
            record.SecondsRemaining = (int)Math.Min(int.MaxValue, Math.Max(0, all - _count) / rate);
        }

        return record;
    }

    /// <summary>What takes the bar away; nothing when there is none.</summary>
    public ProgressRecord? End()
    {
        var end = _isShown ? new ProgressRecord(Id, activity, "Done") { RecordType = ProgressRecordType.Completed } : null;
        _isShown = false;
        return end;
    }
}
