using System.Management.Automation;
using DataLakeTools.Core.Raw.Json;

namespace DataLakeTools.Pipeline;

/// <summary>
/// A cmdlet that fetches titles, for the one that writes them in the same pipeline. PowerShell begins all commands of a
/// pipeline before the first of them gives anything, so the writer can say what is there before anything is fetched, and ask at the
/// end whether all of it came.
/// </summary>
/// <param name="fetcher">The cmdlet that fetches.</param>
/// <param name="takeWritten">Takes the titles that are in the lake already, before any is fetched.</param>
internal sealed class PipelineHandover(AsyncCommand fetcher, Action<WrittenTitles> takeWritten)
{
    // Of the session, as each runspace has its own pipelines.
    private const string Variable = "global:DataLakeToolsPipelineHandover";

    private PSVariableIntrinsics? _variables;

    /// <summary>Offers itself to the commands that begin after it.</summary>
    public void Offer(SessionState session)
    {
        _variables = session.PSVariable;
        _variables.Set(Variable, this);
    }

    /// <summary>It has begun to fetch, or ended: nobody can be told any more, and nothing of it is left in the session.</summary>
    public void Close()
    {
        if (_variables?.GetValue(Variable) == this)
        {
            _variables.Remove(Variable);
        }

        _variables = null;
    }

    /// <summary>The cmdlet that fetches before another in the same pipeline; null where there is none.</summary>
    public static PipelineHandover? Find(SessionState session, InvocationInfo writer) =>
        session.PSVariable.GetValue(Variable) is PipelineHandover handover && handover.IsBefore(writer) ? handover : null;

    /// <summary>Tells it what is there.</summary>
    public void Tell(WrittenTitles titles) => takeWritten(titles);

    /// <summary>Whether records are missing from what it gave.</summary>
    public bool MissesRecords => fetcher.MissesRecords;

    private bool IsBefore(InvocationInfo writer) => fetcher.MyInvocation is var pipeline && pipeline.Line == writer.Line && pipeline.PipelineLength == writer.PipelineLength && pipeline.PipelinePosition < writer.PipelinePosition;
}
