namespace DataLakeTools.Core.Reporting;

/// <summary>The progress of work that consists of steps of different length.</summary>
/// <param name="Activity">The activity, for example <c>Building tables</c>.</param>
/// <param name="Current">The step that has begun, for example the name of a table.</param>
/// <param name="Done">The steps that are done.</param>
/// <param name="Total">How many there are.</param>
/// <param name="Elapsed">The time since the work began.</param>
/// <param name="IsCompleted">Whether this is the last report of it.</param>
public readonly record struct StepProgress(string Activity, string Current, int Done, int Total, TimeSpan Elapsed, bool IsCompleted)
{
    /// <summary>The share of the steps that are done, 0 to 100.</summary>
    public int Percent => Total <= 0 ? 100 : (int)Math.Clamp(100L * Done / Total, 0, 100);

    /// <summary>The time that is left if the others take as long; null while none is done.</summary>
    public TimeSpan? Remaining => Done > 0 ? Elapsed * (Math.Max(0, Total - Done) / (double)Done) : null;
}
