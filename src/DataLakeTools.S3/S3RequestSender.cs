using System.Globalization;
using System.Net;
using System.Xml;
using DataLakeTools.Http;
using ImmutableCredentials = Amazon.Runtime.ImmutableCredentials;

namespace DataLakeTools.S3;

/// <summary>
/// Signs, sends and retries requests, and reads documents and errors. The bytes of an object go to the socket without a
/// copy and without a SHA-256 over them; their CRC-32C, which S3 checks, goes along in a signed header.
/// </summary>
internal sealed class S3RequestSender : IDisposable
{
    private const int LongestError = 64 * 1024;

    // A thousand objects, uploads or parts, the most that S3 lists at a time, are some 1 MB.
    private const int LongestDocument = 16 * 1024 * 1024;

    // S3 refuses clocks that differ by 15 minutes, and other servers those that differ by 5. It matters only for a refusal
    // that does not name the clock.
    private static readonly TimeSpan LargestClockSkew = TimeSpan.FromMinutes(4);

    private readonly S3Account _account;
    private readonly S3ClientOptions _options;
    private readonly HttpMessageInvoker _http;
    private readonly RetryPolicy _retries;
    private readonly string _signingService;
    private readonly S3Signer _signer;
    private long _clockOffsetTicks;
    private volatile bool _hasAnswered;

    public S3RequestSender(S3Account account, string signingService, S3ClientOptions options)
        : this(account, signingService, options, Connect(options, account.Settings))
    {
    }

    private S3RequestSender(S3Account account, string signingService, S3ClientOptions options, HttpMessageInvoker http)
    {
        _account = account;
        _signingService = signingService;
        _signer = new S3Signer(account.Region, signingService);
        _options = options;
        _http = http;
        _retries = new RetryPolicy(RuleFor, RetryLimits.FirstDelayOfS3, RetryLimits.LongestDelayOfS3, TimeProvider.System);
    }

    /// <summary>How often a failed request is sent again.</summary>
    public int MaxRetries => _options.MaxRetries ?? _account.Settings.MaxRetries ?? RetryLimits.MaxRetries;

    /// <summary>The time by the server's clock, where that is known to differ from ours.</summary>
    public DateTimeOffset Now => DateTimeOffset.UtcNow + TimeSpan.FromTicks(Interlocked.Read(ref _clockOffsetTicks));

    // A server that has never answered is given up sooner than one that works.
    private TimeSpan FirstResponseTimeout =>
        _hasAnswered || _options.StallTimeout < 2 * _options.ConnectTimeout ? _options.StallTimeout : 2 * _options.ConnectTimeout;

    /// <summary>The same connections for another region. This one is not to be used, nor disposed of, any more.</summary>
    public S3RequestSender InRegion(string region) =>
        new(_account with { Region = region }, _signingService, _options, _http) { _hasAnswered = _hasAnswered, _clockOffsetTicks = _clockOffsetTicks };

    /// <summary>Sends a request, again while that may help, and once more with renewed credentials or a corrected clock.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Cancels attempts and delays.</param>
    /// <param name="outcome">Records whether an attempt may have succeeded.</param>
    /// <exception cref="S3Exception">S3 refused.</exception>
    /// <exception cref="HttpRequestException">S3 could not be reached.</exception>
    /// <exception cref="TimeoutException">There was no progress.</exception>
    /// <exception cref="IOException">The response is not one of S3.</exception>
    public Task<S3Response> SendAsync(S3Request request, CancellationToken cancellationToken, RequestOutcome? outcome = null)
    {
        var corrections = new Corrections();
        return _retries.ExecuteAsync(token => AttemptAsync(request, corrections, outcome, token), cancellationToken);
    }

    public void Dispose() => _http.Dispose();

    private static HttpMessageInvoker Connect(S3ClientOptions options, S3Settings settings)
    {
        var sockets = S3HttpHandler.Create(options.ConnectTimeout, settings);
        sockets.PlaintextStreamFilter = static (context, _) => new ValueTask<Stream>(new ReadableAfterFailedWriteStream(context.PlaintextStream));
        return new HttpMessageInvoker(RequestTracing.Around(sockets, options.RequestSent));
    }

