using System.Globalization;
using System.Management.Automation;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Reporting;

namespace DataLakeTools.Pipeline;

/// <summary>
/// The progress of one cmdlet: a bar for every file that takes a while, and, with more than one file, a bar above them
/// for all files. Files that are finished at once have no bar, so that many small files cost nothing.
/// </summary>
/// <param name="clock">Paces the bar of all.</param>
internal sealed class ProgressBars(TimeProvider clock)
{
    private const int All = 1;
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    private readonly Dictionary<string, ProgressRecord> _shown = new(StringComparer.Ordinal);
    private readonly HashSet<string> _files = new(StringComparer.Ordinal);
    private readonly long _started = clock.GetTimestamp();
    private int _lastId = All;
    private int _done;
    private long _bytes;
    private TimeSpan _next = Interval;
    private bool _isAllShown;

    /// <summary>The progress records to show for a report; often none.</summary>
    public IEnumerable<ProgressRecord> For(ByteProgress progress)
    {
        _files.Add(progress.Name);
        if (progress.IsCompleted)
        {
            _done++;
            _bytes += progress.BytesDone;
        }

        var elapsed = clock.GetElapsedTime(_started);
        if (_files.Count > 1 && elapsed >= _next)
        {
            _next = elapsed + Interval;
            _isAllShown = true;
            yield return OfAll(progress.Activity, elapsed);
        }

        if (Bar(progress.Name, progress.IsCompleted, id => OfFile(id, progress)) is { } bar)
        {
            yield return bar;
        }
    }

    /// <summary>The progress records to show for a report of records. The bar of all files is removed, because a job that does something else has finished them.</summary>
    public IEnumerable<ProgressRecord> For(RecordProgress progress)
    {
        if (EndBarOfAll() is { } end)
        {
            yield return end;
        }

        if (Bar(progress.Activity, progress.IsCompleted, id => OfRecords(id, progress)) is { } bar)
        {
            yield return bar;
        }
    }

    /// <summary>The progress records to show for a report of work in steps, which removes the bar of all files likewise.</summary>
    public IEnumerable<ProgressRecord> For(StepProgress progress)
    {
        if (EndBarOfAll() is { } end)
        {
            yield return end;
        }

        if (Bar(progress.Activity, progress.IsCompleted, id => OfSteps(id, progress)) is { } bar)
        {
            yield return bar;
        }
    }

    /// <summary>The progress records that remove the remaining bars.</summary>
    public IEnumerable<ProgressRecord> End()
    {
        foreach (var bar in _shown.Values)
        {
            yield return Ended(bar.ActivityId, bar.Activity);
        }

        _shown.Clear();
        if (EndBarOfAll() is { } end)
        {
            yield return end;
        }
    }

    private ProgressRecord? EndBarOfAll()
    {
        var end = _isAllShown ? Ended(All, "Files") : null;
        _isAllShown = false;
        return end;
    }

    private static ProgressRecord Ended(int id, string activity) => new(id, activity, "Done") { RecordType = ProgressRecordType.Completed };

    private ProgressRecord? Bar(string name, bool isCompleted, Func<int, ProgressRecord> make)
    {
        if (isCompleted)
        {
            return _shown.Remove(name, out var old) ? Ended(old.ActivityId, old.Activity) : null;
        }

        var bar = make(_shown.TryGetValue(name, out var shown) ? shown.ActivityId : ++_lastId);
        _shown[name] = bar;
        return bar;
    }

    private ProgressRecord OfAll(string activity, TimeSpan elapsed) => new(
        All,
        $"{activity} files",
        $"{_done} done, {_shown.Count} under way, {HumanSize.Of(_bytes)}, {HumanSize.RateOf(elapsed > TimeSpan.Zero ? _bytes / elapsed.TotalSeconds : 0)}");

    private ProgressRecord OfFile(int id, ByteProgress progress) => new(
        id,
        PlainText.Of($"{progress.Activity} {progress.Name}"),
        $"{HumanSize.Of(progress.BytesDone)} of {HumanSize.Of(progress.BytesTotal)}, {HumanSize.RateOf(progress.BytesPerSecond)}")
    {
        ParentActivityId = _isAllShown ? All : -1,
        PercentComplete = progress.Percent,
        SecondsRemaining = Seconds(progress.Remaining),
    };

    private static ProgressRecord OfRecords(int id, RecordProgress progress)
    {
        var of = progress.Expected > 0 ? string.Create(CultureInfo.InvariantCulture, $" of about {Math.Max(progress.Done, progress.Expected.Value):N0}") : string.Empty;
        var rate = progress.Pause is { } pause
            ? string.Create(CultureInfo.InvariantCulture, $"waiting {pause.TotalSeconds:0} s, too many requests")
            : string.Create(CultureInfo.InvariantCulture, $"{progress.PerSecond:0.0}/s");
        return new(id, PlainText.Of(progress.Activity), string.Create(CultureInfo.InvariantCulture, $"{progress.Done:N0}{of}, {rate}"))
        {
            PercentComplete = progress.Percent ?? -1,
            SecondsRemaining = Seconds(progress.Remaining),
        };
    }

    private static ProgressRecord OfSteps(int id, StepProgress progress) => new(
        id, PlainText.Of(progress.Activity), PlainText.Of(string.Create(CultureInfo.InvariantCulture, $"{progress.Current}; {Count.Of(progress.Rows, "row")}, {progress.Done} of {progress.Total} done")))
    {
        PercentComplete = progress.Percent,
        SecondsRemaining = Seconds(progress.Remaining),
    };

    private static int Seconds(TimeSpan? left) => left is { } time ? (int)Math.Min(int.MaxValue, time.TotalSeconds) : -1;
}
