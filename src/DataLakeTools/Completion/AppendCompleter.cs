using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using DataLakeTools.Core.Tmdb;

namespace DataLakeTools.Completion;

/// <summary>Completes the parts that TMDB documents for the details of a kind. Others are sent, too.</summary>
public sealed class AppendCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        WordCompleter.Complete(TmdbParts.Of(KindOf(commandName ?? string.Empty)), wordToComplete ?? string.Empty);

    private static TmdbKind KindOf(string commandName) =>
        commandName.Contains("Series", StringComparison.OrdinalIgnoreCase) ? TmdbKind.Series
        : commandName.Contains("Person", StringComparison.OrdinalIgnoreCase) ? TmdbKind.Person
        : commandName.Contains("Collection", StringComparison.OrdinalIgnoreCase) ? TmdbKind.Collection
        : TmdbKind.Movie;
}