    // How often a request that failed so is sent again; null where that cannot help.
    private RetryRule? RuleFor(Exception exception)
    {
        if (!S3Failure.IsTransient(exception))
        {
            return null;
        }

        if (exception is S3Exception { IsThrottling: true } throttling)
        {
            // What AWS users set (AWS_MAX_ATTEMPTS, max_attempts) is an exact number of attempts, so throttling does not
            // multiply it.
            var isExact = _options.MaxRetries is null && _account.Settings.MaxRetries is not null;
            return new RetryRule(MaxRetries * (isExact ? 1 : throttling.Code is null ? RetryLimits.UnavailableFactor : RetryLimits.SlowDownFactor));
        }

        var most = S3Failure.IsTimeout(exception) ? (_hasAnswered ? RetryLimits.NoAnswer : RetryLimits.NeverAnswered)
            : S3Failure.IsUnreachable(exception) ? RetryLimits.Unreachable
            : MaxRetries;
        return new RetryRule(Math.Min(most, MaxRetries));
    }

    private async Task<S3Response> AttemptAsync(
        S3Request request, Corrections corrections, RequestOutcome? outcome, CancellationToken cancellationToken)
    {
        while (true)
        {
            var generation = _account.Credentials.Generation;
            var credentials = await _account.Credentials.GetAsync(cancellationToken).ConfigureAwait(false);
            var signedAt = Now;
            try
            {
                var response = await ExchangeAsync(request, credentials, signedAt, corrections.ExpectsContinue, outcome, cancellationToken).ConfigureAwait(false);
                _hasAnswered = true;
                return response;
            }
            catch (S3Exception exception)
            {
                // Any response, even an error, shows that the server is reachable.
                _hasAnswered = true;
                if (!await TryCorrectAsync(exception, generation, signedAt, corrections, cancellationToken).ConfigureAwait(false))
                {
                    if (outcome is not null && exception.IsTransient && !exception.WasNotCarriedOut)
                    {
                        outcome.MayHaveSucceeded = true;
                    }

                    throw;
                }
            }
            catch (Exception exception) when (S3Failure.IsTransient(exception))
            {
                // A server that rejects a request after its headers may close the connection while the body is being sent,
                // and some operating systems then discard the response. The next attempt sends Expect: 100-continue.
                corrections.ExpectsContinue = request.Body is not null && exception is HttpRequestException or IOException;
                if (outcome is not null)
                {
                    outcome.MayHaveSucceeded |= !S3Failure.WasNotCarriedOut(exception);
                }

                throw;
            }
        }
    }

    private async Task<bool> TryCorrectAsync(
        S3Exception exception, int generation, DateTimeOffset signedAt, Corrections corrections, CancellationToken cancellationToken)
    {
        if (!corrections.IsClockCorrected && TryCorrectClock(exception, signedAt))
        {
            corrections.IsClockCorrected = true;
            return true;
        }

        if (corrections.AreCredentialsRenewed || !exception.IsCredentialsExpired)
        {
            return false;
        }

        corrections.AreCredentialsRenewed = true;
        return await _account.Credentials.TryRenewAsync(generation, cancellationToken).ConfigureAwait(false);
    }

    // Compares the server's time with the one that the request was signed with: another request may have corrected the
    // clock since, and this one still has to be sent again.
    private bool TryCorrectClock(S3Exception exception, DateTimeOffset signedAt)
    {
        if (exception.ServerTime is not { } serverTime
            || !(exception.IsClockSkewed || (exception.MayBeClockSkewed && (serverTime - signedAt).Duration() >= LargestClockSkew)))
        {
            return false;
        }

        Interlocked.Exchange(ref _clockOffsetTicks, (serverTime - DateTimeOffset.UtcNow).Ticks);
        return true;
    }

