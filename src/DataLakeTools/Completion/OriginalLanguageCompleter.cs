using DataLakeTools.Core.Tmdb;

namespace DataLakeTools.Completion;

/// <summary>Completes languages, as pt.</summary>
public sealed class OriginalLanguageCompleter : Completer
{
    private protected override IEnumerable<Suggestion> Suggest(CompletedLine line, string begun) =>
        Beginning(begun, TmdbSuggestions.OriginalLanguages());
}
