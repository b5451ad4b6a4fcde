using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Lake;
using DataLakeTools.Http;

namespace DataLakeTools.Core.Storage;

/// <summary>How a lake is reached and how its objects are written. A folder lake warns of options that it cannot store.</summary>
public sealed record LakeStoreOptions
{
    /// <summary>
    /// The parallel requests of a store unless given. S3 accepts about 85 MB/s per connection ("Performance design patterns
    /// for Amazon S3"): enough for 5 Gbit/s. Parts that are read from a local file are not kept in memory.
    /// </summary>
    public const int DefaultThrottleLimit = 8;

    /// <summary>The smallest part of an upload in bytes: the limit of S3.</summary>
    public const int SmallestPartSize = 5 * 1024 * 1024;

    /// <summary>The longest time-out in seconds: an hour.</summary>
    public const int LongestTimeoutSeconds = 3600;

    /// <summary>The most retries of one request.</summary>
    public const int MaxRetriesAllowed = 100;

    /// <summary>The profile of the shared AWS files; when null, that of AWS_PROFILE or the default one, as in the AWS CLI.</summary>
    public string? ProfileName { get; init; }

    /// <summary>
    /// The AWS region to look in first; when null, that of the environment or the profile. In AWS, the region that S3 names
    /// for the bucket replaces it.
    /// </summary>
    public string? Region { get; init; }

    /// <summary>The address of another server that speaks S3 (MinIO and the like); what AWS users set (AWS_ENDPOINT_URL, the profile) when null.</summary>
    public Uri? EndpointUrl { get; init; }

    /// <summary>The storage class of new objects, for example <c>STANDARD_IA</c>; the bucket's default when null.</summary>
    public string? StorageClass { get; init; }

    /// <summary>The KMS key that encrypts new objects; the bucket's default encryption when null.</summary>
    public string? KmsKeyId { get; init; }

    /// <summary>Tags of new objects.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// The size of a part in bytes; increased automatically if a file would need more than 10,000 parts. When null, parts have
    /// 8 MiB, and those of files larger than 1 GiB a 128th of the file, up to 64 MiB.
    /// </summary>
    public int? PartSize { get; init; }

    /// <summary>How many parts may be in flight at one time, across all files of the store.</summary>
    public int ThrottleLimit { get; init; } = DefaultThrottleLimit;

    /// <summary>
    /// How often a failed request is sent again before it counts as failed. A throttling server (503 Slow Down) gets four
    /// times as many retries; one that is unreachable or does not answer, only a few. When null, what AWS users set
    /// (AWS_MAX_ATTEMPTS, the profile), else <see cref="RetryLimits.MaxRetries"/>.
    /// </summary>
    public int? MaxRetries { get; init; }

    /// <summary>
    /// How long a connection may take to open. Until the server has answered once, a HEAD is given at most twice this time.
    /// </summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a request may make no progress before it is aborted and retried.</summary>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>
    /// Asks somebody for the code of the device that a profile names (mfa_serial), from any thread; null where nobody can be asked.
    /// </summary>
    public Func<string, Task<string?>>? AskMfaCode { get; init; }

    /// <summary>Called for every request, from any thread; null turns tracing off.</summary>
    public Action<RequestReport>? RequestSent { get; init; }

    /// <summary>Throws if a value is not valid.</summary>
    /// <exception cref="DataLakeException"><see cref="DataLakeError.InvalidOption"/>.</exception>
    internal void Check()
    {
        if (ThrottleLimit < 1)
        {
            throw new DataLakeException(
                DataLakeError.InvalidOption, $"A throttle limit of {ThrottleLimit} leaves no request to be made.", $"Give {LakeSetting.ThrottleLimit} as 1 or more, or leave it out.", ThrottleLimit);
        }

        if (MaxRetries is < 0 or > MaxRetriesAllowed)
        {
            throw new DataLakeException(
                DataLakeError.InvalidOption, $"A request cannot be retried {MaxRetries} times.", $"Choose 0 to {MaxRetriesAllowed} retries, or leave them out.", MaxRetries);
        }

        CheckTimeout(ConnectTimeout);
        CheckTimeout(StallTimeout);

        CheckHeader(StorageClass, "storage class", LakeSetting.StorageClass);
        CheckHeader(KmsKeyId, "KMS key", LakeSetting.KmsKeyId);
    }

    private static void CheckTimeout(TimeSpan timeout)
    {
        if (timeout <= TimeSpan.Zero || timeout.TotalSeconds > LongestTimeoutSeconds)
        {
            throw new DataLakeException(
                DataLakeError.InvalidOption,
                $"A time-out of {timeout} cannot be kept.",
                $"Choose more than 0 and at most {LongestTimeoutSeconds} seconds, or leave it out.",
                timeout);
        }
    }

    // They are sent in HTTP headers, where other characters would break the request.
    private static void CheckHeader(string? value, string name, LakeSetting setting)
    {
        if (value is not null && (value.Length == 0 || value.AsSpan().ContainsAnyExceptInRange('!', '~')))
        {
            throw new DataLakeException(
                DataLakeError.InvalidOption,
                $"The {name} '{KeySegment.Shown(value)}' has characters that S3 does not take there.",
                $"Write {setting} in ASCII without spaces, or leave it out.",
                value);
        }
    }
}
