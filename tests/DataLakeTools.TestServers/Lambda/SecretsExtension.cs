using System.Collections.Concurrent;
using System.Text.Json;

namespace DataLakeTools.TestServers.Lambda;

/// <summary>A stand-in for the AWS Parameters and Secrets extension.</summary>
/// <param name="isInvoking">Whether an event is worked on.</param>
public sealed class SecretsExtension(Func<bool> isInvoking)
{
    private int _requests;

    /// <summary>Parameters of Systems Manager by their names.</summary>
    public ConcurrentDictionary<string, string> Parameters { get; } = new();

    /// <summary>Secrets of Secrets Manager by their names.</summary>
    public ConcurrentDictionary<string, string> Secrets { get; } = new();

    /// <summary>What a caller must send to prove that it runs in the function.</summary>
    public string SessionToken { get; set; } = "stand-in-session";

    /// <summary>How many requests it is not ready for yet.</summary>
    public int NotReadyTimes { get; set; }

    /// <summary>How many requests came, those included that it was not ready for.</summary>
    public int Requests => Volatile.Read(ref _requests);

    internal void Map(WebApplication app)
    {
        app.MapGet("/systemsmanager/parameters/get", (HttpContext context, string name, string? withDecryption) =>
            AnswerAsync(context, Parameters.TryGetValue(name, out var value) && withDecryption == "true"
                ? new Dictionary<string, object> { ["Parameter"] = new Dictionary<string, string> { ["Name"] = name, ["Value"] = value } }
                : null));
        app.MapGet("/secretsmanager/get", (HttpContext context, string secretId) =>
            AnswerAsync(context, Secrets.TryGetValue(secretId, out var value)
                ? new Dictionary<string, object> { ["Name"] = secretId, ["SecretString"] = value }
                : null));
    }

    private Task AnswerAsync(HttpContext context, Dictionary<string, object>? answer)
    {
        Interlocked.Increment(ref _requests);
        if (!isInvoking() || NotReadyTimes-- > 0)
        {
            return RefuseAsync(context, 400, "not ready to serve traffic, please wait");
        }

        if (context.Request.Headers["X-Aws-Parameters-Secrets-Token"] != SessionToken)
        {
            return RefuseAsync(context, 401, "the session token is missing or wrong");
        }

        return answer is null
            ? RefuseAsync(context, 400, "an unexpected error occurred while executing request")
            : context.Response.WriteAsync(JsonSerializer.Serialize(answer));
    }

    private static Task RefuseAsync(HttpContext context, int status, string message)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsync(message);
    }
}
