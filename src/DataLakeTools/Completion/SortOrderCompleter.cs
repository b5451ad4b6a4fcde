using DataLakeTools.Core.Tmdb.Lookup;
using DataLakeTools.Core.Tmdb.Wire;

namespace DataLakeTools.Completion;

/// <summary>Completes the orders that the query itself checks.</summary>
public sealed class SortOrderCompleter : Completer
{
    private protected override IEnumerable<Suggestion> Suggest(CompletedLine line, string begun) =>
        Beginning(begun, (line.Media == TmdbMedia.Series ? (TmdbDiscoverQuery)new TmdbSeriesQuery() : new TmdbMovieQuery()).SortOrders);
}
