using System.Net;
using System.Text.Json;
using System.Text.Unicode;
using DataLakeTools.Core.Errors;
using DataLakeTools.Http;

namespace DataLakeTools.Core.Tmdb.Wire;

/// <summary>
/// Sends requests to TMDB: rate limited, in parallel up to a limit, retried after faults, through the cache if there is
/// one. A rejected token cancels all requests, those in flight included.
/// </summary>
internal sealed class TmdbTransport : IDisposable
{
    private readonly TmdbClientOptions _options;
    private readonly TmdbRateLimiter _limiter;
    private readonly TimeProvider _clock;
    private readonly TmdbHttp _http;
    private readonly TmdbCache? _cache;
    private readonly TmdbRetries _retries;
    private readonly TmdbPartMemory _parts = new();
    private readonly SemaphoreSlim _slots;
    private readonly CancellationTokenSource _stop = new();
    private volatile DataLakeException? _rejection;
    private volatile bool _hasAnswered;

    public TmdbTransport(TmdbClientOptions options, TmdbRateLimiter limiter, TimeProvider clock)
    {
        _options = options;
        _limiter = limiter;
        _clock = clock;
        _http = new TmdbHttp(options, clock);
        _cache = options.CachePath is null ? null : new TmdbCache(options.CachePath, clock);
        _slots = new SemaphoreSlim(options.ThrottleLimit, options.ThrottleLimit);
        _retries = new TmdbRetries(options, () => SuspectEndpoint is not null, clock, Statistics);
    }

    public TmdbStatistics Statistics { get; } = new();

    // An endpoint that somebody gave, while nothing of use has come from it.
    private Uri? SuspectEndpoint => _hasAnswered || _options.Endpoint == TmdbClientOptions.DefaultEndpoint ? null : _options.Endpoint;

    /// <summary>Gets one body, read and checked.</summary>
    /// <param name="request">What to ask for, and what the answer must have.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="DataLakeException">TMDB rejected the request, does not know the id, or gave no usable response.</exception>
    public async Task<TmdbBody> GetAsync(TmdbRequest request, CancellationToken cancellationToken)
    {
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stop.Token);
        try
        {
            ThrowIfRejected();
            return await GetThroughCacheAsync(request, linked.Token).ConfigureAwait(false);
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
    }

    public void Dispose()
    {
        _stop.Cancel();
        _http.Dispose();
        _slots.Dispose();
        _stop.Dispose();
    }

    private async Task<TmdbBody> GetThroughCacheAsync(TmdbRequest request, CancellationToken cancellationToken)
    {
        if (_cache is null)
        {
            return await GetFromTmdbAsync(request, cached: null, key: "", cancellationToken).ConfigureAwait(false);
        }

        var key = TmdbCache.KeyOf(_options.Endpoint, request);
        var cached = await _cache.FindAsync(key, cancellationToken).ConfigureAwait(false);
        if (cached is { IsFresh: true } && TryRead(cached.Body, request, out _) is { Mismatch: null } body)
        {
            Statistics.CountCacheHit();
            return body;
        }

        return await GetFromTmdbAsync(request, cached, key, cancellationToken).ConfigureAwait(false);
    }

    private async Task<TmdbBody> GetFromTmdbAsync(TmdbRequest request, TmdbCache.Entry? cached, string key, CancellationToken cancellationToken)
    {
        // A cached response that cannot be used is requested again without If-None-Match.
        var kept = cached is null || TryRead(cached.Body, request, out _) is not { Mismatch: null } found ? null : found;
        var answer = await SendWithRetriesAsync(request, kept is null ? null : cached!.ETag, cancellationToken).ConfigureAwait(false);
        if (answer.Status == HttpStatusCode.NotModified && kept is not null)
        {
            Statistics.CountCacheHit();
            _cache!.Confirm(key);
            return kept;
        }

        if (answer.Status != HttpStatusCode.OK)
        {
            throw CreateError(request, answer);
        }

        if (answer.Body!.MissingParts.Count > 0 && _parts.MayStillCome(request, answer.Body))
        {
            if (await AskForMissingPartsAsync(request, cancellationToken).ConfigureAwait(false) is { } second)
            {
                answer = second.Body!.MissingParts.Count < answer.Body.MissingParts.Count ? second : answer;
                _parts.NoteStillMissing(request, answer.Body!);
            }
        }

        _parts.NoteGiven(request, answer.Body!);
        if (answer.Body!.MissingParts is { Count: > 0 } missing)
        {
            Statistics.CountMissing(missing);
        }

        if (_cache is not null && answer is { ETag: string etag, Body.MissingParts.Count: 0 })
        {
            await _cache.StoreAsync(key, etag, answer.MaxAge, answer.Bytes, cancellationToken).ConfigureAwait(false);
        }

        return answer.Body!;
    }

    /// <summary>Asks once more for the parts that did not come; null where there was no whole answer.</summary>
    private async Task<TmdbResponse?> AskForMissingPartsAsync(TmdbRequest request, CancellationToken cancellationToken)
    {
        Statistics.CountRetry();
        try
        {
            var second = await SendWithRetriesAsync(request, etag: null, cancellationToken).ConfigureAwait(false);
            return second is { Status: HttpStatusCode.OK, Body: not null } ? second : null;
        }
        catch (DataLakeException error) when (error.Error != DataLakeError.TmdbUnauthorized)
        {
            // The first answer is good but for its parts, whatever became of this one; what stops more than it the next request meets.
            return null;
        }
    }

