using System.Collections;
using System.Management.Automation;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Raw.Json;

namespace DataLakeTools.Pipeline;

/// <summary>
/// Tells whether an earlier command of the pipeline had an error. PowerShell does not pass errors to the next command, which
/// therefore cannot see that records are missing; but every error is added to $Error at once, unless the user ignores it. Errors
/// of this module's own cmdlets are noted whatever the user has errors do, also within script blocks and functions.
/// </summary>
internal sealed class PipelineErrors : IDisposable
{
    // Of the session, as each runspace has its own pipelines. It is there only while a command wants to know.
    private const string Variable = "global:DataLakeToolsPipelineErrors";

    private readonly SessionState _session;
    private readonly object? _lastBefore;
    private bool _isNoted;

    /// <summary>Remembers the latest error in the list, and is told of errors from now on.</summary>
    public PipelineErrors(SessionState session)
    {
        _session = session;
        _lastBefore = Errors().Cast<object?>().FirstOrDefault();
        if (WatchersOf(session) is { } watchers)
        {
            watchers.Add(this);
        }
        else
        {
            session.PSVariable.Set(Variable, new List<PipelineErrors> { this });
        }
    }

    /// <summary>Tells of an error of a cmdlet of this module.</summary>
    /// <param name="session">The session of the cmdlet.</param>
    /// <param name="error">The error.</param>
    public static void Note(SessionState session, DataLakeException error)
    {
        if (RunCompleteness.MeansMissingRecords(error))
        {
            WatchersOf(session)?.ForEach(watcher => watcher._isNoted = true);
        }
    }

    /// <summary>Whether records may be missing.</summary>
    public bool MeanMissingRecords()
    {
        if (_isNoted)
        {
            return true;
        }

        var count = 0;
        foreach (var error in Errors())
        {
            if (ReferenceEquals(error, _lastBefore))
            {
                return false;
            }

            count++;
            if (error is not ErrorRecord { Exception: DataLakeException known } || RunCompleteness.MeansMissingRecords(known))
            {
                return true;
            }
        }

        // The list has an end, behind which errors are forgotten: where it is reached, nobody knows what was there.
        return _lastBefore is not null || count >= ErrorList.LengthOf(_session);
    }

    /// <summary>Is told of no more errors, and leaves nothing in the session.</summary>
    public void Dispose()
    {
        if (WatchersOf(_session) is { } watchers && watchers.Remove(this) && watchers.Count == 0)
        {
            _session.PSVariable.Remove(Variable);
        }
    }

    private static List<PipelineErrors>? WatchersOf(SessionState session) => session.PSVariable.GetValue(Variable) as List<PipelineErrors>;

    private IEnumerable Errors() => ErrorList.Of(_session) ?? Array.Empty<object>();
}
