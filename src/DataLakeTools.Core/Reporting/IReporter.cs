using DataLakeTools.Core.Errors;

namespace DataLakeTools.Core.Reporting;

/// <summary>
/// Receives details, warnings and progress while Core works. Each host adapts it: a cmdlet to its streams, the command
/// line to the terminal. Calls come from any thread. A detail or warning may wait until the host can take it; progress never waits.
/// </summary>
public interface IReporter
{
    /// <summary>A detail, for verbose output.</summary>
    /// <param name="message">A sentence without secrets.</param>
    void Verbose(string message);

    /// <summary>Something the user has to know although the work continued.</summary>
    /// <param name="message">A sentence without secrets.</param>
    void Warning(string message);

    /// <summary>The same, for a message with advice that each host words differently.</summary>
    /// <param name="message">A sentence without secrets.</param>
    void Warning(Advice message) => Warning(message.ToString());

    /// <summary>The progress of one file.</summary>
    /// <param name="progress">The state of one file.</param>
    void Progress(ByteProgress progress);

    /// <summary>The progress of fetching records.</summary>
    /// <param name="progress">How many were fetched so far.</param>
    void Progress(RecordProgress progress);

    /// <summary>The progress of work in steps; a host that shows none need not take it.</summary>
    /// <param name="progress">The state of the work.</param>
    void Progress(StepProgress progress)
    {
    }
}
