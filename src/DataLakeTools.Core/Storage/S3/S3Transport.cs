using System.Globalization;
using System.Net;
using System.Xml;
using DataLakeTools.Core.Http;

namespace DataLakeTools.Core.Storage.S3;

/// <summary>
/// The requests that every file needs, and whose cost is the cost of the product. The SDK renews the credentials; the
/// bytes of a file go to the socket without a copy and without the SHA-256 that the SDK takes of every body over plain
/// HTTP (the CRC-32C that S3 checks goes along in a signed header), and an object that is not there is an answer, not
/// an exception.
/// </summary>
internal sealed class S3Transport
{
    private const int LongestError = 64 * 1024;

    // A thousand uploads or parts, the most that S3 tells at a time, are some 1 MB.
    private const int LongestAnswer = 16 * 1024 * 1024;

    private static readonly Dictionary<string, string> LookHeaders = new() { [S3Headers.ChecksumMode] = "ENABLED" };

    private readonly S3Connection _connection;
    private readonly S3Addresses _addresses;
    private readonly S3Retries _retries;
    private readonly TimeSpan _connectTimeout;
    private readonly TimeSpan _stallTimeout;

    public S3Transport(S3Connection connection, S3Addresses addresses, S3Retries retries, LakeStoreOptions options)
    {
        _connection = connection;
        _addresses = addresses;
        _retries = retries;
        _connectTimeout = options.ConnectTimeout;
        _stallTimeout = options.StallTimeout;
    }

    /// <summary>The sockets of one lake.</summary>
    public static HttpMessageInvoker Connect(LakeStoreOptions options)
    {
        var sockets = new SocketsHttpHandler
        {
            ConnectTimeout = options.ConnectTimeout,
            AllowAutoRedirect = false,
            UseCookies = false,
            ActivityHeadersPropagator = null,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        };
        return new HttpMessageInvoker(RequestTracing.Around(sockets, options.RequestSent));
    }

    /// <summary>Looks an object or a bucket up; null when it is not there.</summary>
    /// <exception cref="S3RequestException">S3 refused; to a HEAD it never says why.</exception>
    /// <exception cref="HttpRequestException">S3 could not be reached.</exception>
    public Task<S3Look?> LookAsync(Uri address, CancellationToken cancellationToken) =>
        _retries.SendAsync(token => LookOnceAsync(address, token), cancellationToken);

    /// <summary>Sends bytes, again and again while that may help.</summary>
    /// <exception cref="S3RequestException">S3 refused.</exception>
    /// <exception cref="HttpRequestException">S3 could not be reached.</exception>
    public Task<S3PutAnswer> PutAsync(S3Put put, CancellationToken cancellationToken, S3Attempts? attempts = null) =>
        _retries.SendAsync(token => SendAsync(put, token), cancellationToken, attempts);

    /// <summary>Asks for work, again and again while that may help.</summary>
    /// <exception cref="S3RequestException">S3 refused.</exception>
    /// <exception cref="HttpRequestException">S3 could not be reached.</exception>
    /// <exception cref="IOException">What came is no answer of S3.</exception>
    public Task<S3Reply> CallAsync(S3Call call, CancellationToken cancellationToken, S3Attempts? attempts = null) =>
        _retries.SendAsync(token => CallOnceAsync(call, token), cancellationToken, attempts);

    private async Task<S3Look?> LookOnceAsync(Uri address, CancellationToken cancellationToken)
    {
        var limit = LimitOfLook;
        using var stall = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        stall.CancelAfter(limit);
        using var request = new HttpRequestMessage(HttpMethod.Head, address) { Version = HttpVersion.Version11 };
        try
        {
            using var response = await ExchangeAsync(request, LookHeaders, signedBody: null, stall.Token).ConfigureAwait(false);
            return response.StatusCode == HttpStatusCode.NotFound ? null
                : response.IsSuccessStatusCode ? S3Look.Read(response)
                : throw new S3RequestException(response.StatusCode, code: null, response.ReasonPhrase ?? "no message", requestId: null);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw GivenUp(exception, stall, limit);
        }
    }

