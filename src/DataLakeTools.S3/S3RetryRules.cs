using DataLakeTools.Http;

namespace DataLakeTools.S3;

/// <summary>Which failures of requests to S3 are worth another attempt, and how many.</summary>
internal static class S3RetryRules
{
    // Storms of SlowDown last for a minute and more, and S3 asks its clients to wait.
    private const int SlowDownFactor = 4;

    // A 503 without a code of S3 comes from a proxy or load balancer.
    private const int UnavailableFactor = 2;

    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(5);

    /// <summary>Makes the policy of a client.</summary>
    /// <param name="maxRetries">The retries of most failures.</param>
    /// <param name="hasAnswered">Whether the server has ever answered.</param>
    public static RetryPolicy CreatePolicy(int maxRetries, Func<bool> hasAnswered) =>
        new(exception => RuleFor(exception, maxRetries, hasAnswered()), FirstDelay, LongestDelay, TimeProvider.System);

    private static RetryRule? RuleFor(Exception exception, int maxRetries, bool hasAnswered)
    {
        if (!S3Failure.IsTransient(exception))
        {
            return null;
        }

        if (exception is S3Exception { IsThrottling: true } throttling)
        {
            return new RetryRule((throttling.Code is null ? UnavailableFactor : SlowDownFactor) * maxRetries);
        }

        var most = S3Failure.IsTimeout(exception) ? (hasAnswered ? RetryPolicy.NoAnswer : RetryPolicy.NeverAnswered)
            : S3Failure.IsUnreachable(exception) ? RetryPolicy.Unreachable
            : maxRetries;
        return new RetryRule(Math.Min(most, maxRetries));
    }
}
