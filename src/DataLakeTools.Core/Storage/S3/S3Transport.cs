using System.Globalization;
using System.Net;
using System.Xml;
using System.Xml.Linq;
using Amazon.Runtime;
using Polly;
using Polly.Retry;

namespace DataLakeTools.Core.Storage.S3;

/// <summary>
/// Puts bytes: the one request whose cost is the cost of the product. The SDK resolves the endpoint, renews the
/// credentials and signs; the body goes from the buffer to the socket without a copy and without the SHA-256 that the
/// SDK takes of every body over plain HTTP (the CRC-32C that S3 checks goes along in a signed header).
/// </summary>
internal sealed class S3Transport : IDisposable
{
    private const int RetriesOfUnreachable = 3;

    private readonly S3Connection _connection;
    private readonly HttpMessageInvoker _http;
    private readonly TimeSpan _stallTimeout;
    private readonly ResiliencePipeline<S3PutAnswer> _retries;

    public S3Transport(S3Connection connection, LakeStoreOptions options)
    {
        _connection = connection;
        _stallTimeout = options.StallTimeout;
        _http = new HttpMessageInvoker(new SocketsHttpHandler
        {
            ConnectTimeout = options.ConnectTimeout,
            AllowAutoRedirect = false,
            UseCookies = false,
            ActivityHeadersPropagator = null,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        });
        _retries = new ResiliencePipelineBuilder<S3PutAnswer>().AddRetry(new RetryStrategyOptions<S3PutAnswer>
        {
            ShouldHandle = arguments => ValueTask.FromResult(
                arguments.Outcome.Exception is { } exception && arguments.AttemptNumber < RetriesFor(exception, options.MaxRetries)),
            MaxRetryAttempts = Math.Max(1, 2 * options.MaxRetries),
            BackoffType = DelayBackoffType.Exponential,
            Delay = TimeSpan.FromMilliseconds(100),
            MaxDelay = TimeSpan.FromSeconds(5),
            UseJitter = true,
        }).Build();
    }

    /// <summary>Sends bytes, again and again while that may help.</summary>
    /// <exception cref="S3RequestException">S3 refused.</exception>
    /// <exception cref="HttpRequestException">S3 could not be reached.</exception>
    public async Task<S3PutAnswer> PutAsync(S3Put put, CancellationToken cancellationToken)
    {
        var attempts = 0;
        var answer = await _retries.ExecuteAsync(
            async token =>
            {
                attempts++;
                return await SendAsync(put, token).ConfigureAwait(false);
            },
            cancellationToken).ConfigureAwait(false);
        return answer with { Attempts = attempts };
    }

    public void Dispose() => _http.Dispose();

    // A server that asks for patience gets it; one that is not there is reported in seconds.
    private static int RetriesFor(Exception exception, int maxRetries) => !S3Errors.IsTransient(exception)
        ? 0
        : S3Errors.IsThrottling(exception)
            ? 2 * maxRetries
            : exception is HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError }
                ? Math.Min(RetriesOfUnreachable, maxRetries)
                : maxRetries;

    private async Task<S3PutAnswer> SendAsync(S3Put put, CancellationToken cancellationToken)
    {
        using var stall = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        stall.CancelAfter(_stallTimeout);
        var moved = 0;
        var succeeded = false;
        void Moved(int bytes)
        {
            moved += bytes;
            stall.CancelAfter(_stallTimeout);
            put.BytesMoved?.Invoke(bytes);
        }

        using var request = new HttpRequestMessage(HttpMethod.Put, put.Address)
        {
            Version = HttpVersion.Version11,
            Content = new WatchedContent(put.Body, Moved),
        };
        try
        {
            var credentials = await _connection.Credentials.GetCredentialsAsync().ConfigureAwait(false);
            S3Signature.Sign(request, put.Headers, credentials, _connection.Region, _connection.Client.Config);
            using var response = await _http.SendAsync(request, stall.Token).ConfigureAwait(false);
            succeeded = response.IsSuccessStatusCode;
            return succeeded
                ? S3PutAnswer.Read(response)
                : throw await ReadErrorAsync(response, stall.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException(
                string.Create(CultureInfo.InvariantCulture, $"no progress for {_stallTimeout.TotalSeconds:0.#} seconds"), exception);
        }
        finally
        {
            if (!succeeded && moved > 0)
            {
                put.BytesMoved?.Invoke(-moved);
            }
        }
    }

    private static async Task<S3RequestException> ReadErrorAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var body = await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
        string? code = null, message = null, requestId = null;
        try
        {
            var error = XDocument.Parse(body).Root;
            code = error?.Elements().FirstOrDefault(element => element.Name.LocalName == "Code")?.Value;
            message = error?.Elements().FirstOrDefault(element => element.Name.LocalName == "Message")?.Value;
            requestId = error?.Elements().FirstOrDefault(element => element.Name.LocalName == "RequestId")?.Value;
        }
        catch (XmlException)
        {
            // A proxy or load balancer answered in its own words; the status says enough.
        }

        return new S3RequestException(response.StatusCode, code, message ?? response.ReasonPhrase ?? "no message", requestId);
    }
}
