using System.Buffers;
using System.Globalization;
using System.Text;

namespace DataLakeTools.Host.Logging;

/// <summary>
/// Text that may hold other people's data, as a terminal may see it: names of files and fields can hold escape
/// sequences, line breaks and marks that turn the direction of writing, and none may take effect.
/// </summary>
internal static class Printable
{
    private const string Directions = "\u061C\u200E\u200F\u2028\u2029\u202A\u202B\u202C\u202D\u202E\u2066\u2067\u2068\u2069";
    private static readonly SearchValues<char> Forbidden = SearchValues.Create(
        string.Concat(Enumerable.Range(0, 0xA0).Select(code => (char)code).Where(char.IsControl)) + Directions);

    /// <summary>The text with every such character written as <c>\u001B</c>.</summary>
    /// <param name="text">The text.</param>
    public static string Of(string text)
    {
        if (text.AsSpan().IndexOfAny(Forbidden) < 0)
            return text;

        var printable = new StringBuilder(text.Length + 16);
        foreach (var letter in text)
        {
            if (Forbidden.Contains(letter))
                printable.Append(CultureInfo.InvariantCulture, $"\\u{(int)letter:X4}");
            else
                printable.Append(letter);
        }

        return printable.ToString();
    }
}
