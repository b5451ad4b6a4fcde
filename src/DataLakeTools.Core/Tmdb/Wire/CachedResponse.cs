namespace DataLakeTools.Core.Tmdb.Wire;

/// <summary>A response from the cache.</summary>
/// <param name="Body">The body; it matches its stored hash.</param>
/// <param name="ETag">The ETag for the conditional request that revalidates it.</param>
/// <param name="IsFresh">Whether it is younger than the max-age that TMDB gave it, and may be used without a request.</param>
internal sealed record CachedResponse(byte[] Body, string ETag, bool IsFresh);
