using System.Runtime.ExceptionServices;
using Polly;
using Polly.Retry;

namespace DataLakeTools.Core.Storage.S3;

/// <summary>When a request is sent again: one policy for the SDK's requests and for our own.</summary>
internal sealed class S3Retries
{
    private const int RetriesOfUnreachable = 3;
    private const int RetriesOfStalled = 2;
    private const int RetriesOfUnheard = 1;

    // Storms of SlowDown last for a minute and more, and S3 asks to be waited for.
    private const int PatienceWithSlowDown = 4;

    private readonly S3Connection _connection;
    private readonly string _bucket;
    private readonly LakeStoreOptions _options;
    private ResiliencePipeline? _retries;

    public S3Retries(S3Connection connection, string bucket, LakeStoreOptions options)
    {
        _connection = connection;
        _bucket = bucket;
        _options = options;
    }

    /// <summary>Sends a request, again and again while that may help, and once more with renewed credentials or a corrected clock.</summary>
    /// <param name="send">Sends the request once.</param>
    /// <param name="cancellationToken">Stops the sending and the waiting.</param>
    /// <param name="attempts">Where to note what became of the attempts.</param>
    public async Task<T> SendAsync<T>(Func<CancellationToken, Task<T>> send, CancellationToken cancellationToken, S3Attempts? attempts = null)
    {
        attempts ??= new S3Attempts();
        var state = new Renewals();
        Exception failure;
        try
        {
            return await AttemptAsync(send, attempts, state, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (RetriesFor(exception) > 0)
        {
            failure = exception;
        }

        return await SendAgainAsync(send, attempts, state, failure, cancellationToken).ConfigureAwait(false);
    }

    // On its own, and the policy made only here: a run without a failure does not pay for it at its start.
    private async Task<T> SendAgainAsync<T>(
        Func<CancellationToken, Task<T>> send, S3Attempts attempts, Renewals state, Exception? failure, CancellationToken cancellationToken)
    {
        return await (_retries ??= BuildPolicy()).ExecuteAsync(
            async token =>
            {
                if (Interlocked.Exchange(ref failure, null) is { } first)
                {
                    ExceptionDispatchInfo.Throw(first);
                }

                return await AttemptAsync(send, attempts, state, token).ConfigureAwait(false);
            },
            cancellationToken).ConfigureAwait(false);
    }

    private async Task<T> AttemptAsync<T>(
        Func<CancellationToken, Task<T>> send, S3Attempts attempts, Renewals renewals, CancellationToken cancellationToken)
    {
        while (true)
        {
            var generation = _connection.Credentials.Generation;
            attempts.Count++;
            try
            {
                return await SendOnceAsync(send, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception exception) when (!renewals.OfCredentials && S3Errors.IsExpired(exception))
            {
                renewals.OfCredentials = true;
                if (!await _connection.Credentials.TryRenewAsync(generation, cancellationToken).ConfigureAwait(false))
                {
                    throw;
                }
            }
            catch (Exception exception) when (!renewals.OfClock && S3Errors.IsSkewed(exception))
            {
                renewals.OfClock = true;
                await _connection.LearnClockAsync(_bucket, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception exception) when (S3Errors.IsOfS3(exception) && S3Errors.IsTransient(exception))
            {
                attempts.MayHaveWorked |= !S3Errors.IsPlainNo(exception);
                throw;
            }
        }
    }

    // Whoever answers is alive, and be it with a no.
    private async Task<T> SendOnceAsync<T>(Func<CancellationToken, Task<T>> send, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await send(cancellationToken).ConfigureAwait(false);
            _connection.WasHeard = true;
            return answer;
        }
        catch (Exception exception) when (S3Errors.IsOfS3(exception))
        {
            _connection.WasHeard |= S3Errors.Describe(exception).Status != 0;
            throw;
        }
    }

    private ResiliencePipeline BuildPolicy() => new ResiliencePipelineBuilder().AddRetry(new RetryStrategyOptions
    {
        ShouldHandle = arguments => ValueTask.FromResult(
            arguments.Outcome.Exception is { } exception && arguments.AttemptNumber < RetriesFor(exception)),
        MaxRetryAttempts = Math.Max(1, PatienceWithSlowDown * _options.MaxRetries),
        BackoffType = DelayBackoffType.Exponential,
        Delay = TimeSpan.FromMilliseconds(100),
        MaxDelay = TimeSpan.FromSeconds(5),
        UseJitter = true,
    }).Build();

    // A server that asks for patience gets it; one that is not there, or does not answer, is reported in seconds.
    private int RetriesFor(Exception exception)
    {
        if (!S3Errors.IsOfS3(exception) || !S3Errors.IsTransient(exception))
        {
            return 0;
        }

        if (S3Errors.IsThrottling(exception))
        {
            return (S3Errors.Describe(exception).Code is null ? 2 : PatienceWithSlowDown) * _options.MaxRetries;
        }

        var most = S3Errors.IsTimeout(exception) ? (_connection.WasHeard ? RetriesOfStalled : RetriesOfUnheard)
            : S3Errors.IsUnreachable(exception) ? RetriesOfUnreachable
            : _options.MaxRetries;
        return Math.Min(most, _options.MaxRetries);
    }

    // What is done once a request, whatever the number of its attempts.
    private sealed class Renewals
    {
        public bool OfCredentials { get; set; }

        public bool OfClock { get; set; }
    }
}
