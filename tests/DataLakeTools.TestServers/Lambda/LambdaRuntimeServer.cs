using System.Globalization;
using System.Threading.Channels;

namespace DataLakeTools.TestServers.Lambda;

/// <summary>
/// A stand-in for Lambda's runtime API (2018-06-01): hands out events one at a time and takes their answers, with the
/// status codes and error documents of the real one where a runtime does not keep to the order. Beside it, under the
/// paths of the AWS Parameters and Secrets extension, it gives secrets; as the real one only while an event is worked on.
/// </summary>
public sealed class LambdaRuntimeServer : IAsyncDisposable
{
    private const int LargestAnswer = 6 * 1024 * 1024 + 100;

    private readonly WebApplication _app;
    private readonly Channel<LambdaInvocation> _events = Channel.CreateBounded<LambdaInvocation>(100);
    private readonly TaskCompletionSource<LambdaAnswer> _initError = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _stopping = new();
    private LambdaInvocation? _current;

    private LambdaRuntimeServer(int port)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Listen(System.Net.IPAddress.Loopback, port);
        });
        _app = builder.Build();
        _app.MapGet("/2018-06-01/runtime/invocation/next", NextAsync);
        _app.MapPost("/2018-06-01/runtime/invocation/{id}/response", (HttpContext context, string id) => AnswerAsync(context, id, isError: false));
        _app.MapPost("/2018-06-01/runtime/invocation/{id}/error", (HttpContext context, string id) => AnswerAsync(context, id, isError: true));
        _app.MapPost("/2018-06-01/runtime/init/error", InitErrorAsync);
        Secrets = new SecretsExtension(() => _current is not null);
        Secrets.Map(_app);
    }

    /// <summary>Host and port, as AWS_LAMBDA_RUNTIME_API has it.</summary>
    public string Address { get; private set; } = "";

    public int Port => new Uri("http://" + Address).Port;

    public SecretsExtension Secrets { get; }

    /// <summary>Ends when a runtime first asks for an event.</summary>
    public Task Ready => _ready.Task;

    /// <summary>Ends when a runtime says that it cannot begin.</summary>
    public Task<LambdaAnswer> InitError => _initError.Task;

    public static async Task<LambdaRuntimeServer> StartAsync(int port = 0)
    {
        var server = new LambdaRuntimeServer(port);
        await server._app.StartAsync();
        server.Address = new Uri(server._app.Urls.First()).Authority;
        return server;
    }

    /// <summary>Sends an event to the function and waits for its answer.</summary>
    /// <param name="event">The event, JSON.</param>
    /// <param name="time">How long the invocation may take; the usual 15 minutes if null. It is only said, not enforced.</param>
    /// <param name="traceId">The X-Ray header.</param>
    public async Task<LambdaAnswer> InvokeAsync(string @event, TimeSpan? time = null, string? traceId = null)
    {
        var invocation = new LambdaInvocation(@event, time ?? TimeSpan.FromMinutes(15), traceId);
        await _events.Writer.WriteAsync(invocation);
        return await invocation.Answer.Task;
    }

    public Task WaitForShutdownAsync() => _app.WaitForShutdownAsync();

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        using var impatient = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await _app.StopAsync(impatient.Token);
        await _app.DisposeAsync();
        _stopping.Dispose();
    }

    private async Task NextAsync(HttpContext context)
    {
        _ready.TrySetResult();
        if (_current is not null)
        {
            await RefuseAsync(context, 403, "InvalidStateTransition", "The event before has no answer yet.");
            return;
        }

        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, _stopping.Token);
        LambdaInvocation next;
        try
        {
            next = await _events.Reader.ReadAsync(end.Token);
        }
        catch (OperationCanceledException)
        {
            context.Abort();
            return;
        }

        _current = next;
        var headers = context.Response.Headers;
        headers["Lambda-Runtime-Aws-Request-Id"] = next.RequestId;
        headers["Lambda-Runtime-Deadline-Ms"] = (DateTimeOffset.UtcNow + next.Time).ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        headers["Lambda-Runtime-Invoked-Function-Arn"] = "arn:aws:lambda:eu-west-1:111122223333:function:datalake";
        if (next.TraceId is not null)
        {
            headers["Lambda-Runtime-Trace-Id"] = next.TraceId;
        }

        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(next.Event);
    }

    private async Task AnswerAsync(HttpContext context, string id, bool isError)
    {
        var current = _current;
        if (current is null || current.RequestId != id)
        {
            await RefuseAsync(context, 400, "InvalidRequestID", "Invalid request ID");
            return;
        }

        var answer = await ReadAsync(context, isError);
        if (answer.Body.Length > LargestAnswer)
        {
            await RefuseAsync(context, 413, "RequestEntityTooLarge", "Exceeded maximum allowed payload size (6291556 bytes).");
            return;
        }

        // Answered before it is told, so that whoever waits can send the next event at once.
        _current = null;
        await AcceptAsync(context);
        current.Answer.TrySetResult(answer);
    }

    private async Task InitErrorAsync(HttpContext context)
    {
        if (_ready.Task.IsCompleted)
        {
            await RefuseAsync(context, 403, "InvalidStateTransition", "The runtime has begun already.");
            return;
        }

        var answer = await ReadAsync(context, isError: true);
        await AcceptAsync(context);
        _initError.TrySetResult(answer);
    }

    private static async Task<LambdaAnswer> ReadAsync(HttpContext context, bool isError)
    {
        using var reader = new StreamReader(context.Request.Body);
        return new LambdaAnswer(
            isError,
            await reader.ReadToEndAsync(),
            context.Request.Headers.TryGetValue("Lambda-Runtime-Function-Error-Type", out var type) ? type.ToString() : null);
    }

    private static Task AcceptAsync(HttpContext context)
    {
        context.Response.StatusCode = 202;
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync("""{"status":"OK"}""");
    }

    private static Task RefuseAsync(HttpContext context, int status, string type, string message)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync($$"""{"errorMessage":"{{message}}","errorType":"{{type}}"}""");
    }
}
