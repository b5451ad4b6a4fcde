using System.Net;
using System.Text.Json;
using DataLakeTools.Core.Errors;
using Polly;

namespace DataLakeTools.Core.Tmdb.Wire;

/// <summary>
/// Sends requests to TMDB: rate limited, in parallel up to a limit, retried after faults, through the cache if there is
/// one. A rejected token cancels all requests, those in flight included.
/// </summary>
internal sealed class TmdbTransport : IDisposable
{
    private static readonly string[] NoLists = [];

    private readonly TmdbClientOptions _options;
    private readonly TmdbRateLimiter _limiter;
    private readonly TimeProvider _clock;
    private readonly TmdbHttp _http;
    private readonly TmdbCache? _cache;
    private readonly ResiliencePipeline _retries;
    private readonly SemaphoreSlim _slots;
    private readonly CancellationTokenSource _stop = new();
    private volatile DataLakeException? _rejection;

    public TmdbTransport(TmdbClientOptions options, TmdbRateLimiter limiter, TimeProvider clock)
    {
        _options = options;
        _limiter = limiter;
        _clock = clock;
        _http = new TmdbHttp(options, clock);
        _cache = options.CachePath is null ? null : new TmdbCache(options.CachePath, clock);
        _slots = new SemaphoreSlim(options.ThrottleLimit, options.ThrottleLimit);
        _retries = TmdbRetries.Create(options, clock, Statistics);
    }

    public TmdbStatistics Statistics { get; } = new();

