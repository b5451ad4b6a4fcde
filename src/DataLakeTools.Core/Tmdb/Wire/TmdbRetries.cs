using Polly;
using Polly.Retry;

namespace DataLakeTools.Core.Tmdb.Wire;

/// <summary>The retry policy: how often a request is retried, and after what delay.</summary>
internal static class TmdbRetries
{
    private static readonly TimeSpan MaxBackoff = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan MaxRetryAfter = TimeSpan.FromSeconds(60);

    public static ResiliencePipeline Create(TmdbClientOptions options, TimeProvider clock, TmdbStatistics statistics)
    {
        var pipeline = new ResiliencePipelineBuilder { TimeProvider = clock };
        if (options.RateLimitRetryCount > 0)
        {
            pipeline.AddRetry(AfterThrottling(options, statistics));
        }

        if (options.RetryCount > 0)
        {
            pipeline.AddRetry(AfterFault(options, statistics));
        }

        return pipeline.Build();
    }

    // No delay here: the rate limiter holds back every request until TMDB accepts requests again.
    private static RetryStrategyOptions AfterThrottling(TmdbClientOptions options, TmdbStatistics statistics) => new()
    {
        ShouldHandle = new PredicateBuilder().Handle<TmdbThrottledException>(),
        MaxRetryAttempts = options.RateLimitRetryCount,
        Delay = TimeSpan.Zero,
        OnRetry = _ => Count(statistics),
    };

    private static RetryStrategyOptions AfterFault(TmdbClientOptions options, TmdbStatistics statistics) => new()
    {
        ShouldHandle = arguments => ValueTask.FromResult(
            arguments.Outcome.Exception is TmdbFaultException fault && arguments.AttemptNumber < fault.MaxRetries),
        MaxRetryAttempts = options.RetryCount,
        BackoffType = DelayBackoffType.Exponential,
        UseJitter = true,
        Delay = options.RetryDelay,
        MaxDelay = MaxBackoff,
        DelayGenerator = arguments => ValueTask.FromResult(RetryAfterOf(arguments.Outcome.Exception)),
        OnRetry = _ => Count(statistics),
    };

    private static TimeSpan? RetryAfterOf(Exception? exception)
    {
        if (exception is not TmdbFaultException { RetryAfter: TimeSpan requested } || requested < TimeSpan.Zero)
        {
            return null;
        }

        return requested < MaxRetryAfter ? requested : MaxRetryAfter;
    }

    private static ValueTask Count(TmdbStatistics statistics)
    {
        statistics.CountRetry();
        return ValueTask.CompletedTask;
    }
}
