using System.Globalization;
using System.Net;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using Amazon.Runtime;

namespace DataLakeTools.Core.Storage.S3;

/// <summary>
/// Puts bytes: the one request whose cost is the cost of the product. The SDK resolves the endpoint, renews the
/// credentials and signs; the body goes from the buffer to the socket without a copy and without the SHA-256 that the
/// SDK takes of every body over plain HTTP (the CRC-32C that S3 checks goes along in a signed header).
/// </summary>
internal sealed class S3Transport : IDisposable
{
    private const int LongestError = 64 * 1024;

    private readonly S3Connection _connection;
    private readonly S3Addresses _addresses;
    private readonly S3Retries _retries;
    private readonly HttpMessageInvoker _http;
    private readonly TimeSpan _stallTimeout;

    public S3Transport(S3Connection connection, S3Addresses addresses, S3Retries retries, LakeStoreOptions options)
    {
        _connection = connection;
        _addresses = addresses;
        _retries = retries;
        _stallTimeout = options.StallTimeout;
        _http = new HttpMessageInvoker(new SocketsHttpHandler
        {
            ConnectTimeout = options.ConnectTimeout,
            AllowAutoRedirect = false,
            UseCookies = false,
            ActivityHeadersPropagator = null,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        });
    }

    /// <summary>Sends bytes, again and again while that may help.</summary>
    /// <exception cref="S3RequestException">S3 refused.</exception>
    /// <exception cref="HttpRequestException">S3 could not be reached.</exception>
    public Task<S3PutAnswer> PutAsync(S3Put put, CancellationToken cancellationToken, S3Attempts? attempts = null) =>
        _retries.SendAsync(token => SendAsync(put, token), cancellationToken, attempts);

    public void Dispose() => _http.Dispose();

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
            var credentials = await _connection.Credentials.GetCredentialsAsync().WaitAsync(stall.Token).ConfigureAwait(false);

            // The SDK notes how far this machine's clock is from the server's; the signature has to use the same.
            var now = CorrectClockSkew.GetCorrectedUtcNowForEndpoint(_addresses.ClockName, _connection.Client.Config);
            S3Signature.Sign(request, put.Headers, credentials, _connection.Region, now);
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
        var body = new byte[LongestError];
        var stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        var read = await stream.ReadAtLeastAsync(body, body.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        string? code = null, message = null, requestId = null;
        try
        {
            var error = XDocument.Parse(Encoding.UTF8.GetString(body, 0, read)).Root;
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
