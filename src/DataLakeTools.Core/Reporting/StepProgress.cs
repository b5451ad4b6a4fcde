namespace DataLakeTools.Core.Reporting;

/// <summary>The progress of work that consists of steps of different length.</summary>
/// <param name="Activity">The activity, for example <c>Building tables</c>.</param>
/// <param name="Current">What is under way, for example the names of tables.</param>
/// <param name="Done">The steps that are done.</param>
/// <param name="Total">How many there are.</param>
/// <param name="IsCompleted">Whether this is the last report of it.</param>
public readonly record struct StepProgress(string Activity, string Current, int Done, int Total, bool IsCompleted)
{
    /// <summary>How much of what is under way is done, in steps.</summary>
    public double UnderWay { get; init; }

    /// <summary>The rows that were read or written so far.</summary>
    public long Rows { get; init; }

    /// <summary>About how long the rest takes; null while that cannot be told.</summary>
    public TimeSpan? Remaining { get; init; }

    /// <summary>The share of the steps that is done, 0 to 100.</summary>
    public int Percent => Total <= 0 ? 100 : (int)Math.Clamp(100 * (Done + UnderWay) / Total, 0, 100);
}
