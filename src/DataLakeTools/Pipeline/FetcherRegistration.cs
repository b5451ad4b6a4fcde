using System.Management.Automation;
using DataLakeTools.Core.Raw.Json;

namespace DataLakeTools.Pipeline;

/// <summary>
/// The cmdlet that fetches titles, registered in the session so that the one that writes them further down the same pipeline finds it. PowerShell
/// begins all commands of a pipeline before the first of them gives anything, so the writer can say what is there before anything is fetched.
/// </summary>
/// <param name="fetcher">The cmdlet that fetches.</param>
/// <param name="skipWritten">Is given the titles that are in the lake already, before any is fetched, and says how many of them are what it fetches, and whether they are fetched all the same.</param>
internal sealed class FetcherRegistration(AsyncCommand fetcher, Func<WrittenTitles, (int Titles, bool AreFetchedAnyway)> skipWritten)
{
    // Of the session, as each runspace has its own pipelines.
    private const string Variable = "global:DataLakeToolsFetcherInPipeline";

    private PSVariableIntrinsics? _variables;

    /// <summary>Lets the commands that begin after it find it.</summary>
    public void Register(SessionState session)
    {
        _variables = session.PSVariable;
        _variables.Set(Variable, this);
    }

    /// <summary>Called when it begins to fetch, or ends: from then on no command finds it, and nothing of it is left in the session.</summary>
    public void Unregister()
    {
        if (_variables?.GetValue(Variable) == this)
        {
            _variables.Remove(Variable);
        }

        _variables = null;
    }

    /// <summary>The cmdlet that fetches before another in the same pipeline; null where there is none.</summary>
    public static FetcherRegistration? Find(SessionState session, InvocationInfo writer) =>
        session.PSVariable.GetValue(Variable) is FetcherRegistration found && found.IsBefore(writer) ? found : null;

    /// <summary>Has it fetch none of these titles of which the lake holds what it fetches.</summary>
    /// <returns>How many those are, and whether they are fetched all the same.</returns>
    public (int Titles, bool AreFetchedAnyway) SkipWritten(WrittenTitles titles) => skipWritten(titles);

    // A pipeline may stand on several lines.
    private bool IsBefore(InvocationInfo writer) => fetcher.MyInvocation is var pipeline && pipeline.ScriptName == writer.ScriptName && pipeline.PipelineLength == writer.PipelineLength && pipeline.PipelinePosition < writer.PipelinePosition;
}