    private async Task<S3Response> ExchangeAsync(S3Request request, ImmutableCredentials credentials, DateTimeOffset signedAt, bool expectsContinue, RequestOutcome? outcome, CancellationToken cancellationToken)
    {
        var limit = request.Method == HttpMethod.Head ? FirstResponseTimeout : _options.StallTimeout;
        using var stall = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        stall.CancelAfter(limit);
        var progress = request.Body is null ? null : new UploadProgress(request, stall, _options.StallTimeout);
        using var message = new HttpRequestMessage(request.Method, request.Address)
        {
            Version = HttpVersion.Version11,
            Content = request.Body is { } body ? body.ToContent(progress!.Moved)
                : request.Document is { } document ? new ByteArrayContent(document)
                : null,
        };
        message.Headers.ExpectContinue = expectsContinue;
        HttpResponseMessage? response = null;
        S3Response? result = null;
        try
        {
            _signer.Sign(message, request, credentials, signedAt.UtcDateTime);
            response = await _http.SendAsync(message, stall.Token).ConfigureAwait(false);
            return result = await ReadAsync(request, response, stall).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            // The sockets have a time-out of their own for the connection, and report it as a cancellation too.
            throw new TimeoutException(
                stall.IsCancellationRequested
                    ? string.Create(CultureInfo.InvariantCulture, $"no progress for {(progress?.Limit ?? limit).TotalSeconds:0.#} seconds")
                    : string.Create(CultureInfo.InvariantCulture, $"no connection within {_options.ConnectTimeout.TotalSeconds:0.#} seconds"),
                exception);
        }
        catch (OperationCanceledException) when (outcome is not null)
        {
            // A request that has arrived whole is carried out, though nobody waits for its answer any more.
            outcome.MayHaveSucceeded |= progress?.IsWhole != false;
            throw;
        }
        catch (SystemException exception) when (S3Failure.IsFailureOfHttpStack(exception))
        {
            throw new IOException($"{exception.GetType().Name}: {exception.Message}", exception);
        }
        finally
        {
            if (result is null)
            {
                response?.Dispose();
                progress?.TakeBack();
            }
        }
    }

    private async Task<S3Response> ReadAsync(S3Request request, HttpResponseMessage response, CancellationTokenSource stall)
    {
        if (request.AllowNotFound && response.StatusCode == HttpStatusCode.NotFound)
        {
            return new S3Response(response, S3Xml.None);
        }

        if (!response.IsSuccessStatusCode)
        {
            throw await ReadErrorAsync(response, stall.Token).ConfigureAwait(false);
        }

        if (FaultIn(response, request) is { } fault)
        {
            throw new IOException($"the answer is not one of S3: it has {fault}");
        }

        if (request.RequiredElement is null)
        {
            return new S3Response(response, S3Xml.None);
        }

        var document = await ReadDocumentAsync(response, stall).ConfigureAwait(false);

        // CompleteMultipartUpload sends status 200 before its outcome is known; the body may still be an error.
        return document.Name == "Error" ? throw ErrorOf(response, document)
            : document.Find(request.RequiredElement) is not null ? new S3Response(response, document)
            : throw new IOException("the answer is not one of S3");
    }

    // What shows that this response is not one of S3; null if nothing does. A proxy, a captive portal or another server may answer 200 to
    // anything.
    private static string? FaultIn(HttpResponseMessage response, S3Request request)
    {
        var status = response.StatusCode;
        if (request.Method == HttpMethod.Delete)
        {
            return status == HttpStatusCode.NoContent || S3Response.HeaderOf(response, S3Headers.RequestId) is { Length: > 0 }
                ? null
                : $"the status {(int)status} and no {S3Headers.RequestId}";
        }

        return status != HttpStatusCode.OK && (status != HttpStatusCode.PartialContent || !(request.Method == HttpMethod.Get || request.Method == HttpMethod.Head)) ? $"the status {(int)status}"
            : request.RequiredHeader is { } header && string.IsNullOrEmpty(S3Response.HeaderOf(response, header)) ? $"no {header}"
            : null;
    }

