using System.Management.Automation;
using DataLakeTools.Core.Raw.Json;

namespace DataLakeTools.Pipeline;

/// <summary>
/// A cmdlet that fetches titles, for the one that writes them in the same pipeline. PowerShell begins all commands of a
/// pipeline before the first of them gives anything, so the writer can say what is there before anything is fetched.
/// </summary>
/// <param name="pipeline">The invocation of the cmdlet that fetches: its line, and its place in the pipeline.</param>
/// <param name="takeWritten">Takes the titles that are in the lake already, before any is fetched.</param>
internal sealed class PipelineHandover(InvocationInfo pipeline, Action<WrittenTitles> takeWritten)
{
    // Of the session, as each runspace has its own pipelines.
    private const string Variable = "global:DataLakeToolsCrawl";

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

    /// <summary>Tells the cmdlet that fetches in the same pipeline, if there is one, what is there.</summary>
    /// <returns>Whether there is one.</returns>
    public static bool TryTellFetcher(SessionState session, InvocationInfo writer, WrittenTitles titles)
    {
        if (session.PSVariable.GetValue(Variable) is not PipelineHandover handover || !handover.IsBefore(writer))
        {
            return false;
        }

        handover.Tell(titles);
        return true;
    }

    private bool IsBefore(InvocationInfo writer) => pipeline.Line == writer.Line && pipeline.PipelineLength == writer.PipelineLength && pipeline.PipelinePosition < writer.PipelinePosition;

    private void Tell(WrittenTitles titles) => takeWritten(titles);
}
