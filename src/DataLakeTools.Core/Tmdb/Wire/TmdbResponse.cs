using System.Net;

namespace DataLakeTools.Core.Tmdb.Wire;

/// <summary>The response to one attempt.</summary>
internal sealed record TmdbResponse(HttpStatusCode Status, byte[] Bytes)
{
    public string? ETag { get; init; }

    public TimeSpan MaxAge { get; init; }

    public TimeSpan? RetryAfter { get; init; }

    public TmdbBody? Body { get; init; }
}
