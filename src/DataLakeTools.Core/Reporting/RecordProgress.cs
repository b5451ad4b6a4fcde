namespace DataLakeTools.Core.Reporting;

/// <summary>How far the fetching of records is.</summary>
/// <param name="Activity">What is going on, for example <c>Fetching from TMDB</c>.</param>
/// <param name="Done">The records that have come.</param>
/// <param name="Expected">About how many there will be; null where nobody knows.</param>
/// <param name="Elapsed">The time since the fetching began.</param>
/// <param name="IsCompleted">Whether this is the last report of it.</param>
public readonly record struct RecordProgress(string Activity, long Done, long? Expected, TimeSpan Elapsed, bool IsCompleted)
{
    /// <summary>Records per second since the fetching began; 0 when no time has passed.</summary>
    public double PerSecond => Elapsed > TimeSpan.Zero ? Done / Elapsed.TotalSeconds : 0;

    /// <summary>The share that has come, 0 to 100; null where nobody knows how many there will be.</summary>
    public int? Percent => Expected > 0 ? (int)Math.Clamp(100 * Done / Expected.Value, 0, 100) : null;

    /// <summary>The time that is left at this rate; null where nobody knows.</summary>
    public TimeSpan? Remaining => Expected > 0 && PerSecond > 0 ? TimeSpan.FromSeconds(Math.Max(0, Expected.Value - Done) / PerSecond) : null;
}
