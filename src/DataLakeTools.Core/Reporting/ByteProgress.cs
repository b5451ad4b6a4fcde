namespace DataLakeTools.Core.Reporting;

/// <summary>The progress of one transfer.</summary>
/// <param name="Activity">What is done to it, for example <c>Sending</c>.</param>
/// <param name="Name">What it is done to.</param>
/// <param name="BytesDone">The bytes transferred so far.</param>
/// <param name="BytesTotal">The bytes in total.</param>
/// <param name="Elapsed">The time since the transfer began.</param>
/// <param name="IsCompleted">Whether this is the last report of this transfer.</param>
public readonly record struct ByteProgress(string Activity, string Name, long BytesDone, long BytesTotal, TimeSpan Elapsed, bool IsCompleted)
{
    /// <summary>Bytes per second since the transfer began; 0 when no time has passed.</summary>
    public double BytesPerSecond => Elapsed > TimeSpan.Zero ? BytesDone / Elapsed.TotalSeconds : 0;

    /// <summary>The share transferred so far, 0 to 100.</summary>
    public int Percent => BytesTotal <= 0 ? 100 : (int)Math.Clamp(100 * BytesDone / BytesTotal, 0, 100);

    /// <summary>The time that is left at this rate; null while there is no rate yet.</summary>
    public TimeSpan? Remaining => BytesPerSecond > 0 ? TimeSpan.FromSeconds(Math.Max(0, BytesTotal - BytesDone) / BytesPerSecond) : null;
}
