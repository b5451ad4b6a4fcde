namespace DataLakeTools.Core.Tmdb.Wire;

/// <summary>TMDB answered 429. The rate limiter decides how long to wait.</summary>
internal sealed class TmdbThrottledException : Exception
{
    public TmdbThrottledException()
        : base("TMDB answered 429 Too Many Requests.")
    {
    }
}
