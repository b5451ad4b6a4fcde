namespace DataLakeTools.Core.Reporting;

/// <summary>The progress of fetching records.</summary>
/// <param name="Activity">The activity, for example <c>Fetching from TMDB</c>.</param>
/// <param name="Done">The records fetched so far.</param>
/// <param name="Expected">About how many there will be; null if unknown.</param>
/// <param name="Elapsed">The time since the fetching began.</param>
/// <param name="IsCompleted">Whether this is the last report of it.</param>
public readonly record struct RecordProgress(string Activity, long Done, long? Expected, TimeSpan Elapsed, bool IsCompleted)
{
    /// <summary>How long the source has asked to wait from now on; null while nothing waits.</summary>
    public TimeSpan? Pause { get; init; }

    /// <summary>Records per second since the fetching began; 0 when no time has passed.</summary>
    public double PerSecond => Elapsed > TimeSpan.Zero ? Done / Elapsed.TotalSeconds : 0;

    /// <summary>The share fetched so far, 0 to 100; null if the number is unknown.</summary>
    public int? Percent => Expected > 0 ? (int)Math.Clamp(100 * Done / Expected.Value, 0, 100) : null;

    /// <summary>The time that is left at this rate; null if unknown.</summary>
    public TimeSpan? Remaining => Expected > 0 && PerSecond > 0 ? TimeSpan.FromSeconds(Math.Max(0, Expected.Value - Done) / PerSecond) : null;
}
