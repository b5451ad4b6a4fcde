using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace DataLakeTools.TestServers.StepFunctions;

/// <summary>
/// A stand-in for Step Functions: starts, lists and describes executions, with the protocol (JSON 1.0) and the error documents
/// of the real one. How an execution ends, the test says. It checks no signature.
/// </summary>
public sealed class StepFunctionsStandIn : IAsyncDisposable
{
    public const string Machine = "arn:aws:states:sa-east-1:123456789012:stateMachine:datalake-tables";

    private readonly WebApplication _app;
    private int _looks;

    private StepFunctionsStandIn()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, 0));
        _app = builder.Build();
        _app.MapPost("/", AnswerAsync);
    }

    public Uri Endpoint => new(_app.Urls.First());

    /// <summary>The actions that were asked for, in their order.</summary>
    public ConcurrentQueue<string> Actions { get; } = [];

    /// <summary>The executions by their names, each with its input; one that a test adds was started by somebody else.</summary>
    public ConcurrentDictionary<string, string> Executions { get; } = [];

    /// <summary>The Authorization header of the last request.</summary>
    public string Authorization { get; private set; } = "";

    /// <summary>Whether executions go on for ever.</summary>
    public bool IsEndless { get; set; }

    /// <summary>What the end of an execution says besides its status: error and cause of one that failed, else its output.</summary>
    public JsonObject End { get; set; } = new() { ["status"] = "SUCCEEDED", ["output"] = """{"build":"0a1b","day":"2022-05-02","rows":[{"name":"movies","rows":"60"},{"name":"fact_title","rows":"7"}]}""" };

    /// <summary>How the names of executions end that are no longer listed once they have been described as ended.</summary>
    public IReadOnlyList<string> EndsWith { get; set; } = [];

    /// <summary>The error of AWS that every request gets; none when null.</summary>
    public string? Refusal { get; set; }

    /// <summary>How many requests fail with a fault of AWS before one is answered.</summary>
    public int Faults { get; set; }

    public static async Task<StepFunctionsStandIn> StartAsync()
    {
        var standIn = new StepFunctionsStandIn();
        await standIn._app.StartAsync();
        return standIn;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        Authorization = context.Request.Headers.Authorization.ToString();
        var action = context.Request.Headers["X-Amz-Target"].ToString().Split('.')[^1];
        Actions.Enqueue(action);
        var input = (JsonObject)(await JsonNode.ParseAsync(context.Request.Body))!;
        if (Faults-- > 0)
        {
            context.Response.StatusCode = 500;
            await context.Response.WriteAsync("{}");
            return;
        }

        if (Refusal is not null)
        {
            context.Response.StatusCode = 400;
            await context.Response.WriteAsync(new JsonObject { ["__type"] = $"com.amazon.coral.service#{Refusal}", ["message"] = "as the test wants it" }.ToJsonString());
            return;
        }

        context.Response.ContentType = "application/x-amz-json-1.0";
        await context.Response.WriteAsync((action switch
        {
            "ListExecutions" => new() { ["executions"] = new JsonArray([.. Executions.Keys.Select(JsonNode (name) => new JsonObject { ["name"] = name, ["executionArn"] = ArnOf(name) })]) },
            "StartExecution" => Start(input),
            "DescribeExecution" => Describe((string)input["executionArn"]!),
            _ => throw new InvalidOperationException($"There is no action '{action}' here."),
        }).ToJsonString());
    }

    private JsonObject Start(JsonObject input)
    {
        var name = (string)input["name"]!;
        Executions[name] = (string)input["input"]!;
        return new() { ["executionArn"] = ArnOf(name), ["startDate"] = 1.6514496E9 };
    }

    // The first look at an execution finds it running.
    private JsonObject Describe(string arn)
    {
        if (IsEndless || _looks++ == 0)
        {
            return new() { ["status"] = "RUNNING" };
        }

        if (EndsWith.Any(end => arn.EndsWith(end, StringComparison.Ordinal)))
        {
            Executions.TryRemove(arn.Split(':')[^1], out _);
        }

        return (JsonObject)End.DeepClone();
    }

    private static string ArnOf(string name) => $"{Machine.Replace(":stateMachine:", ":execution:", StringComparison.Ordinal)}:{name}";
}
