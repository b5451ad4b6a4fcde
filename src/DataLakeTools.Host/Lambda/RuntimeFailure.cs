using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using DataLakeTools.Core.Errors;

namespace DataLakeTools.Host.Lambda;

/// <summary>A function error, as Lambda takes it: it counts as one in alarms, and Lambda runs the event again.</summary>
/// <param name="Type">What kind of error: an error id, or <see cref="JobFailed"/>.</param>
/// <param name="Message">What happened.</param>
internal sealed record RuntimeFailure(string Type, string Message)
{
    /// <summary>The kind of a job that ran to its end with errors; the message is the report as JSON.</summary>
    public const string JobFailed = "JobFailed";

    /// <summary>The kind of an error in the host itself.</summary>
    public const string Fault = "HostFault";

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The failure of a job that could not be begun.</summary>
    /// <param name="exception">Why.</param>
    public static RuntimeFailure Of(DataLakeException exception) => new(exception.Error.ToString(), $"{exception.Message} {exception.Recommendation}");

    /// <summary>The failure of a job that ran to its end.</summary>
    /// <param name="report">The report.</param>
    public static RuntimeFailure Of(RunReport report) => new(JobFailed, report.ToString());

    /// <summary>The failure as JSON.</summary>
    public byte[] ToJson()
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            json.WriteString("errorType", Type);
            json.WriteString("errorMessage", Message);
            json.WriteStartArray("stackTrace");
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }
}
