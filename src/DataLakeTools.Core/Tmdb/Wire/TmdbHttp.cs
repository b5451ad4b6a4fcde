using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using DataLakeTools.Core.Errors;
using DataLakeTools.Http;

namespace DataLakeTools.Core.Tmdb.Wire;

/// <summary>Sends HTTP requests. The only type that sends the token or the key.</summary>
internal sealed class TmdbHttp : IDisposable
{
    private static readonly TimeSpan MaxConnectTimeout = TimeSpan.FromSeconds(5);

    private readonly TmdbClientOptions _options;
    private readonly TimeProvider _clock;
    private readonly HttpClient _client;
    private readonly string _base;

    public TmdbHttp(TmdbClientOptions options, TimeProvider clock)
    {
        _options = options;
        _clock = clock;
        _base = options.Endpoint.AbsoluteUri.TrimEnd('/') + "/";
        var sockets = HttpSockets.Create(options.RequestTimeout < MaxConnectTimeout ? options.RequestTimeout : MaxConnectTimeout);
        sockets.EnableMultipleHttp2Connections = true;
        sockets.MaxConnectionsPerServer = options.ThrottleLimit;
        _client = new HttpClient(RequestTracing.Around(sockets, options.RequestSent))
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
        _client.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        _client.DefaultRequestHeaders.AcceptEncoding.Add(new StringWithQualityHeaderValue("gzip"));
        _client.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("DataLakeTools", Version));
        if (options.Token is string token)
        {
            _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }
    }

    private static string Version => typeof(TmdbHttp).Assembly.GetName().Version?.ToString(3) ?? "0";

    /// <summary>Sends one request and reads its whole body.</summary>
    /// <exception cref="TmdbFaultException">The request failed or timed out.</exception>
    public async Task<TmdbResponse> SendAsync(
        TmdbRequest request, string? etag, Action onHeaders, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(_options.RequestTimeout, _clock);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            using var message = new HttpRequestMessage(HttpMethod.Get, AddressOf(request))
            {
                // HttpClient applies its default version only to messages that it creates itself.
                Version = HttpVersion.Version20,
                VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
            };
            if (etag is not null)
            {
                message.Headers.TryAddWithoutValidation("If-None-Match", etag);
            }

            using var response = await _client
                .SendAsync(message, HttpCompletionOption.ResponseHeadersRead, linked.Token).ConfigureAwait(false);
            // A 429 is all in its headers, and must pause the others though its body cannot be read.
            var isThrottled = response.StatusCode == HttpStatusCode.TooManyRequests;
            if (!isThrottled)
            {
                onHeaders();
            }

            return new TmdbResponse(response.StatusCode, isThrottled ? [] : await BodyBytes.ReadAsync(response.Content, linked.Token).ConfigureAwait(false))
            {
                ETag = response.Headers.TryGetValues("ETag", out var values) ? values.FirstOrDefault() : null,
                MaxAge = response.Headers.CacheControl is { NoCache: false, NoStore: false, MaxAge: TimeSpan age } ? age : TimeSpan.Zero,
                RetryAfter = RetryAfterOf(response.Headers),
            };
        }
        catch (OperationCanceledException late) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new TmdbFaultException(string.Create(CultureInfo.InvariantCulture, $"No answer within {_options.RequestTimeout.TotalSeconds:0.###} seconds."), late) { MaxRetries = RetryLimits.NoAnswer };
        }
        catch (OperationCanceledException late) when (late.InnerException is TimeoutException && !cancellationToken.IsCancellationRequested)
        {
            // Nobody took the connection within its own time.
            throw new TmdbFaultException($"TMDB cannot be reached: {late.InnerException.Message}", late) { MaxRetries = RetryLimits.NoAnswer, SuggestsWrongEndpoint = true };
        }
        catch (HttpRequestException fault) when (fault.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError)
        {
            throw new TmdbFaultException($"TMDB cannot be reached: {fault.Message}", fault) { MaxRetries = RetryLimits.Unreachable, SuggestsWrongEndpoint = true };
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException)
        {
            throw new TmdbFaultException($"The connection failed: {fault.Message}", fault);
        }
        catch (Exception fault) when (fault is not (TmdbFaultException or DataLakeException) && WorkFailure.IsNeitherStopNorFatal(fault, cancellationToken))
        {
            // Whatever it is, it is a fault of one attempt; the others go on.
            throw new TmdbFaultException($"The answer could not be read: {fault.GetType().Name}: {fault.Message}", fault) { HasResponse = true };
        }
    }

    public void Dispose() => _client.Dispose();

    /// <summary>A Retry-After date is relative to the response's Date header if there is one, because the local clock may be wrong.</summary>
    private TimeSpan? RetryAfterOf(HttpResponseHeaders headers) => headers.RetryAfter switch
    {
        { Delta: TimeSpan delta } => delta,
        { Date: DateTimeOffset date } => date - (headers.Date ?? _clock.GetUtcNow()),
        _ => null,
    };

    private Uri AddressOf(TmdbRequest request)
    {
        var address = _base + request;
        if (_options.Token is null && _options.ApiKey is string key)
        {
            address += (address.Contains('?', StringComparison.Ordinal) ? "&" : "?") + "api_key=" + Uri.EscapeDataString(key);
        }

        return new Uri(address, UriKind.Absolute);
    }
}
