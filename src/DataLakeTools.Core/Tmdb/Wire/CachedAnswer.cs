namespace DataLakeTools.Core.Tmdb.Wire;

/// <summary>An answer from the cache.</summary>
/// <param name="Body">The body, checked against its hash.</param>
/// <param name="ETag">What to ask TMDB with.</param>
/// <param name="IsFresh">Whether TMDB said that it still holds without asking.</param>
internal sealed record CachedAnswer(byte[] Body, string ETag, bool IsFresh);
