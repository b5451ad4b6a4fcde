using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Amazon;
using DataLakeTools.Http;

namespace DataLakeTools.S3;

/// <summary>
/// Sends requests to AWS Step Functions: with the credentials, the signature and the settings of requests to S3, but as JSON.
/// </summary>
internal sealed class StepFunctionsClient : IDisposable
{
    private const string Service = "states";
    private const int LongestAnswer = 4 * 1024 * 1024;

    // The names that the AWS CLI takes; what is set for S3 alone is none of them.
    private static readonly string[] EndpointVariables = ["AWS_ENDPOINT_URL_SFN", "AWS_ENDPOINT_URL"];

    private readonly S3Account _account;
    private readonly S3ClientOptions _options;
    private readonly HttpMessageInvoker _http;
    private readonly RetryPolicy _retries;
    private readonly S3Signer _signer;
    private readonly Uri _endpoint;

    private StepFunctionsClient(S3Account account, S3ClientOptions options)
    {
        _account = account;
        _options = options;
        _signer = new S3Signer(account.Region, Service);
        _endpoint = EndpointOf(account);
        _http = new HttpMessageInvoker(RequestTracing.Around(S3HttpHandler.Create(options.ConnectTimeout, account.Settings), options.RequestSent));
        var retries = new RetryRule(options.MaxRetries ?? account.Settings.MaxRetries ?? RetryLimits.MaxRetries);
        _retries = new RetryPolicy(
            exception => S3Failure.IsTransient(exception) || exception is S3Exception { Code: "ThrottlingException" } ? retries : null,
            RetryLimits.FirstDelayOfS3,
            RetryLimits.LongestDelayOfS3,
            TimeProvider.System);
    }

    /// <summary>A client for the state machines of a region.</summary>
    /// <exception cref="S3SettingsException">Credentials or settings cannot be found or used.</exception>
    public static async Task<StepFunctionsClient> OpenAsync(string region, S3ClientOptions options, CancellationToken cancellationToken)
    {
        var account = await S3Account.FindAsync(options, cancellationToken).ConfigureAwait(false);
        return new StepFunctionsClient(account with { Region = region }, options);
    }

    /// <summary>Sends a request, again while that may help: every action that is used here may be repeated.</summary>
    /// <param name="action">The action, for example <c>StartExecution</c>.</param>
    /// <param name="input">Its input.</param>
    /// <param name="cancellationToken">Cancels attempts and delays.</param>
    /// <exception cref="S3Exception">AWS refused.</exception>
    /// <exception cref="HttpRequestException">AWS could not be reached.</exception>
    /// <exception cref="TimeoutException">There was no answer.</exception>
    /// <exception cref="IOException">The answer is not one of Step Functions.</exception>
    public Task<JsonDocument> SendAsync(string action, JsonObject input, CancellationToken cancellationToken)
    {
        var request = new S3Request(HttpMethod.Post, _endpoint)
        {
            Headers = new Dictionary<string, string> { [S3Headers.ContentType] = "application/x-amz-json-1.0", ["x-amz-target"] = $"AWSStepFunctions.{action}" },
            Document = Encoding.UTF8.GetBytes(input.ToJsonString()),
        };
        return _retries.ExecuteAsync(token => ExchangeAsync(request, token), cancellationToken);
    }

    public void Dispose() => _http.Dispose();

    private static Uri EndpointOf(S3Account account)
    {
        foreach (var name in EndpointVariables)
        {
            if (Environment.GetEnvironmentVariable(name) is { Length: > 0 } value)
            {
                return Uri.TryCreate(value, UriKind.Absolute, out var endpoint) && endpoint.Scheme is "http" or "https"
                    ? new Uri(endpoint, "/")
                    : throw new S3SettingsException(S3SettingsProblem.InvalidEndpoint, name);
            }
        }

        return new Uri($"https://{Service}{(account.Settings.UseFips ? "-fips" : string.Empty)}.{account.Region}.{RegionEndpoint.GetBySystemName(account.Region).PartitionDnsSuffix}/");
    }

    private async Task<JsonDocument> ExchangeAsync(S3Request request, CancellationToken cancellationToken)
    {
        var credentials = await _account.Credentials.GetAsync(cancellationToken).ConfigureAwait(false);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(_options.StallTimeout);
        using var message = new HttpRequestMessage(request.Method, request.Address) { Content = new ByteArrayContent(request.Document!) };
        try
        {
            _signer.Sign(message, request, credentials, DateTime.UtcNow);
            using var response = await _http.SendAsync(message, limit.Token).ConfigureAwait(false);
            await response.Content.LoadIntoBufferAsync(LongestAnswer, limit.Token).ConfigureAwait(false);
            var text = await response.Content.ReadAsStringAsync(limit.Token).ConfigureAwait(false);
            return response.IsSuccessStatusCode ? Parse(text) : throw ErrorOf(response.StatusCode, text);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException("no answer in time", exception);
        }
        catch (SystemException exception) when (S3Failure.IsFailureOfHttpStack(exception))
        {
            throw new IOException($"{exception.GetType().Name}: {exception.Message}", exception);
        }
    }

    private static JsonDocument Parse(string text)
    {
        try
        {
            return JsonDocument.Parse(text);
        }
        catch (JsonException exception)
        {
            throw new IOException("the answer is not one of Step Functions", exception);
        }
    }

    // {"__type": "com.amazonaws...#AccessDeniedException", "message": "..."}; a proxy answers in its own words.
    private static S3Exception ErrorOf(HttpStatusCode status, string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            var error = document.RootElement;
            return new S3Exception(status, TextOf(error, "__type")?.Split('#')[^1], TextOf(error, "message") ?? TextOf(error, "Message") ?? "no message");
        }
        catch (JsonException)
        {
            return new S3Exception(status, code: null, "no message");
        }
    }

    private static string? TextOf(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
