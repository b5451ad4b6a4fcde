using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;

namespace DataLakeTools.Host.Lambda;

/// <summary>
/// The runtime API of Lambda, version 2018-06-01: gets events and posts answers. It is a local server; a failed request means
/// that Lambda no longer accepts the answer.
/// </summary>
/// <param name="http">Sends; never gives up by itself, because the next event may be hours away.</param>
/// <param name="address">Host and port, as AWS_LAMBDA_RUNTIME_API has it.</param>
internal sealed class RuntimeApi(HttpClient http, string address)
{
    private const string RequestIdHeader = "Lambda-Runtime-Aws-Request-Id";
    private const string DeadlineHeader = "Lambda-Runtime-Deadline-Ms";
    private const string TraceHeader = "Lambda-Runtime-Trace-Id";
    private const string ErrorTypeHeader = "Lambda-Runtime-Function-Error-Type";

    private static readonly MediaTypeHeaderValue Json = new("application/json");

    private readonly string _runtime = $"http://{address}/2018-06-01/runtime";

    /// <summary>Waits for the next event. Lambda freezes the process meanwhile.</summary>
    /// <param name="cancellationToken">Stops the wait.</param>
    public async Task<Invocation> NextAsync(CancellationToken cancellationToken)
    {
        using var response = await http.GetAsync($"{_runtime}/invocation/next", cancellationToken);
        response.EnsureSuccessStatusCode();
        var id = Header(response, RequestIdHeader) ?? throw new HttpRequestException($"The runtime API gave an event without {RequestIdHeader}.");
        return new Invocation(
            id,
            DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(Header(response, DeadlineHeader) ?? "0", CultureInfo.InvariantCulture)),
            Header(response, TraceHeader),
            await response.Content.ReadAsByteArrayAsync(cancellationToken));
    }

    /// <summary>Answers an event.</summary>
    /// <param name="invocation">The event.</param>
    /// <param name="summary">The answer.</param>
    public Task RespondAsync(Invocation invocation, RunSummary summary) =>
        PostAsync($"invocation/{invocation.RequestId}/response", JsonSerializer.SerializeToUtf8Bytes(summary, HostJson.Instance.RunSummary), errorType: null);

    /// <summary>Answers an event with an error.</summary>
    /// <param name="invocation">The event.</param>
    /// <param name="failure">The error.</param>
    public Task FailAsync(Invocation invocation, RuntimeFailure failure) => PostAsync($"invocation/{invocation.RequestId}/error", JsonOf(failure), failure.Type);

    /// <summary>Reports that this process cannot handle any event.</summary>
    /// <param name="failure">Why.</param>
    public Task FailToBeginAsync(RuntimeFailure failure) => PostAsync("init/error", JsonOf(failure), failure.Type);

    private static byte[] JsonOf(RuntimeFailure failure) => JsonSerializer.SerializeToUtf8Bytes(failure, HostJson.Instance.RuntimeFailure);

    private async Task PostAsync(string path, byte[] body, string? errorType)
    {
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = Json;
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{_runtime}/{path}") { Content = content };
        if (errorType is not null)
        {
            request.Headers.Add(ErrorTypeHeader, $"DataLake.{errorType}");
        }

        using var response = await http.SendAsync(request);
        response.EnsureSuccessStatusCode();
    }

    private static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) ? values.First() : null;
}
