using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Jobs.Logging;

namespace DataLakeTools.Host;

/// <summary>The log for people: what went wrong, and with <paramref name="isVerbose"/> every step. Results stand on the output.</summary>
/// <param name="lines">Where the lines go.</param>
/// <param name="isVerbose">Whether details are logged.</param>
/// <param name="words">What advice calls settings and tasks.</param>
internal sealed class TextLog(LogSink lines, bool isVerbose, AdviceWords words) : ILog
{
    public void Write(LogEntry entry)
    {
        switch (entry.Level)
        {
            case LogLevel.Error:
                lines.Write($"error {entry.Error}{(entry.Step is null ? string.Empty : $" in '{PlainText.Of(entry.Step)}'")}: {PlainText.Of(entry.Message)}");
                if (entry.Advice is not null)
                {
                    lines.Write($"  {entry.Advice.ToText(words)}");
                }

                break;
            case LogLevel.Warn when entry.Status != nameof(LakeStepStatus.Skipped):
                lines.Write($"warning: {PlainText.Of(entry.Message)}");
                break;
            case LogLevel.Info when entry.Status is null:
                lines.Write(PlainText.Of(entry.Message));
                break;
            case LogLevel.Debug when isVerbose:
                lines.Write(PlainText.Of(entry.Message));
                break;
        }
    }
}
