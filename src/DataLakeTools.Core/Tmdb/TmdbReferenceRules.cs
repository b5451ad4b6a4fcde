using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Tmdb.Lookup;
using DataLakeTools.Core.Tmdb.Wire;

namespace DataLakeTools.Core.Tmdb;

/// <summary>Rules for finding titles by a related person, collection, genre, keyword or company.</summary>
internal static class TmdbReferenceRules
{
    /// <summary>Whether the titles come from one list request and not from a query.</summary>
    public static bool ComesFromOneList(TmdbReference asked, TmdbQueryWithNames query) =>
        asked.Kind == TmdbKind.Collection || (asked.Kind == TmdbKind.Person && query.IsEmpty);

    /// <summary>The error if titles of this kind cannot be found by the reference; null if they can.</summary>
    public static DataLakeException? FindObstacle(TmdbReference asked, TmdbKind wanted, TmdbQueryWithNames query)
    {
        var title = wanted == TmdbKind.Movie ? "films" : "series";
        var isOfOtherMedia = asked.Record?.Media is { } media && TmdbEndpoints.KindOf(media) != wanted;
        if (isOfOtherMedia || asked.Kind is TmdbKind.Other or TmdbKind.Change || (asked.Kind is TmdbKind.Movie or TmdbKind.Series && asked.Kind != wanted))
        {
            return Impossible($"{Name(asked)} does not lead to {title}.", wanted == TmdbKind.Movie ? "Ask for series instead." : "Ask for films instead.", asked);
        }

        if (asked.Id.IsImdb && asked.Kind != wanted)
        {
            return Impossible($"{Name(asked)} does not lead to {title}: IMDb ids as this are those of titles.", "Give TMDB's number.", asked);
        }

        if (asked.Kind == TmdbKind.Collection && wanted == TmdbKind.Series)
        {
            return Impossible($"{Name(asked)} has films, not series.", "Ask for films instead.", asked);
        }

        if (asked.Kind == TmdbKind.Collection && !query.IsEmpty)
        {
            return Impossible("TMDB cannot filter the films of a collection.", "Leave the filters out, and filter what comes.", asked);
        }

        if (asked.Kind == TmdbKind.Person && wanted == TmdbKind.Series && !query.IsEmpty)
        {
            return Impossible("TMDB cannot filter the series of a person.", "Leave the filters out, and filter what comes.", asked);
        }

        return null;
    }

    /// <summary>The query with the reference as a further filter.</summary>
    public static TmdbDiscoverQuery With(TmdbDiscoverQuery query, TmdbReference asked)
    {
        var id = asked.Id.TmdbId!.Value;
        return asked.Kind switch
        {
            TmdbKind.Genre => query with { Genres = And(query.Genres, id, asked) },
            TmdbKind.Keyword => query with { Keywords = And(query.Keywords, id, asked) },
            TmdbKind.Company => query with { Companies = And(query.Companies, id, asked) },
            _ when query is TmdbMovieQuery movies => movies with { People = And(movies.People, id, asked) },
            _ => throw Impossible($"{Name(asked)} does not lead to titles.", "Give an id of a title.", asked),
        };
    }

    // TMDB reads a list as "all of" or as "any of", never as a mixture.
    private static TmdbIdFilter And(TmdbIdFilter? filter, int id, TmdbReference asked)
    {
        if (filter is { Match: TmdbMatch.Any, Ids.Count: > 1 })
        {
            throw Impossible($"{Name(asked)} cannot be combined with one of several others.", "Leave the others out, or match all of them.", asked);
        }

        return new TmdbIdFilter(TmdbMatch.All, [.. filter?.Ids ?? [], id]);
    }

    private static string Name(TmdbReference asked) => asked.Record?.ToString() ?? $"{asked.Kind} {asked.Id}";

    private static DataLakeException Impossible(string message, string recommendation, TmdbReference asked) =>
        TmdbErrors.InvalidOption(message, recommendation, asked.Id.ToString());
}
