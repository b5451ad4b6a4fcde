using DataLakeTools.Core.Tmdb;

namespace DataLakeTools.Completion;

/// <summary>Completes countries, as BR.</summary>
public sealed class CountryCompleter : Completer
{
    private protected override IEnumerable<Suggestion> Suggest(CompletedLine line, string begun) =>
        Beginning(begun, TmdbSuggestions.Countries());
}
