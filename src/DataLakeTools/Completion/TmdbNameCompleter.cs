using DataLakeTools.Core.Tmdb;
using DataLakeTools.Core.Tmdb.Wire;

namespace DataLakeTools.Completion;

/// <summary>Completes names of people, keywords, companies and collections with what TMDB finds under the first letters.</summary>
public sealed class TmdbNameCompleter : Completer
{
    private protected override IEnumerable<Suggestion> Suggest(CompletedLine line, string begun)
    {
        var (options, kind) = (line.TmdbOptions(), KindOf(line));
        return InTime(stop => TmdbSuggestions.NamesAsync(options, kind, begun, stop)).Select(found => new Suggestion(found.Key, found.Value));
    }

    // -Name and -Search are for the kind of the cmdlet; every other parameter is named after its kind.
    private static TmdbKind KindOf(CompletedLine line)
    {
        var about = line.Parameter is "Name" or "Search" ? line.Command : line.Parameter;
        return about.Contains("Keyword", StringComparison.OrdinalIgnoreCase) ? TmdbKind.Keyword
            : about.Contains("Company", StringComparison.OrdinalIgnoreCase) ? TmdbKind.Company
            : about.Contains("Collection", StringComparison.OrdinalIgnoreCase) ? TmdbKind.Collection
            : TmdbKind.Person;
    }
}
