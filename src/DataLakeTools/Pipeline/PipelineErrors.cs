using System.Collections;
using System.Management.Automation;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Raw.Json;

namespace DataLakeTools.Pipeline;

/// <summary>
/// Tells whether an earlier command of the pipeline had an error. PowerShell does not pass errors to the next command, which
/// therefore cannot see that records are missing; but every error is added to $Error at once, unless the user ignores it.
/// </summary>
internal sealed class PipelineErrors
{
    private readonly SessionState _session;
    private readonly object? _lastBefore;

    /// <summary>Remembers the latest error in the list.</summary>
    public PipelineErrors(SessionState session)
    {
        _session = session;
        _lastBefore = Errors().Cast<object?>().FirstOrDefault();
    }

    /// <summary>Whether records may be missing.</summary>
    public bool MeanMissingRecords()
    {
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

    private IEnumerable Errors() => ErrorList.Of(_session) ?? Array.Empty<object>();
}
