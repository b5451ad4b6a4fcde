using DataLakeTools.Core.Tmdb;

namespace DataLakeTools.Completion;

/// <summary>Completes paths of the TMDB API that TMDB documents. Others are asked for, too.</summary>
public sealed class ApiPathCompleter : Completer
{
    private protected override IEnumerable<Suggestion> Suggest(CompletedLine line, string begun) =>
        TmdbPaths.StartingWith(begun).Select(path => new Suggestion(path, path) { IsBeginning = path.EndsWith('/') });
}
