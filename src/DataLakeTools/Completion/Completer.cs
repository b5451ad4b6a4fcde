using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using DataLakeTools.Core.Errors;
using DataLakeTools.Pipeline;

namespace DataLakeTools.Completion;

/// <summary>Base of the completers: they call the same code as the cmdlets, wait a second at most, and propose nothing on an error.</summary>
public abstract class Completer : IArgumentCompleter
{
    private const int MaxChoices = 200;

    private protected Completer()
    {
    }

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        var line = new CompletedLine(commandName ?? string.Empty, parameterName ?? string.Empty, fakeBoundParameters);
        var word = new CompletedWord(wordToComplete ?? string.Empty, commandAst);
        try
        {
            return word.IsLiteral ? [.. Suggest(line, word.Begun).Where(CompletedWord.CanShow).Take(MaxChoices).Select(word.Complete)] : [];
        }
        catch (DataLakeException)
        {
            // Such as an invalid lake or a missing profile: the command itself reports it.
            return [];
        }
    }

    private protected abstract IEnumerable<Suggestion> Suggest(CompletedLine line, string begun);

    /// <summary>Values that begin with what was begun; case does not matter.</summary>
    private protected static IEnumerable<Suggestion> Beginning(string begun, IEnumerable<Suggestion> all) =>
        all.Where(suggestion => suggestion.Value.StartsWith(begun, StringComparison.OrdinalIgnoreCase));

    private protected static IEnumerable<Suggestion> Beginning(string begun, IEnumerable<string> all) =>
        Beginning(begun, all.Select(value => new Suggestion(value, value)));

    private protected static IEnumerable<Suggestion> Beginning(string begun, IEnumerable<KeyValuePair<string, string>> all) =>
        Beginning(begun, all.Select(pair => new Suggestion(pair.Key, $"{pair.Key}: {pair.Value}")));

    /// <summary>The first elements of a stream that arrive in time.</summary>
    private protected static IReadOnlyList<T> InTime<T>(Func<CancellationToken, IAsyncEnumerable<T>> read, int most = 1000) => ShortWait.Collect(read, most);
}
