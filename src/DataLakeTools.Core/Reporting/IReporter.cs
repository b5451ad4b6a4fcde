using DataLakeTools.Core.Errors;

namespace DataLakeTools.Core.Reporting;

/// <summary>
/// What Core tells while it works. Each host adapts it: a cmdlet to its streams, the command line to the terminal.
/// Calls come from any thread and must return at once.
/// </summary>
public interface IReporter
{
    /// <summary>One step of the story, for those who want to read along.</summary>
    /// <param name="message">A sentence without secrets.</param>
    void Verbose(string message);

    /// <summary>Something a user has to know although the work went on.</summary>
    /// <param name="message">A sentence without secrets.</param>
    void Warning(string message);

    /// <summary>The same, where what can be done is called differently by each host.</summary>
    /// <param name="message">A sentence without secrets.</param>
    void Warning(Advice message) => Warning(message.ToString());

    /// <summary>How far a file is.</summary>
    /// <param name="progress">The state of one file.</param>
    void Progress(TransferProgress progress);

    /// <summary>How far the fetching of records is.</summary>
    /// <param name="progress">The state of one step.</param>
    void Progress(RecordProgress progress);
}
