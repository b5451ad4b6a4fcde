using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.RegularExpressions;
using DataLakeTools.Core.Lake;

namespace DataLakeTools.Core.Jobs.Documents.Reading;

/// <summary>
/// Variables in the text of a document: <c>${NAME}</c>, <c>${NAME:-default}</c>, whose default may have variables in it, and <c>$${</c> for a literal
/// <c>${</c>. As in a shell, the default replaces a variable that is not set or empty.
/// </summary>
internal static partial class JobVariables
{
    private const string Start = "${";
    private const string Escape = "$${";
    private const string Default = ":-";
    private const int MaxNested = 16;

    /// <summary>Whether a text has variables or escapes.</summary>
    public static bool IsIn(string text) => text.Contains(Start, StringComparison.Ordinal);

    /// <summary>The text with the values in place of the variables.</summary>
    /// <param name="text">The text as it stands in the document.</param>
    /// <param name="variables">Gives the value of a variable, or null.</param>
    /// <param name="expanded">The text; null when it cannot be made.</param>
    /// <param name="found">Why not. Names variables, never a value.</param>
    /// <param name="expected">What should stand there.</param>
    public static bool TryExpand(
        string text,
        Func<string, string?> variables,
        [NotNullWhen(true)] out string? expanded,
        [NotNullWhen(false)] out string? found,
        [NotNullWhen(false)] out string? expected)
    {
        return TryExpand(text, variables, depth: 0, out expanded, out found, out expected);
    }

    private static bool TryExpand(
        string text,
        Func<string, string?> variables,
        int depth,
        [NotNullWhen(true)] out string? expanded,
        [NotNullWhen(false)] out string? found,
        [NotNullWhen(false)] out string? expected)
    {
        expanded = found = expected = null;
        var result = new StringBuilder(text.Length);
        var at = 0;
        while (at < text.Length)
        {
            var next = text.IndexOf(Start, at, StringComparison.Ordinal);
            if (next < 0)
            {
                result.Append(text, at, text.Length - at);
                break;
            }

            if (next > at && text[next - 1] == '$')
            {
                result.Append(text, at, next - 1 - at).Append(Start);
                at = next + Start.Length;
                continue;
            }

            result.Append(text, at, next - at);
            var end = depth < MaxNested ? EndOf(text, next + Start.Length) : -1;
            var reference = end < 0 ? string.Empty : text[(next + Start.Length)..end];
            var parts = reference.Split(Default, 2);
            if (!Name().IsMatch(parts[0]))
            {
                found = $"'{KeySegment.Shown(text[next..(end < 0 ? text.Length : end + 1)])}' is no variable";
                expected = $"${{NAME}} or ${{NAME:-default}}, or {Escape} for a ${{ that is meant as it stands";
                return false;
            }

            if (Secret().IsMatch(parts[0]))
            {
                found = $"the environment variable '{parts[0]}' may hold a secret";
                expected = "a document without secrets: tokens and keys are read from the environment by those who need them";
                return false;
            }

            // The default may have variables of its own; the value of a variable is taken as it is.
            var value = variables(parts[0]);
            if (string.IsNullOrEmpty(value) && (value = parts.ElementAtOrDefault(1)) is not null
                && !TryExpand(value, variables, depth + 1, out value, out found, out expected))
            {
                return false;
            }

            if (value is null)
            {
                found = $"the environment variable '{parts[0]}' is not set or empty";
                expected = $"a value for it, or a default in the document: ${{{parts[0]}:-default}}";
                return false;
            }

            result.Append(value);
            at = end + 1;
        }

        expanded = result.ToString();
        return true;
    }

    // The brace that closes a reference; its default may have references in it.
    private static int EndOf(string text, int start)
    {
        var open = 1;
        for (var at = start; at < text.Length; at++)
        {
            if (text.AsSpan(at).StartsWith(Escape))
            {
                at += Escape.Length - 1;
                continue;
            }

            open += text[at] == '}' ? -1 : text.AsSpan(at).StartsWith(Start) ? 1 : 0;
            if (open == 0)
            {
                return at;
            }
        }

        return -1;
    }

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_]*$", RegexOptions.CultureInvariant)]
    private static partial Regex Name();

    // Values of variables appear in keys, tags, logs and reports, so no secret may be among them.
    [GeneratedRegex("TOKEN|SECRET|PASSWORD|PASSWD|PASSPHRASE|PASS(_|$)|._?PWD$(?<!OLDPWD)|CREDENTIAL|BEARER|AUTHORIZATION|CONN(ECTION)?_?STR|API_?KEY|ACCESS_?KEY|PRIVATE_?KEY|(^|_)(PAT|AUTH)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Secret();
}
