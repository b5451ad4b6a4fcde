using System.Collections;
using System.Management.Automation;

namespace DataLakeTools.Completion;

/// <summary>The default values of parameters that a session has set: $PSDefaultParameterValues.</summary>
internal sealed class SessionDefaults
{
    private readonly IDictionary? _values;

    private SessionDefaults(IDictionary? values) => _values = values;

    /// <summary>The defaults of the runspace that this thread works for.</summary>
    public static SessionDefaults OfRunspace() => new(Ask("$PSDefaultParameterValues") as IDictionary);

    /// <summary>The paths of the runspace that this thread works for.</summary>
    public static PathIntrinsics CurrentPaths() => (PathIntrinsics)Ask("$ExecutionContext.SessionState.Path")!;

    /// <summary>The default of a parameter; null when there is none, or one that has to be computed.</summary>
    public object? Find(string command, string parameter)
    {
        if (_values is null || _values["Disabled"] is true)
        {
            return null;
        }

        foreach (DictionaryEntry entry in _values)
        {
            var key = $"{entry.Key}";
            var colon = key.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0 && entry.Value is not ScriptBlock && Fits(key[..colon], command) && Fits(key[(colon + 1)..], parameter))
            {
                return entry.Value;
            }
        }

        return null;
    }

    private static bool Fits(string pattern, string name) => WildcardPattern.Get(pattern.Trim(' ', '\'', '"'), WildcardOptions.IgnoreCase).IsMatch(name);

    // The one way to a variable that works wherever completion is asked for: at the prompt, in an editor, in a script.
    private static object? Ask(string expression)
    {
        var answer = ScriptBlock.Create(expression).InvokeReturnAsIs();
        return answer is PSObject wrapped ? wrapped.BaseObject : answer;
    }
}