    private async Task<S3PutAnswer> SendAsync(S3Put put, CancellationToken cancellationToken)
    {
        using var stall = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        stall.CancelAfter(_stallTimeout);
        var started = TimeProvider.System.GetTimestamp();
        var moved = 0;
        var succeeded = false;
        void Moved(int bytes)
        {
            moved += bytes;

            // What is handed over last may still lie in the system's buffers, and on a slow line they empty slowly.
            stall.CancelAfter(moved < put.Body.Length ? _stallTimeout : _stallTimeout + TimeProvider.System.GetElapsedTime(started));
            put.BytesMoved?.Invoke(bytes);
        }

        using var request = new HttpRequestMessage(HttpMethod.Put, put.Address)
        {
            Version = HttpVersion.Version11,
            Content = new WatchedContent(put.Body, Moved),
        };
        try
        {
            using var response = await ExchangeAsync(request, put.Headers, signedBody: null, stall.Token).ConfigureAwait(false);
            succeeded = response.IsSuccessStatusCode;
            return succeeded
                ? S3PutAnswer.Read(response)
                : throw await ReadErrorAsync(response, stall.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw GivenUp(exception, stall, _stallTimeout);
        }
        finally
        {
            if (!succeeded && moved > 0)
            {
                put.BytesMoved?.Invoke(-moved);
            }
        }
    }

    private async Task<S3Reply> CallOnceAsync(S3Call call, CancellationToken cancellationToken)
    {
        using var stall = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        stall.CancelAfter(_stallTimeout);
        using var request = new HttpRequestMessage(call.Method, call.Address)
        {
            Version = HttpVersion.Version11,
            Content = call.Method == HttpMethod.Post ? new ByteArrayContent(call.Body) : null,
        };
        try
        {
            using var response = await ExchangeAsync(request, call.Headers, call.Body, stall.Token).ConfigureAwait(false);
            if (!response.IsSuccessStatusCode)
            {
                throw await ReadErrorAsync(response, stall.Token).ConfigureAwait(false);
            }

            var document = call.Telling is null ? S3Element.None : await ReadDocumentAsync(response, stall).ConfigureAwait(false);

            // The completion of an upload begins to answer before it knows how it ends.
            return document.Name == "Error" ? throw ErrorOf(response, document)
                : call.Telling is null || document.Find(call.Telling) is not null ? new S3Reply(document, S3PutAnswer.Read(response).VersionId)
                : throw new IOException("the answer is not one of S3");
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw GivenUp(exception, stall, _stallTimeout);
        }
    }

    // Whatever comes is progress, and be it the white space that S3 sends while it puts an object together.
    private async Task<S3Element> ReadDocumentAsync(HttpResponseMessage response, CancellationTokenSource stall)
    {
        using var document = new MemoryStream();
        var stream = await response.Content.ReadAsStreamAsync(stall.Token).ConfigureAwait(false);
        var buffer = new byte[4096];
        for (int read; (read = await stream.ReadAsync(buffer, stall.Token).ConfigureAwait(false)) > 0;)
        {
            stall.CancelAfter(_stallTimeout);

            // An XML declaration may not stand behind white space.
            var piece = document.Length == 0 ? buffer.AsMemory(0, read)[LeadingSpace(buffer.AsSpan(0, read))..] : buffer.AsMemory(0, read);
            document.Write(piece.Span);
            if (document.Length > LongestAnswer)
            {
                throw new IOException($"the answer is longer than {LongestAnswer} bytes");
            }
        }

        document.Position = 0;
        try
        {
            return S3Element.Parse(document);
        }
        catch (XmlException exception)
        {
            throw new IOException("the answer is not one of S3", exception);
        }
    }

    private static int LeadingSpace(ReadOnlySpan<byte> bytes) => bytes.IndexOfAnyExcept(" \t\r\n"u8) is >= 0 and var first ? first : bytes.Length;

    private async Task<HttpResponseMessage> ExchangeAsync(
        HttpRequestMessage request, IReadOnlyDictionary<string, string> headers, byte[]? signedBody, CancellationToken cancellationToken)
    {
        var credentials = await _connection.Credentials.GetCredentialsAsync().WaitAsync(cancellationToken).ConfigureAwait(false);

        // The SDK notes how far this machine's clock is from the server's; the signature has to use the same.
        S3Signature.Sign(request, headers, signedBody, credentials, _connection.Region, _connection.Now(_addresses));
        return await _connection.Http.SendAsync(request, cancellationToken).ConfigureAwait(false);
    }

    // A server that was never heard is taken for dead sooner than one that works.
    private TimeSpan LimitOfLook => _connection.WasHeard || _stallTimeout < 2 * _connectTimeout ? _stallTimeout : 2 * _connectTimeout;

    // The sockets have a time-out of their own for the connection, and tell it as a cancellation too.
    private TimeoutException GivenUp(OperationCanceledException exception, CancellationTokenSource stall, TimeSpan limit) => new(
        stall.IsCancellationRequested
            ? string.Create(CultureInfo.InvariantCulture, $"no progress for {limit.TotalSeconds:0.#} seconds")
            : string.Create(CultureInfo.InvariantCulture, $"no connection within {_connectTimeout.TotalSeconds:0.#} seconds"),
        exception);

    private static async Task<S3RequestException> ReadErrorAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var body = new byte[LongestError];
        var stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        var read = await stream.ReadAtLeastAsync(body, body.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        try
        {
            return ErrorOf(response, S3Element.Parse(new MemoryStream(body, 0, read)));
        }
        catch (XmlException)
        {
            // A proxy or load balancer answered in its own words; the status says enough.
            return ErrorOf(response, S3Element.None);
        }
    }

    private static S3RequestException ErrorOf(HttpResponseMessage response, S3Element error) =>
        new(response.StatusCode, error.Find("Code"), error.Find("Message") ?? response.ReasonPhrase ?? "no message", error.Find("RequestId"));
}
