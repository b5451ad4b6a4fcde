namespace DataLakeTools.Core.Storage;

/// <summary>How long requests to a lake are waited for and how often they are sent again, as far as somebody said so.</summary>
public sealed record RequestPatience
{
    /// <summary>How long a connection may take to open; null where nobody said.</summary>
    public TimeSpan? ConnectTimeout { get; init; }

    /// <summary>How long a request may make no progress; null where nobody said.</summary>
    public TimeSpan? StallTimeout { get; init; }

    /// <summary>How often a failed request is sent again; null where nobody said.</summary>
    public int? MaxRetries { get; init; }

    /// <summary>The same options with what was said here.</summary>
    /// <param name="options">The options; they count where nothing is said here.</param>
    public LakeStoreOptions ApplyTo(LakeStoreOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options with
        {
            ConnectTimeout = ConnectTimeout ?? options.ConnectTimeout,
            StallTimeout = StallTimeout ?? options.StallTimeout,
            MaxRetries = MaxRetries ?? options.MaxRetries,
        };
    }
}
