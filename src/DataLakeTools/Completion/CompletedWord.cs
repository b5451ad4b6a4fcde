using System.Management.Automation;
using System.Management.Automation.Language;

namespace DataLakeTools.Completion;

/// <summary>The word under the cursor, with the quotes that it was begun with.</summary>
internal sealed class CompletedWord
{
    private readonly char? _quote;

    public CompletedWord(string word)
    {
        _quote = word.Length > 0 && word[0] is '\'' or '"' ? word[0] : null;
        Begun = word.Trim('\'', '"');
    }

    /// <summary>The word without quotes.</summary>
    public string Begun { get; }

    /// <summary>Whether a value can be shown: names that others gave may hold what acts on the console.</summary>
    public static bool CanShow(string value) => value.Length > 0 && !value.Any(char.IsControl);

    /// <summary>The completion result of a suggestion.</summary>
    public CompletionResult Complete(Suggestion suggestion) => new(
        Quoted(suggestion.Value),
        suggestion.Label ?? suggestion.Value,
        suggestion.IsBeginning ? CompletionResultType.ProviderContainer : CompletionResultType.ParameterValue,
        CanShow(suggestion.ToolTip) ? suggestion.ToolTip : suggestion.Value);

    private string Quoted(string value) => _quote switch
    {
        '"' => $"\"{value.Replace("`", "``", StringComparison.Ordinal).Replace("$", "`$", StringComparison.Ordinal).Replace("\"", "`\"", StringComparison.Ordinal)}\"",
        null when IsPlain(value) => value,
        _ => $"'{CodeGeneration.EscapeSingleQuotedStringContent(value)}'",
    };

    // Letters and digits of every script, and characters that have no meaning to the PowerShell parser.
    private static bool IsPlain(string value) =>
        (char.IsLetterOrDigit(value[0]) || value[0] is '.' or '/' or '~') && value.All(letter => char.IsLetterOrDigit(letter) || letter is '.' or '_' or '-' or '/' or ':' or '~' or '\\');
}
