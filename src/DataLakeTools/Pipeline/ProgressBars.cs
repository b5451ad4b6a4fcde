using System.Management.Automation;
using DataLakeTools.Core.Reporting;
using DataLakeTools.Formatting;

namespace DataLakeTools.Pipeline;

/// <summary>
/// The progress of one cmdlet: a bar for every file that takes a while, and, as soon as there is more than one file, one
/// above them that tells of all. What is over at once shows no bar of its own, so that many small files cost nothing.
/// </summary>
/// <param name="clock">Paces the bar of all.</param>
internal sealed class ProgressBars(TimeProvider clock)
{
    private const int All = 1;
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    private readonly Dictionary<string, int> _shown = new(StringComparer.Ordinal);
    private readonly HashSet<string> _files = new(StringComparer.Ordinal);
    private readonly long _started = clock.GetTimestamp();
    private int _lastId = All;
    private int _done;
    private long _bytes;
    private TimeSpan _next = Interval;
    private bool _isAllShown;

    /// <summary>What to show for a report; often nothing.</summary>
    public IEnumerable<ProgressRecord> For(TransferProgress progress)
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

        if (progress.IsCompleted)
        {
            if (_shown.Remove(progress.Name, out var old))
            {
                yield return OfFile(old, progress);
            }

            yield break;
        }

        if (!_shown.TryGetValue(progress.Name, out var id))
        {
            _shown[progress.Name] = id = ++_lastId;
        }

        yield return OfFile(id, progress);
    }

    /// <summary>What takes the bar of all away; nothing when there is none.</summary>
    public ProgressRecord? End() => _isAllShown ? new ProgressRecord(All, "Files", "Done") { RecordType = ProgressRecordType.Completed } : null;

    private ProgressRecord OfAll(string activity, TimeSpan elapsed) => new(
        All,
        $"{activity} files",
        $"{_done} done, {_shown.Count} under way, {HumanSize.Of(_bytes)}, {HumanSize.RateOf(elapsed > TimeSpan.Zero ? _bytes / elapsed.TotalSeconds : 0)}");

    private ProgressRecord OfFile(int id, TransferProgress progress) => new(
        id,
        PlainText.Of($"{progress.Activity} {progress.Name}"),
        $"{HumanSize.Of(progress.BytesDone)} of {HumanSize.Of(progress.BytesTotal)}, {HumanSize.RateOf(progress.BytesPerSecond)}")
    {
        ParentActivityId = _isAllShown ? All : -1,
        PercentComplete = progress.Percent,
        SecondsRemaining = progress.Remaining is { } left ? (int)Math.Min(int.MaxValue, left.TotalSeconds) : -1,
        RecordType = progress.IsCompleted ? ProgressRecordType.Completed : ProgressRecordType.Processing,
    };
}