    /// <summary>Gets one body, read and checked.</summary>
    /// <param name="request">What to ask for.</param>
    /// <param name="lists">Which arrays of the response to split into entries.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="DataLakeException">TMDB rejected the request, does not know the id, or gave no usable response.</exception>
    public async Task<TmdbBody> GetAsync(
        TmdbRequest request, IReadOnlyList<string>? lists, CancellationToken cancellationToken)
    {
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stop.Token);
        try
        {
            ThrowIfRejected();
            return await GetThroughCacheAsync(request, lists ?? NoLists, linked.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_rejection is not null && !cancellationToken.IsCancellationRequested)
        {
            ThrowIfRejected();
            throw;
        }
        catch (OperationCanceledException canceled) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(canceled.Message, canceled, cancellationToken);
        }
        catch (TmdbFaultException fault)
        {
            throw TmdbErrors.Unavailable(request, _options.RetryCount + 1, fault);
        }
        catch (TmdbThrottledException)
        {
            throw TmdbErrors.RateLimited(request, _options.RateLimitRetryCount + 1);
        }
    }

    public void Dispose()
    {
        _stop.Cancel();
        _http.Dispose();
        _slots.Dispose();
        _stop.Dispose();
    }

    private async Task<TmdbBody> GetThroughCacheAsync(
        TmdbRequest request, IReadOnlyList<string> lists, CancellationToken cancellationToken)
    {
        if (_cache is null)
        {
            return await GetFromTmdbAsync(request, lists, cached: null, key: "", cancellationToken).ConfigureAwait(false);
        }

        var key = TmdbCache.KeyOf(_options.Endpoint, request);
        var cached = await _cache.FindAsync(key, cancellationToken).ConfigureAwait(false);
        if (cached is { IsFresh: true })
        {
            Statistics.CountCacheHit(isNotModified: false);
            return TmdbBody.Read(cached.Body, lists);
        }

        return await GetFromTmdbAsync(request, lists, cached, key, cancellationToken).ConfigureAwait(false);
    }

    private async Task<TmdbBody> GetFromTmdbAsync(
        TmdbRequest request, IReadOnlyList<string> lists, CachedResponse? cached, string key, CancellationToken cancellationToken)
    {
        var answer = await _retries.ExecuteAsync(
            static (state, token) => state.Self.AttemptAsync(state.request, state.lists, state.cached?.ETag, token),
            (Self: this, request, lists, cached),
            cancellationToken).ConfigureAwait(false);

        if (answer.Status == HttpStatusCode.NotModified && cached is not null)
        {
            Statistics.CountCacheHit(isNotModified: true);
            _cache!.Confirm(key);
            return TmdbBody.Read(cached.Body, lists);
        }

        if (answer.Status != HttpStatusCode.OK)
        {
            throw CreateError(request, answer);
        }

        if (_cache is not null && answer.ETag is string etag)
        {
            await _cache.StoreAsync(key, etag, answer.MaxAge, answer.Bytes, cancellationToken).ConfigureAwait(false);
        }

        return answer.Body!;
    }

    private async ValueTask<TmdbResponse> AttemptAsync(
        TmdbRequest request, IReadOnlyList<string> lists, string? etag, CancellationToken cancellationToken)
    {
        await _slots.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var permit = await _limiter.AcquireAsync(cancellationToken).ConfigureAwait(false);
            Statistics.CountRequest();
            var answer = await _http
                .SendAsync(request, etag, () => _limiter.ReportAnswered(permit), cancellationToken).ConfigureAwait(false);
            Statistics.CountBytes(answer.Bytes.Length);
            if (answer.Status == HttpStatusCode.TooManyRequests)
            {
                Statistics.CountRateLimited();
                _limiter.ReportThrottled(permit, answer.RetryAfter);
                throw new TmdbThrottledException();
            }

            return Check(answer, lists);
        }
        finally
        {
            _slots.Release();
        }
    }

    /// <summary>Parses the body; throws a transient fault where another attempt may succeed.</summary>
    private TmdbResponse Check(TmdbResponse answer, IReadOnlyList<string> lists)
    {
        if (answer.Status == HttpStatusCode.NotModified)
        {
            return answer;
        }

        TmdbBody? body = null;
        JsonException? unreadable = null;
        try
        {
            body = TmdbBody.Read(answer.Bytes, lists);
        }
        catch (JsonException exception)
        {
            unreadable = exception;
        }

        if (answer.Status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
        {
            throw Reject(answer.Status, body?.StatusMessage);
        }

        if (answer.Status >= HttpStatusCode.InternalServerError || answer.Status == HttpStatusCode.RequestTimeout)
        {
            throw new TmdbFaultException($"HTTP {(int)answer.Status} {answer.Status}.") { RetryAfter = answer.RetryAfter };
        }

        return body is not null
            ? answer with { Body = body }
            : throw new TmdbFaultException($"HTTP {(int)answer.Status} with {Describe(answer.Bytes)}.", unreadable);
    }

    private DataLakeException Reject(HttpStatusCode status, string? statusMessage)
    {
        var rejection = TmdbErrors.Unauthorized(
            status, statusMessage, hasCredential: _options.Token is not null || _options.ApiKey is not null);
        _rejection ??= rejection;
        _stop.Cancel();
        return rejection;
    }

    private void ThrowIfRejected()
    {
        // A new exception each time: several requests may throw it concurrently.
        if (_rejection is DataLakeException rejection)
        {
            throw new DataLakeException(rejection.Error, rejection.Message, rejection.Advice, rejection.Target);
        }
    }

    private static DataLakeException CreateError(TmdbRequest request, TmdbResponse answer) => answer.Status switch
    {
        HttpStatusCode.NotFound when TmdbEndpoints.IsAlwaysServed(request.Path) => TmdbErrors.NoSuchService(request, answer.Body?.StatusMessage),
        HttpStatusCode.NotFound => TmdbErrors.NotFound(request, answer.Body?.StatusMessage),
        _ => TmdbErrors.Refused(request, answer.Status, answer.Body?.StatusMessage),
    };

    private static string Describe(byte[] bytes) => bytes switch
    {
        [] => "an empty body",
        [(byte)'<', ..] => "a web page instead of JSON",
        _ => $"{bytes.Length} bytes that are not one complete JSON value",
    };
}
