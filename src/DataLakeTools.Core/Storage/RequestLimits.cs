namespace DataLakeTools.Core.Storage;

/// <summary>The time-outs and retries of requests to a lake that a user has set.</summary>
public sealed record RequestLimits
{
    /// <summary>How long a connection may take to open; null for the default.</summary>
    public TimeSpan? ConnectTimeout { get; init; }

    /// <summary>How long a request may make no progress; null for the default.</summary>
    public TimeSpan? StallTimeout { get; init; }

    /// <summary>How often a failed request is sent again; null for the default.</summary>
    public int? MaxRetries { get; init; }

    /// <summary>The options with these values.</summary>
    /// <param name="options">The options for the values that are not set here.</param>
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
