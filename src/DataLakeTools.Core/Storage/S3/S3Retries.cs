using Polly;
using Polly.Retry;

namespace DataLakeTools.Core.Storage.S3;

/// <summary>When a request is sent again: one policy for the SDK's requests and for our own.</summary>
internal sealed class S3Retries
{
    private const int RetriesOfUnreachable = 3;

    // Storms of SlowDown last for a minute and more, and S3 asks to be waited for.
    private const int PatienceWithSlowDown = 4;

    private readonly S3Connection _connection;
    private readonly string _bucket;
    private readonly ResiliencePipeline _retries;

    public S3Retries(S3Connection connection, string bucket, LakeStoreOptions options)
    {
        _connection = connection;
        _bucket = bucket;
        _retries = new ResiliencePipelineBuilder().AddRetry(new RetryStrategyOptions
        {
            ShouldHandle = arguments => ValueTask.FromResult(
                arguments.Outcome.Exception is { } exception && arguments.AttemptNumber < RetriesFor(exception, options.MaxRetries)),
            MaxRetryAttempts = Math.Max(1, PatienceWithSlowDown * options.MaxRetries),
            BackoffType = DelayBackoffType.Exponential,
            Delay = TimeSpan.FromMilliseconds(100),
            MaxDelay = TimeSpan.FromSeconds(5),
            UseJitter = true,
        }).Build();
    }

    /// <summary>Sends a request, again and again while that may help, and once more with renewed credentials or a corrected clock.</summary>
    /// <param name="send">Sends the request once.</param>
    /// <param name="cancellationToken">Stops the sending and the waiting.</param>
    /// <param name="attempts">Where to note what became of the attempts.</param>
    public async Task<T> SendAsync<T>(Func<CancellationToken, Task<T>> send, CancellationToken cancellationToken, S3Attempts? attempts = null)
    {
        attempts ??= new S3Attempts();
        var renewed = false;
        var clockLearned = false;
        return await _retries.ExecuteAsync(
            async token =>
            {
                while (true)
                {
                    var generation = _connection.Credentials.Generation;
                    attempts.Count++;
                    try
                    {
                        return await send(token).ConfigureAwait(false);
                    }
                    catch (Exception exception) when (!renewed && S3Errors.IsExpired(exception))
                    {
                        renewed = true;
                        if (!await _connection.Credentials.TryRenewAsync(generation, token).ConfigureAwait(false))
                        {
                            throw;
                        }
                    }
                    catch (Exception exception) when (!clockLearned && S3Errors.IsSkewed(exception))
                    {
                        clockLearned = true;
                        await _connection.LearnClockAsync(_bucket, token).ConfigureAwait(false);
                    }
                    catch (Exception exception) when (S3Errors.IsOfS3(exception) && S3Errors.IsTransient(exception))
                    {
                        attempts.MayHaveWorked = true;
                        throw;
                    }
                }
            },
            cancellationToken).ConfigureAwait(false);
    }

    // A server that asks for patience gets it; one that is not there is reported in seconds.
    private static int RetriesFor(Exception exception, int maxRetries) => !S3Errors.IsOfS3(exception) || !S3Errors.IsTransient(exception)
        ? 0
        : S3Errors.IsThrottling(exception)
            ? (S3Errors.Describe(exception).Code is null ? 2 : PatienceWithSlowDown) * maxRetries
            : S3Errors.IsUnreachable(exception)
                ? Math.Min(RetriesOfUnreachable, maxRetries)
                : maxRetries;
}
