using DataLakeTools.Core.Tmdb;

namespace DataLakeTools.Completion;

/// <summary>Completes genres from TMDB's own list, in the language of the command and in English.</summary>
public sealed class GenreCompleter : Completer
{
    private protected override IEnumerable<Suggestion> Suggest(CompletedLine line, string begun)
    {
        var (options, media) = (line.TmdbOptions(), line.Media);
        return InTime(stop => TmdbSuggestions.GenresAsync(options, media, begun, stop)).Select(genre => new Suggestion(genre.Key, genre.Value));
    }
}
