using System.Collections;
using System.Globalization;
using DataLakeTools.Core.Errors;

namespace DataLakeTools.Binding;

/// <summary>The pairs of a hashtable that are sent as text. Keys that differ, as 1 and '1', may be one text.</summary>
internal static class TextPairs
{
    /// <summary>The pairs, by the text of their keys.</summary>
    /// <param name="given">What the user gave.</param>
    /// <param name="parameter">The parameter, for the error.</param>
    /// <param name="textOf">The text of a key or a value; when null, the one that is the same under every culture.</param>
    /// <exception cref="DataLakeException"><see cref="DataLakeError.InvalidOption"/>: two keys are one text.</exception>
    public static IReadOnlyDictionary<string, string> Of(IDictionary given, string parameter, Func<object?, string>? textOf = null)
    {
        textOf ??= static value => Convert.ToString(value, CultureInfo.InvariantCulture) ?? string.Empty;
        var pairs = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (DictionaryEntry entry in given)
        {
            if (!pairs.TryAdd(textOf(entry.Key), textOf(entry.Value)))
            {
                throw new DataLakeException(
                    DataLakeError.InvalidOption, $"Two keys of -{parameter} are written '{PlainText.Of(textOf(entry.Key))}'.", "Give each key once.", textOf(entry.Key));
            }
        }

        return pairs;
    }
}
