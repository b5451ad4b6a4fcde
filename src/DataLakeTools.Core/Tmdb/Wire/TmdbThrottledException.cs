namespace DataLakeTools.Core.Tmdb.Wire;

/// <summary>TMDB answered 429. The rate limiter decides how long to wait.</summary>
internal sealed class TmdbThrottledException : Exception
{
    public TmdbThrottledException()
        : base("TMDB answered 429 Too Many Requests.")
    {
    }

    /// <summary>The pause that TMDB asks for; null where it names none.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Whether waiting for it would take longer than is allowed.</summary>
    public bool ExceedsWaitLimit { get; init; }
}