    /// <summary>Asks until there is a response that can be used, or no further attempt is allowed.</summary>
    private async Task<TmdbResponse> SendWithRetriesAsync(TmdbRequest request, string? etag, CancellationToken cancellationToken)
    {
        var attempts = 0;
        var refusals = 0;
        long? throttledSince = null;
        try
        {
            return await _retries.ExecuteAsync(
                async token =>
                {
                    attempts++;
                    var answer = await SendOnceAsync(request, etag, token).ConfigureAwait(false);
                    if (answer.Status != HttpStatusCode.TooManyRequests)
                    {
                        return answer;
                    }

                    refusals++;
                    throttledSince ??= _clock.GetTimestamp();
                    throw new TmdbThrottledException
                    {
                        RetryAfter = answer.RetryAfter,
                        ExceedsWaitLimit = _clock.GetElapsedTime(throttledSince.Value) + (answer.RetryAfter ?? TimeSpan.Zero) > _options.RateLimitWait,
                    };
                },
                cancellationToken).ConfigureAwait(false);
        }
        catch (TmdbFaultException fault)
        {
            throw fault.HasResponse ? TmdbErrors.InvalidAnswer(request, attempts, fault, SuspectEndpoint) : TmdbErrors.Unavailable(request, attempts, fault, SuspectEndpoint);
        }
        catch (TmdbThrottledException throttled)
        {
            throw TmdbErrors.RateLimited(request, refusals, throttled, _options.RateLimitWait);
        }
    }

    private async Task<TmdbResponse> SendOnceAsync(TmdbRequest request, string? etag, CancellationToken cancellationToken)
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

                // A pause that is longer than allowed is not waited for, so it need not hold up what is asked for next.
                if (_limiter.ReportThrottled(permit, answer.RetryAfter <= _options.RateLimitWait ? answer.RetryAfter : null) is { } pause && pause > TimeSpan.Zero)
                {
                    _options.Waiting?.Invoke(pause);
                }

                return answer;
            }

            return ReadAndCheck(answer, request);
        }
        finally
        {
            _slots.Release();
        }
    }

    /// <summary>Parses the body; throws a transient fault where another attempt may succeed.</summary>
    private TmdbResponse ReadAndCheck(TmdbResponse answer, TmdbRequest request)
    {
        if (answer.Status == HttpStatusCode.NotModified)
        {
            return answer;
        }

        var body = TryRead(answer.Bytes, request, out var unreadable);
        if (answer.Status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
        {
            throw Reject(answer.Status, body?.StatusMessage);
        }

        if (answer.Status >= HttpStatusCode.InternalServerError || answer.Status == HttpStatusCode.RequestTimeout)
        {
            throw new TmdbFaultException($"HTTP {(int)answer.Status} {answer.Status}.") { RetryAfter = answer.RetryAfter };
        }

        // TMDB sends these in JSON; without JSON they come from a proxy or another server.
        if (body is null && answer.Status is HttpStatusCode.NotFound or HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.PermanentRedirect)
        {
            throw TmdbErrors.NoSuchService(request, answer.Status, statusMessage: null, _options.Endpoint);
        }

        if (body is null)
        {
            throw new TmdbFaultException($"HTTP {(int)answer.Status} with {Describe(answer.Bytes)}.", unreadable) { HasResponse = true, SuggestsWrongEndpoint = IsWebPage(answer.Bytes) };
        }

        if (answer.Status != HttpStatusCode.OK)
        {
            return answer with { Body = body };
        }

        if (body.Mismatch is string mismatch)
        {
            throw new TmdbFaultException($"The answer {mismatch}.") { HasResponse = true, MaxRetries = RetryLimits.WrongShape };
        }

        _hasAnswered = true;
        return answer with { Body = body };
    }

    private static TmdbBody? TryRead(byte[] bytes, TmdbRequest request, out JsonException? unreadable)
    {
        unreadable = null;
        try
        {
            return TmdbBody.Read(bytes, request);
        }
        catch (JsonException exception)
        {
            unreadable = exception;
            return null;
        }
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

    private DataLakeException CreateError(TmdbRequest request, TmdbResponse answer) => answer.Status switch
    {
        HttpStatusCode.NotFound when TmdbEndpoints.IsAlwaysServed(request.Path) => TmdbErrors.NoSuchService(request, answer.Status, answer.Body?.StatusMessage, _options.Endpoint),
        HttpStatusCode.NotFound => TmdbErrors.NotFound(request, answer.Body?.StatusMessage, SuspectEndpoint),
        _ => TmdbErrors.Refused(request, answer.Status, answer.Body?.StatusMessage),
    };

    private static bool IsWebPage(byte[] bytes) => bytes is [(byte)'<', ..];

    private static string Describe(byte[] bytes) => bytes switch
    {
        [] => "an empty body",
        _ when IsWebPage(bytes) => "a web page instead of JSON",
        _ when !Utf8.IsValid(bytes) => "bytes that are not UTF-8",
        _ => $"{bytes.Length} bytes that are not one complete JSON value",
    };
}
