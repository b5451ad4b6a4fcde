namespace DataLakeTools.Core.Jobs.Logging;

/// <summary>Receives the lines of the log, from any thread.</summary>
public interface ILog
{
    /// <summary>Writes a line.</summary>
    /// <param name="entry">The line.</param>
    void Write(LogEntry entry);
}
