using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using DataLakeTools.Core.Errors;
using DataLakeTools.Pipeline;

namespace DataLakeTools.Completion;

/// <summary>What the completers share: they ask what the cmdlets ask, wait a second at most, and say nothing when nothing is found.</summary>
public abstract class Completer : IArgumentCompleter
{
    private const int MostChoices = 200;

    private protected Completer()
    {
    }

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        var line = new CompletedLine(commandName ?? string.Empty, parameterName ?? string.Empty, fakeBoundParameters);
        var word = new CompletedWord(wordToComplete ?? string.Empty);
        try
        {
            return [.. Suggest(line, word.Begun).Where(suggestion => CompletedWord.CanShow(suggestion.Value)).Take(MostChoices).Select(word.Complete)];
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

    /// <summary>What comes in time of a stream, at most so much.</summary>
    private protected static IReadOnlyList<T> InTime<T>(Func<CancellationToken, IAsyncEnumerable<T>> read, int most = 1000) => ShortWait.Collect(read, most);
}
