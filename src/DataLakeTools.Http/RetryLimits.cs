namespace DataLakeTools.Http;

/// <summary>How often requests are sent again, and after which delays; what holds for one service alone says so.</summary>
public static class RetryLimits
{
    /// <summary>How often a request is sent again where nothing else is set.</summary>
    public const int MaxRetries = 5;

    /// <summary>How often a request is sent again to a server to which no connection can be opened.</summary>
    internal const int Unreachable = 3;

    /// <summary>How often a request is sent again after a time-out; to a store only where it has answered before.</summary>
    internal const int NoAnswer = 2;

    /// <summary>How often a request is sent again to a server that never answered.</summary>
    internal const int NeverAnswered = 1;

    /// <summary>
    /// How often a request of TMDB is sent again after an answer of the wrong shape: it is mostly the endpoint or a proxy
    /// that is wrong.
    /// </summary>
    internal const int WrongShape = 2;

    /// <summary>How often an object of S3 is read again that came with other bytes: a transmission error rarely happens twice.</summary>
    internal const int WrongBytes = 1;

    /// <summary>How many times as often a request is sent again after SlowDown: S3 asks clients to wait, for a minute and more.</summary>
    internal const int SlowDownFactor = 4;

    /// <summary>How many times as often a request is sent again after a 503 without a code of S3, which comes from a proxy or load balancer.</summary>
    internal const int UnavailableFactor = 2;

    /// <summary>How often a request is sent again after 429 of TMDB. Each time all requests wait until TMDB accepts requests again.</summary>
    internal const int ThrottledByTmdb = 20;

    /// <summary>
    /// How often the secret store of a Lambda function is asked again, about three seconds in all: it starts at the same time
    /// as the function, and may be ready later.
    /// </summary>
    internal const int SecretStore = 6;

    /// <summary>The mean delay before S3 is asked for the second time.</summary>
    internal static readonly TimeSpan FirstDelayOfS3 = TimeSpan.FromMilliseconds(100);

    /// <summary>The longest delay between requests to S3.</summary>
    internal static readonly TimeSpan LongestDelayOfS3 = TimeSpan.FromSeconds(5);

    /// <summary>The mean delay before TMDB is asked for the second time.</summary>
    internal static readonly TimeSpan FirstDelayOfTmdb = TimeSpan.FromMilliseconds(500);

    /// <summary>The longest delay between requests to TMDB, where TMDB asks for none.</summary>
    internal static readonly TimeSpan LongestDelayOfTmdb = TimeSpan.FromSeconds(20);

    /// <summary>The longest delay that TMDB may ask for after a fault.</summary>
    internal static readonly TimeSpan LongestRetryAfter = TimeSpan.FromSeconds(60);

    /// <summary>The longest time that a request waits in all for TMDB to accept requests again after 429.</summary>
    internal static readonly TimeSpan LongestThrottlingOfTmdb = TimeSpan.FromMinutes(5);

    /// <summary>The mean delay before the secret store is asked for the second time.</summary>
    internal static readonly TimeSpan FirstDelayOfSecretStore = TimeSpan.FromMilliseconds(50);

    /// <summary>The longest delay between requests to the secret store.</summary>
    internal static readonly TimeSpan LongestDelayOfSecretStore = TimeSpan.FromSeconds(2);
}
