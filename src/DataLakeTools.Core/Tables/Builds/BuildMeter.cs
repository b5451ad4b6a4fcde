using DataLakeTools.Core.Reporting;

namespace DataLakeTools.Core.Tables.Builds;

/// <summary>
/// Tells which tables a build is at, how many rows it has read and written, and how much is left. Raw folders are typed first, several at
/// a time, and measured by their bytes; the Refined tables come after them and are counted. Thread-safe.
/// </summary>
internal sealed class BuildMeter(IReporter reporter, TimeProvider clock)
{
    private const string Activity = "Building tables";

    // Of folders or of Refined tables, what has to be done before it tells how long the others take.
    private const double EnoughToEstimate = 0.1;

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    private readonly Lock _lock = new();
    private readonly List<BuildStep> _underWay = [];
    private string _current = string.Empty;
    private int _typedSteps;
    private long _bytes;
    private long _bytesOfDone;
    private int _refinedSteps;
    private int _refinedDone;
    private int _done;
    private long _rows;
    private (long At, double Bytes)? _firstRows;
    private long? _refinedStarted;
    private long? _reported;

    /// <summary>Sets what is to be made, before any of it has begun.</summary>
    /// <param name="folders">The raw folders.</param>
    /// <param name="refined">How many Refined tables have to be made, and how many tested, if there is any such folder.</param>
    public void Expect(IReadOnlyCollection<RawFolder> folders, int refined)
    {
        (_typedSteps, _bytes) = (folders.Count, folders.Sum(folder => folder.State.Bytes));
        ExpectRefined(folders.Count > 0 ? refined : 0);
    }

    /// <summary>Sets how many Refined tables are made, and how many are tested after them.</summary>
    public void ExpectRefined(int steps) => _refinedSteps = steps;

    /// <summary>Begins to type a raw folder.</summary>
    /// <param name="table">The table that it becomes, or its first.</param>
    /// <param name="folder">The folder.</param>
    public BuildStep BeginTyping(string table, RawFolder folder)
    {
        var step = new BuildStep(table, folder.State.Bytes);
        lock (_lock)
        {
            Begin(step);
        }

        return step;
    }

    /// <summary>Begins to make or to test a Refined table.</summary>
    /// <param name="what">The table, or what is done to it.</param>
    public BuildStep BeginRefined(string what)
    {
        var step = new BuildStep(what, size: 0);
        lock (_lock)
        {
            _refinedStarted ??= clock.GetTimestamp();
            Begin(step);
        }

        return step;
    }

    /// <summary>Names the table that a step is at from now on; often it is the same.</summary>
    public void Name(BuildStep step, string table)
    {
        lock (_lock)
        {
            if (step.Name != table)
            {
                step.Name = table;
                Report();
            }
        }
    }

    /// <summary>Adds bytes of its folder that a step has checked.</summary>
    public void AddChecked(BuildStep step, long bytes)
    {
        lock (_lock)
        {
            step.AddChecked(bytes);
            ReportAtTimes();
        }
    }

    /// <summary>Adds rows that were read or written, and the bytes of its folder that a step has typed with them.</summary>
    public void Add(BuildStep step, long rows, double bytes = 0)
    {
        lock (_lock)
        {
            _rows += rows;
            step.AddTyped(bytes);
            _firstRows ??= (clock.GetTimestamp(), Typed);
            ReportAtTimes();
        }
    }

    /// <summary>Ends a step that is done.</summary>
    public void End(BuildStep step)
    {
        lock (_lock)
        {
            _underWay.Remove(step);
            _done++;
            _bytesOfDone += step.Size;
            _refinedDone += _refinedStarted is null ? 0 : 1;
            Report();
        }
    }

    /// <summary>Ends the progress, also after a failure.</summary>
    public void Complete()
    {
        if (_reported is not null)
        {
            reporter.Progress(new StepProgress(Activity, string.Empty, _done, _typedSteps + _refinedSteps, IsCompleted: true) { Rows = _rows });
        }
    }

    private double Typed => _bytesOfDone + _underWay.Sum(step => step.Typed);

    private void Begin(BuildStep step)
    {
        _underWay.Add(step);
        Report();
    }

    private void ReportAtTimes()
    {
        if (_reported is not { } last || clock.GetElapsedTime(last) >= Interval)
        {
            Report();
        }
    }

    // In the lock, so that no report is overtaken by an earlier one. Between steps the last name stays.
    private void Report()
    {
        _reported = clock.GetTimestamp();
        _current = _underWay.Count > 0 ? string.Join(", ", _underWay.Select(step => step.Name).Distinct(StringComparer.Ordinal)) : _current;
        reporter.Progress(new StepProgress(Activity, _current, _done, _typedSteps + _refinedSteps, IsCompleted: false)
        {
            UnderWay = _underWay.Sum(step => step.Share),
            Rows = _rows,
            Remaining = Remaining(),
        });
    }

    // How long Refined tables take cannot be told by raw folders. These go by what came after the first rows: what was checked, or
    // brought here, before them says nothing of the rest.
    private TimeSpan? Remaining()
    {
        var (since, done, left) = _refinedStarted is { } refined ? (refined, _refinedDone, _refinedSteps - _refinedDone)
            : _refinedSteps == 0 && _firstRows is { } first ? (first.At, Typed - first.Bytes, _bytes - Typed)
            : (0, 0.0, 0.0);
        return done > 0 && done / (done + left) >= EnoughToEstimate ? clock.GetElapsedTime(since) * (left / done) : null;
    }
}
