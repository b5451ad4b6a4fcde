using System.Collections;
using System.Globalization;
using System.Management.Automation;
using DataLakeTools.Core.Errors;
using DataLakeTools.Errors;

namespace DataLakeTools.Pipeline;

/// <summary>
/// Errors that come by the thousand and say the same, such as ids that TMDB does not know: on the screen they are one warning
/// at the end. Each of them is in -ErrorVariable as any other; once $Error is full, the latest hundred at least stay in it.
/// </summary>
/// <param name="command">The cmdlet.</param>
internal sealed class CollapsedErrors(PSCmdlet command)
{
    private const string ErrorAction = nameof(ErrorAction);
    private const string ErrorVariable = nameof(ErrorVariable);
    private const int MaxIdsShown = 3;
    private const int MaxInList = 100;

    private readonly List<object?> _first = [];
    private readonly Queue<ErrorRecord> _inList = new();
    private int _count;

    /// <summary>Takes an error.</summary>
    /// <returns>False where the user has said what becomes of errors; it is to be written then.</returns>
    public bool TryCollapse(ErrorRecord error)
    {
        if (Action != ActionPreference.Continue)
        {
            return false;
        }

        if (_count++ < MaxIdsShown)
        {
            _first.Add(error.TargetObject);
        }

        var known = ErrorRecords.AsWrittenBy(command, error);

        // PowerShell puts the list into the variable that -ErrorVariable names before the cmdlet begins.
        if (command.MyInvocation.BoundParameters.TryGetValue(ErrorVariable, out var name) && command.GetVariableValue($"{name}".TrimStart('+')) is IList errors)
        {
            errors.Add(known);
        }

        if (ErrorList.Of(command.SessionState) is { } all)
        {
            // Errors of another kind are not pushed out of the list by thousands of this one.
            all.Insert(0, known);
            _inList.Enqueue(known);
            while (all.Count > ErrorList.LengthOf(command.SessionState))
            {
                if (_inList.Count > MaxInList)
                {
                    all.Remove(_inList.Dequeue());
                }
                else
                {
                    all.RemoveAt(all.Count - 1);
                }
            }
        }

        return true;
    }

    /// <summary>The warning for all that was taken since the last one; null for none.</summary>
    public string? TakeWarning()
    {
        if (_count == 0)
        {
            return null;
        }

        var warning = string.Create(
            CultureInfo.InvariantCulture,
            $"TMDB knows nothing under {_count:#,0} of the ids: {string.Join(", ", _first)}{(_count > MaxIdsShown ? " and more" : string.Empty)}. All of them are in -ErrorVariable, if one is named, and the latest in $Error.");
        _first.Clear();
        _count = 0;
        return PlainText.Of(warning);
    }

    private ActionPreference Action =>
        (command.MyInvocation.BoundParameters.TryGetValue(ErrorAction, out var given) ? given : command.GetVariableValue("ErrorActionPreference")) switch
        {
            ActionPreference action => action,
            string text when Enum.TryParse<ActionPreference>(text, ignoreCase: true, out var action) => action,
            _ => ActionPreference.Continue,
        };
}
