using System.Text.Json;
using System.Text.Json.Serialization;
using DataLakeTools.Core.Errors;

namespace DataLakeTools.Host.Lambda;

/// <summary>A function error, as Lambda takes it: it counts as one in alarms, and Lambda runs the event again.</summary>
/// <param name="Type">What kind of error: an error id, <see cref="JobFailed"/> or <see cref="JobFailedPermanently"/>.</param>
/// <param name="Message">What happened.</param>
internal sealed record RuntimeFailure([property: JsonPropertyName("errorType")] string Type, [property: JsonPropertyName("errorMessage")] string Message)
{
    /// <summary>The kind of a job that ran to its end with errors; the message is the summary as JSON.</summary>
    public const string JobFailed = "JobFailed";

    /// <summary>The same of a job that fails again however often it is run, for its data or what it says: no event that is worth another try.</summary>
    public const string JobFailedPermanently = nameof(JobFailedPermanently);

    /// <summary>The kind of an error in the host itself.</summary>
    public const string Fault = "HostFault";

    /// <summary>Always empty; Lambda expects the property.</summary>
    [JsonPropertyName("stackTrace")]
    public IReadOnlyList<string> StackTrace { get; } = [];

    /// <summary>The failure of a job that could not be begun.</summary>
    /// <param name="exception">Why.</param>
    public static RuntimeFailure Of(DataLakeException exception) => new(exception.Error.ToString(), $"{exception.Message} {exception.Advice}");

    /// <summary>The failure of a job that ran to its end.</summary>
    /// <param name="summary">What it did.</param>
    public static RuntimeFailure Of(RunSummary summary) =>
        new(summary.IsPermanent ? JobFailedPermanently : JobFailed, JsonSerializer.Serialize(summary, HostJson.Instance.RunSummary));
}
