namespace DataLakeTools.Http;

/// <summary>
/// Sends failed requests again, for every service in the same way: with exponentially growing delays, and jitter, so
/// that requests that failed together do not come back together.
/// </summary>
/// <param name="ruleFor">Says whether and when a request that failed so is sent again; null where that cannot help.</param>
/// <param name="firstDelay">The mean delay before the first retry.</param>
/// <param name="longestDelay">The longest delay, unless the server asks for a longer one.</param>
/// <param name="clock">Measures the delays.</param>
/// <param name="retrying">Is told of every retry.</param>
internal sealed class RetryPolicy(
    Func<Exception, RetryRule?> ruleFor, TimeSpan firstDelay, TimeSpan longestDelay, TimeProvider clock, Action? retrying = null)
{
    /// <summary>Makes attempts until one succeeds, or no further one is allowed.</summary>
    /// <param name="attempt">Makes one attempt.</param>
    /// <param name="cancellationToken">Stops the attempts and the delays.</param>
    public async Task<T> ExecuteAsync<T>(Func<CancellationToken, Task<T>> attempt, CancellationToken cancellationToken)
    {
        for (var retries = 0; ; retries++)
        {
            TimeSpan delay;
            try
            {
                return await attempt(cancellationToken).ConfigureAwait(false);
            }
            catch (Exception exception) when (ruleFor(exception) is { } rule && retries < rule.MaxRetries)
            {
                delay = rule.Delay ?? DelayBefore(retries);
            }

            retrying?.Invoke();
            await Task.Delay(delay, clock, cancellationToken).ConfigureAwait(false);
        }
    }

    private TimeSpan DelayBefore(int retry)
    {
        // Random.Shared is enough: jitter is not security-relevant.
#pragma warning disable CA5394
        var milliseconds = firstDelay.TotalMilliseconds * Math.Pow(2, retry) * (0.5 + Random.Shared.NextDouble());
#pragma warning restore CA5394
        return TimeSpan.FromMilliseconds(Math.Min(milliseconds, longestDelay.TotalMilliseconds));
    }
}