    // Every received byte restarts the stall time-out, also the white space that S3 sends while CompleteMultipartUpload
    // runs.
    private async Task<S3Xml> ReadDocumentAsync(HttpResponseMessage response, CancellationTokenSource stall)
    {
        using var document = new MemoryStream();
        var stream = await response.Content.ReadAsStreamAsync(stall.Token).ConfigureAwait(false);
        var buffer = new byte[4096];
        for (int read; (read = await stream.ReadAsync(buffer, stall.Token).ConfigureAwait(false)) > 0;)
        {
            stall.CancelAfter(_options.StallTimeout);

            // An XML declaration may not stand behind white space.
            var piece = document.Length == 0 ? buffer.AsMemory(0, read)[LeadingSpace(buffer.AsSpan(0, read))..] : buffer.AsMemory(0, read);
            document.Write(piece.Span);
            if (document.Length > LongestDocument)
            {
                throw new IOException($"the answer is longer than {LongestDocument} bytes");
            }
        }

        document.Position = 0;
        try
        {
            return S3Xml.Parse(document);
        }
        catch (XmlException exception)
        {
            throw new IOException("the answer is not one of S3", exception);
        }
    }

    private static int LeadingSpace(ReadOnlySpan<byte> bytes) => bytes.IndexOfAnyExcept(" \t\r\n"u8) is >= 0 and var first ? first : bytes.Length;

    private static async Task<S3Exception> ReadErrorAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var body = new byte[LongestError];
        var stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        var read = await stream.ReadAtLeastAsync(body, body.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        try
        {
            return ErrorOf(response, S3Xml.Parse(new MemoryStream(body, 0, read)));
        }
        catch (XmlException)
        {
            // A HEAD has no body, and a proxy or load balancer answers in its own words; the status says enough.
            return ErrorOf(response, S3Xml.None);
        }
    }

    private static S3Exception ErrorOf(HttpResponseMessage response, S3Xml error) =>
        new(response.StatusCode, error.Find("Code"), error.Find("Message") ?? response.ReasonPhrase ?? "no message")
        {
            RequestId = error.Find("RequestId") ?? S3Response.HeaderOf(response, S3Headers.RequestId),
            Header = error.Find("Header") ?? error.Find("ArgumentName"),
            BucketRegion = S3Response.HeaderOf(response, S3Headers.BucketRegion) ?? error.Find("Region"),
            ServerTime = response.Headers.Date ?? (error.FindTime("ServerTime") is { Year: > 1 } time ? time : null),
        };

    // Corrections (clock, credentials, Expect: 100-continue) that last from one attempt at a request to the next; clock and
    // credentials are corrected at most once.
    private sealed class Corrections
    {
        public bool AreCredentialsRenewed { get; set; }

        public bool IsClockCorrected { get; set; }

        // Whether the body is sent only after 100 Continue (Expect: 100-continue); costs one round trip.
        public bool ExpectsContinue { get; set; }
    }

    // Counts the bytes sent in one attempt, to take them back if it fails.
    private sealed class UploadProgress(S3Request request, CancellationTokenSource stall, TimeSpan stallTimeout)
    {
        private readonly long _started = TimeProvider.System.GetTimestamp();
        private int _moved;

        public bool IsWhole => _moved >= request.Body!.Length;

        // How long it may stand still, since it last moved; null while nothing has.
        public TimeSpan? Limit { get; private set; }

        public void Moved(int bytes)
        {
            _moved += bytes;

            // After the last write, bytes may still be in the socket buffer; a slow line needs time to drain it, so the
            // time-out grows by the time the upload has taken.
            Limit = IsWhole ? stallTimeout + TimeProvider.System.GetElapsedTime(_started) : stallTimeout;
            stall.CancelAfter(Limit.Value);
            request.BytesMoved?.Invoke(bytes);
        }

        public void TakeBack()
        {
            if (_moved > 0)
            {
                request.BytesMoved?.Invoke(-_moved);
            }
        }
    }
}
