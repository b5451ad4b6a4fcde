using System.Collections;
using System.Management.Automation;

namespace DataLakeTools.Completion;

/// <summary>The default values of parameters that a user has set: $PSDefaultParameterValues.</summary>
internal sealed class ParameterDefaults(SessionState session)
{
    private readonly IDictionary? _values = session.PSVariable.GetValue("PSDefaultParameterValues") as IDictionary;

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
}
