using DataLakeTools.Core.Tmdb.Lookup;
using DataLakeTools.Core.Tmdb.Wire;

namespace DataLakeTools.Completion;

/// <summary>Completes the parts that TMDB documents for the details of a kind. Others are sent, too.</summary>
public sealed class AppendCompleter : Completer
{
    private protected override IEnumerable<Suggestion> Suggest(CompletedLine line, string begun) => Beginning(begun, TmdbParts.Of(KindOf(line.Command)));

    private static TmdbKind KindOf(string command) =>
        command.Contains("Series", StringComparison.OrdinalIgnoreCase) ? TmdbKind.Series
        : command.Contains("Person", StringComparison.OrdinalIgnoreCase) ? TmdbKind.Person
        : command.Contains("Collection", StringComparison.OrdinalIgnoreCase) ? TmdbKind.Collection
        : TmdbKind.Movie;
}
