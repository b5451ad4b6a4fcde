using Polly;
using Polly.Retry;

namespace DataLakeTools.Core.Tmdb.Wire;

/// <summary>How often and when a request is sent again.</summary>
internal static class TmdbRetries
{
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan LongestRetryAfter = TimeSpan.FromSeconds(60);

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

    // The rate limiter holds every request back for as long as TMDB wants, so there is nothing more to wait for here.
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
            arguments.Outcome.Exception is TmdbFaultException fault && arguments.AttemptNumber < fault.MostRetries),
        MaxRetryAttempts = options.RetryCount,
        BackoffType = DelayBackoffType.Exponential,
        UseJitter = true,
        Delay = options.RetryDelay,
        MaxDelay = LongestDelay,
        DelayGenerator = arguments => ValueTask.FromResult(Wanted(arguments.Outcome.Exception)),
        OnRetry = _ => Count(statistics),
    };

    private static TimeSpan? Wanted(Exception? exception)
    {
        if (exception is not TmdbFaultException { RetryAfter: TimeSpan wanted } || wanted < TimeSpan.Zero)
        {
            return null;
        }

        return wanted < LongestRetryAfter ? wanted : LongestRetryAfter;
    }

    private static ValueTask Count(TmdbStatistics statistics)
    {
        statistics.CountRetry();
        return ValueTask.CompletedTask;
    }
}
