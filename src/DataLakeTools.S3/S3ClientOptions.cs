using DataLakeTools.Http;

namespace DataLakeTools.S3;

/// <summary>How S3 is reached.</summary>
internal sealed record S3ClientOptions
{
    /// <summary>The profile of the shared AWS files; when null, that of AWS_PROFILE or the default one, as in the AWS CLI.</summary>
    public string? ProfileName { get; init; }

    /// <summary>
    /// The region to look in first; when null, that of the environment or the profile. In AWS, the region that S3 names for
    /// the bucket replaces it.
    /// </summary>
    public string? Region { get; init; }

    /// <summary>The address of another server that speaks S3.</summary>
    public Uri? EndpointUrl { get; init; }

    /// <summary>
    /// How often a failed request is sent again; more often to a server that asks for fewer requests. What AWS users set,
    /// then <see cref="RetryLimits.MaxRetries"/>, when null.
    /// </summary>
    public int? MaxRetries { get; init; }

    /// <summary>How long a connection may take to open.</summary>
    public required TimeSpan ConnectTimeout { get; init; }

    /// <summary>How long a request may make no progress.</summary>
    public required TimeSpan StallTimeout { get; init; }

    /// <summary>Called once for each deviation from S3, from any thread.</summary>
    public Action<S3Quirks>? QuirkFound { get; init; }

    /// <summary>Is told that the metadata service of the instance is asked for credentials, and how long it is waited for.</summary>
    public Action<TimeSpan>? AskingInstanceMetadata { get; init; }

    /// <summary>Asks somebody for the code of a device, which is named, from any thread; null where nobody can be asked.</summary>
    public Func<string, Task<string?>>? AskMfaCode { get; init; }

    /// <summary>Is told of every request, from any thread.</summary>
    public Action<RequestReport>? RequestSent { get; init; }
}
