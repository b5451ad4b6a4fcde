using DataLakeTools.Core.Tmdb;

namespace DataLakeTools.Completion;

/// <summary>Completes languages of titles and texts, as pt-BR.</summary>
public sealed class TmdbLanguageCompleter : Completer
{
    private protected override IEnumerable<Suggestion> Suggest(CompletedLine line, string begun) =>
        Beginning(begun, TmdbSuggestions.Languages());
}
