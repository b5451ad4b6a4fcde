namespace DataLakeTools.Core.Tmdb.Wire;

/// <summary>An attempt failed for a reason that may be transient.</summary>
internal sealed class TmdbFaultException : Exception
{
    public TmdbFaultException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }

    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Whether there was an answer, and it cannot be used; else there was none.</summary>
    public bool HasResponse { get; init; }

    /// <summary>Whether it is what a wrong endpoint gives: nobody there, or a web page.</summary>
    public bool SuggestsWrongEndpoint { get; init; }

    /// <summary>The most retries for this fault, so that an unreachable server is reported within seconds.</summary>
    public int MaxRetries { get; init; } = int.MaxValue;
}
