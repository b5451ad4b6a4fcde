using DataLakeTools.Core.Tmdb.Lookup;
using Filter = (string Name, System.Func<DataLakeTools.Core.Tmdb.TmdbQueryWithNames, object, DataLakeTools.Core.Tmdb.TmdbQueryWithNames> Put);

namespace DataLakeTools.Core.Tmdb;

/// <summary>What titles can be filtered by: the name that users know a filter by, in whichever host, and where its value stands in a query.</summary>
public static class TitleFilters
{
    // Their order is that of the findings about a job document.
    private static readonly Filter[] All =
    [
        Trait<int>("network", (query, id) => (TmdbSeriesQuery)query with { Network = id }),
        Trait<string>("originalLanguage", (query, language) => query with { OriginalLanguage = language }),
        Trait<string>("originCountry", (query, country) => query with { OriginCountry = country }),
        Trait<int>("minVoteCount", (query, votes) => query with { MinVoteCount = votes }),
        Trait<double>("minVoteAverage", (query, average) => query with { MinVoteAverage = average }),
        Trait<double>("maxVoteAverage", (query, average) => query with { MaxVoteAverage = average }),
        Trait<int>("minRuntime", (query, minutes) => query with { MinRuntime = minutes }),
        Trait<int>("maxRuntime", (query, minutes) => query with { MaxRuntime = minutes }),
        Trait<string>("sortBy", (query, order) => query with { SortBy = order.ToLowerInvariant() }),
        Trait<bool>("includeAdult", (query, isIncluded) => query with { IncludeAdult = isIncluded }),
        Trait<bool>("undated", (query, isOnly) => query with { OnlyUndated = isOnly }),
        Trait<DateOnly>("releasedAfter", (query, day) => query.Released(after: day)),
        Trait<DateOnly>("releasedBefore", (query, day) => query.Released(before: day)),
        Trait<int>("year", (query, year) => query.Released(year: year)),
        ("match", (query, match) => query with { Match = Enum.Parse<TmdbMatch>(match.ToString()!, ignoreCase: true) }),
        Names("genre", (query, names) => query with { Genres = names }),
        Names("excludeGenre", (query, names) => query with { ExcludedGenres = names }),
        Names("company", (query, names) => query with { Companies = names }),
        Names("keyword", (query, names) => query with { Keywords = names }),
        Names("excludeKeyword", (query, names) => query with { ExcludedKeywords = names }),
        Names("cast", (query, names) => query with { Cast = names }),
        Names("crew", (query, names) => query with { Crew = names }),
        Names("people", (query, names) => query with { People = names }),
    ];

    /// <summary>The query with the filters that a user gave.</summary>
    /// <param name="unfiltered">The query without filters: one for films or one for series.</param>
    /// <param name="valueOf">The value of the filter with a name; null where it was not given.</param>
    /// <exception cref="Errors.DataLakeException"><see cref="DataLakeError.InvalidOption"/>: there is no day after or before the one that was given.</exception>
    public static TmdbQueryWithNames QueryOf(TmdbDiscoverQuery unfiltered, Func<string, object?> valueOf) => All.Aggregate(
        new TmdbQueryWithNames(unfiltered), (query, filter) => valueOf(filter.Name) is { } value ? filter.Put(query, value) : query);

    private static Filter Trait<T>(string name, Func<TmdbDiscoverQuery, T, TmdbDiscoverQuery> put) =>
        (name, (query, value) => query with { Query = put(query.Query, (T)value) });

    private static Filter Names(string name, Func<TmdbQueryWithNames, IReadOnlyList<string>, TmdbQueryWithNames> put) =>
        (name, (query, value) => put(query, (IReadOnlyList<string>)value));
}
