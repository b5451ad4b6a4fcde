using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using DataLakeTools.Core.Errors;

namespace DataLakeTools.Host.Logging;

/// <summary>
/// The log as JSON Lines. <c>timestamp</c> and <c>level</c> are named and written as Lambda's log controls read them; a
/// control character in data is always escaped.
/// </summary>
/// <param name="lines">Where the lines go.</param>
/// <param name="isVerbose">Whether every step is logged.</param>
/// <param name="clock">Says the time of a line.</param>
/// <param name="words">What advice calls settings and tasks.</param>
internal sealed class JsonLog(LogSink lines, bool isVerbose, TimeProvider clock, AdviceWords words) : ILog
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The id of the invocation that the lines are of; null outside Lambda.</summary>
    public string? RequestId { get; init; }

    public void Write(LogEntry entry)
    {
        if (entry.Level == LogLevel.Debug && !isVerbose)
        {
            return;
        }

        var line = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(line, Options))
        {
            json.WriteStartObject();
            json.WriteString("timestamp", clock.GetUtcNow().UtcDateTime);
            json.WriteString("level", NameOf(entry.Level));
            json.WriteString("message", entry.Message);
            WriteText(json, "requestId", RequestId);
            WriteText(json, "step", entry.Step);
            WriteText(json, "status", entry.Status);
            WriteText(json, "error", entry.Error);
            WriteText(json, "target", entry.Target);
            WriteText(json, "recommendation", entry.Advice?.In(words));
            if (entry.Receipt is { } receipt)
            {
                ReceiptJson.WriteProperties(json, receipt);
            }

            json.WriteEndObject();
        }

        lines.Write(line.WrittenSpan);
    }

    private static string NameOf(LogLevel level) => level switch
    {
        LogLevel.Debug => "DEBUG",
        LogLevel.Info => "INFO",
        LogLevel.Warn => "WARN",
        _ => "ERROR",
    };

    private static void WriteText(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }
}
