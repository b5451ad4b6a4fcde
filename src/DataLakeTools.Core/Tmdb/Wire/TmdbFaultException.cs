namespace DataLakeTools.Core.Tmdb.Wire;

/// <summary>An attempt went wrong in a way that another attempt may not.</summary>
internal sealed class TmdbFaultException : Exception
{
    public TmdbFaultException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }

    public TimeSpan? RetryAfter { get; init; }

    /// <summary>How often another attempt is worth it at most: a server that is not there is to be told of in seconds.</summary>
    public int MostRetries { get; init; } = int.MaxValue;
}
