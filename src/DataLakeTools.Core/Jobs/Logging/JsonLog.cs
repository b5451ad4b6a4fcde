using System.Text.Json;
using DataLakeTools.Core.Errors;

namespace DataLakeTools.Core.Jobs.Logging;

/// <summary>The log as JSON Lines.</summary>
/// <param name="lines">Where the lines go.</param>
/// <param name="isVerbose">Whether details are logged.</param>
/// <param name="clock">The time of a line.</param>
/// <param name="words">What advice calls settings and tasks.</param>
public sealed class JsonLog(LogSink lines, bool isVerbose, TimeProvider clock, AdviceWords words) : ILog
{
    /// <summary>The id of the invocation that the lines are of; null outside Lambda.</summary>
    public string? RequestId { get; init; }

    /// <inheritdoc/>
    public void Write(LogEntry entry)
    {
        if (entry.Level == LogLevel.Debug && !isVerbose)
        {
            return;
        }

        var receipt = entry.Receipt;
        lines.Write(JsonSerializer.SerializeToUtf8Bytes(
            new LogLine
            {
                Timestamp = clock.GetUtcNow().UtcDateTime,
                Level = entry.Level.ToString().ToUpperInvariant(),
                Message = entry.Message,
                RequestId = RequestId,
                Step = entry.Step,
                Status = entry.Status,
                Error = entry.Error,
                Target = entry.Target,
                Recommendation = entry.Advice?.ToText(words),
                Key = receipt?.Key,
                Bytes = receipt?.Size,
                BytesSent = receipt?.BytesSent,
                Checksum = receipt?.Checksum?.ToString(),
                Rows = receipt?.Rows,
                Records = receipt?.Records,
                Unconditional = receipt is { Unconditional: true } ? true : null,
                Milliseconds = (long?)receipt?.Duration.TotalMilliseconds,
            },
            LogJsonContext.Instance.LogLine));
    }
}
