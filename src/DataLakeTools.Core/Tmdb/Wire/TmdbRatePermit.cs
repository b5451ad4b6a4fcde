namespace DataLakeTools.Core.Tmdb.Wire;

/// <summary>The right to send one request now.</summary>
/// <param name="Sequence">Which request of the limiter this is.</param>
/// <param name="Timestamp">When it was granted, in ticks of the limiter's clock.</param>
public readonly record struct TmdbRatePermit(long Sequence, long Timestamp);
