using DataLakeTools.Http;

namespace DataLakeTools.Core.Tmdb.Wire;

/// <summary>The retry policy: how often a request is retried, and after what delay.</summary>
internal sealed class TmdbRetries
{
    private readonly TmdbClientOptions _options;
    private readonly Func<bool> _isSuspect;
    private readonly RetryPolicy _afterThrottling;
    private readonly RetryPolicy _afterFault;

    /// <param name="options">The limits.</param>
    /// <param name="isSuspect">Whether the endpoint may be wrong, so that what a wrong one gives is hardly tried again.</param>
    /// <param name="clock">Measures the delays.</param>
    /// <param name="statistics">Counts the retries.</param>
    public TmdbRetries(TmdbClientOptions options, Func<bool> isSuspect, TimeProvider clock, TmdbStatistics statistics)
    {
        _options = options;
        _isSuspect = isSuspect;
        _afterThrottling = new RetryPolicy(RuleForThrottling, TimeSpan.Zero, TimeSpan.Zero, clock, statistics.CountRetry);
        _afterFault = new RetryPolicy(RuleForFault, options.RetryDelay, RetryLimits.LongestDelayOfTmdb, clock, statistics.CountRetry);
    }

    /// <summary>Makes attempts until one succeeds, or no further one is allowed. Throttling and faults are counted apart.</summary>
    /// <param name="attempt">Makes one attempt.</param>
    /// <param name="cancellationToken">Stops the attempts and the delays.</param>
    public Task<T> ExecuteAsync<T>(Func<CancellationToken, Task<T>> attempt, CancellationToken cancellationToken) =>
        _afterThrottling.ExecuteAsync(token => _afterFault.ExecuteAsync(attempt, token), cancellationToken);

    // No delay here: the rate limiter holds back every request until TMDB accepts requests again.
    private RetryRule? RuleForThrottling(Exception exception) =>
        exception is TmdbThrottledException { ExceedsWaitLimit: false } ? new RetryRule(_options.RateLimitRetryCount, TimeSpan.Zero) : null;

    private RetryRule? RuleForFault(Exception exception) => exception is TmdbFaultException fault
        ? new RetryRule(Math.Min(_options.RetryCount, fault.SuggestsWrongEndpoint && _isSuspect() ? RetryLimits.NeverAnswered : fault.MaxRetries), RetryAfterOf(fault))
        : null;

    private static TimeSpan? RetryAfterOf(TmdbFaultException fault)
    {
        if (fault.RetryAfter is not { } requested || requested < TimeSpan.Zero)
        {
            return null;
        }

        return requested < RetryLimits.LongestRetryAfter ? requested : RetryLimits.LongestRetryAfter;
    }
}
