using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using DataLakeTools.Core.Tmdb;

namespace DataLakeTools.Completion;

/// <summary>Completes the orders that the query itself checks.</summary>
public sealed class SortOrderCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        TmdbDiscoverQuery query = commandName?.Contains("Series", StringComparison.OrdinalIgnoreCase) == true ? new TmdbSeriesQuery() : new TmdbMovieQuery();
        return WordCompleter.Complete(query.SortOrders, wordToComplete ?? string.Empty);
    }
}
