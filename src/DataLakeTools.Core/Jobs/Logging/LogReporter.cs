using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Reporting;

namespace DataLakeTools.Core.Jobs.Logging;

/// <summary>Writes the messages of Core to the log.</summary>
/// <param name="log">The log.</param>
/// <param name="other">Is told the same, and of progress, which a log does not have; nobody when null.</param>
public sealed class LogReporter(ILog log, IReporter? other = null) : IReporter
{
    /// <inheritdoc/>
    public void Verbose(string message)
    {
        log.Write(new LogEntry(LogLevel.Debug, message));
        other?.Verbose(message);
    }

    /// <inheritdoc/>
    public void Warning(string message)
    {
        log.Write(new LogEntry(LogLevel.Warn, message));
        other?.Warning(message);
    }

    /// <inheritdoc/>
    public void Warning(Advice message)
    {
        log.Write(new LogEntry(LogLevel.Warn, $"{message}"));
        other?.Warning(message);
    }

    /// <inheritdoc/>
    public void Progress(ByteProgress progress) => other?.Progress(progress);

    /// <inheritdoc/>
    public void Progress(RecordProgress progress) => other?.Progress(progress);

    /// <inheritdoc/>
    public void Progress(StepProgress progress) => other?.Progress(progress);
}
