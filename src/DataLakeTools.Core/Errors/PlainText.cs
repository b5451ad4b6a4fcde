namespace DataLakeTools.Core.Errors;

/// <summary>
/// Makes external text (names, keys, responses) safe to print on a console: nothing in it moves the cursor, changes
/// colours, starts a line or changes the reading direction.
/// </summary>
public static class PlainText
{
    private const char Replacement = '?';

    /// <summary>
    /// The text with line breaks and tabs as spaces, and other control characters (C0, DEL, C1), directional formatting
    /// characters (Unicode Standard Annex 9) and lone surrogates as <c>?</c>. The same text when there are none.
    /// </summary>
    /// <param name="text">Any text.</param>
    public static string Of(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        for (var i = 0; i < text.Length; i++)
        {
            if (Shown(text, i) != text[i])
            {
                return string.Create(text.Length, text, static (span, source) =>
                {
                    for (var at = 0; at < span.Length; at++)
                    {
                        span[at] = Shown(source, at);
                    }
                });
            }
        }

        return text;
    }

    private static char Shown(string text, int index) => text[index] switch
    {
        '\r' or '\n' or '\t' or '\u2028' or '\u2029' => ' ',
        var control when char.IsControl(control) => Replacement,
        '\u061C' or '\u200E' or '\u200F' or (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069') => Replacement,
        var half when char.IsSurrogate(half) && !IsPaired(text, index) => Replacement,
        var other => other,
    };

    private static bool IsPaired(string text, int index) =>
        char.IsHighSurrogate(text[index])
            ? index + 1 < text.Length && char.IsLowSurrogate(text[index + 1])
            : index > 0 && char.IsHighSurrogate(text[index - 1]);
}
