using System.Management.Automation;
using System.Management.Automation.Language;

namespace DataLakeTools.Completion;

/// <summary>The word under the cursor, with the quotes that it was begun with.</summary>
internal sealed class CompletedWord
{
    private readonly char? _quote;
    private readonly bool _isOpen;

    /// <param name="word">The word as PowerShell gives it: a text without its escapes, with both quotes, typed or not.</param>
    /// <param name="line">The command that it stands in.</param>
    public CompletedWord(string word, Ast? line = null)
    {
        _quote = word.Length > 0 && word[0] is '\'' or '"' ? word[0] : null;
        Begun = _quote is not { } quote ? word : word.Length > 1 && word[^1] == quote ? word[1..^1] : word[1..];
        var typed = line?.Find(node => node is StringConstantExpressionAst text && text.Value == Begun, searchNestedScriptBlocks: true)?.Extent.Text;
        IsLiteral = _quote is null || typed is not null;
        _isOpen = typed?.Length == 1 || (_quote is not null && typed?.EndsWith(_quote.Value) == false);
    }

    /// <summary>
    /// Whether the word is what was typed. A text with variables comes with their values, or without them, so whatever took its place
    /// would lose some of it.
    /// </summary>
    public bool IsLiteral { get; }

    /// <summary>The word without quotes.</summary>
    public string Begun { get; }

    /// <summary>Whether a value can be shown: names that others gave may hold what acts on the console.</summary>
    public static bool CanShow(string value) => value.Length > 0 && !value.Any(char.IsControl);

    /// <summary>The same of a suggestion; what it goes on from was typed, and may have lines.</summary>
    public static bool CanShow(Suggestion suggestion) => CanShow(suggestion.StaysOpen ? suggestion.Label! : suggestion.Value);

    /// <summary>The completion result of a suggestion.</summary>
    public CompletionResult Complete(Suggestion suggestion) => new(
        _isOpen && suggestion.StaysOpen ? Quoted(suggestion.Value)[..^1] : Quoted(suggestion.Value),
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
