using DataLakeTools.Core.Reporting;

namespace DataLakeTools.Host.Logging;

/// <summary>Writes the messages of Core to the log.</summary>
/// <param name="log">The log.</param>
internal sealed class LogReporter(ILog log) : IReporter
{
    public void Verbose(string message) => log.Write(new LogEntry(LogLevel.Debug, message));

    public void Warning(string message) => log.Write(new LogEntry(LogLevel.Warn, message));

    public void Progress(TransferProgress progress)
    {
        // A log has no progress bar.
    }

    public void Progress(RecordProgress progress)
    {
        // As above.
    }
}
