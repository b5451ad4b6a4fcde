using DataLakeTools.Core.Tmdb.Crawl;
using DataLakeTools.Core.Tmdb.Titles;
using DataLakeTools.Core.Tmdb.Wire;

namespace DataLakeTools.Core.Jobs.Documents.Reading;

/// <summary>Reads which titles are wanted by their traits, and how much of them.</summary>
internal static class TitleFilterReader
{
    private static readonly string[] Common =
    [
        "genre", "excludeGenre", "company", "keyword", "excludeKeyword", "match", "year", "releasedAfter", "releasedBefore",
        "originalLanguage", "originCountry", "minVoteCount", "minVoteAverage", "maxVoteAverage", "minRuntime", "maxRuntime",
        "sortBy", "includeAdult", "first", "all", "undated",
    ];

    /// <summary>The names of the properties.</summary>
    public static string[] PropertiesOf(TmdbMedia media) =>
        media == TmdbMedia.Movie ? [.. Common, "cast", "crew", "people"] : [.. Common, "network"];

    /// <summary>The year of release or of first airing.</summary>
    public static int? YearOf(JobElement element) => element.Optional("year")?.Whole(1800, 2999);

    /// <summary>Which titles, and how much of them.</summary>
    /// <param name="element">What has the properties.</param>
    /// <param name="media">Films or series.</param>
    /// <param name="append">Parts that come with the details.</param>
    /// <param name="summary">Whether there are no details.</param>
    /// <param name="isSearch">Whether the year belongs to a search, and is no trait.</param>
    public static TmdbTitleOptions Read(
        JobElement element, TmdbMedia media, IReadOnlyList<string> append, bool summary, bool isSearch = false) => new(Filter(element, media, isSearch))
        {
            First = element.Optional("first")?.Whole(1, int.MaxValue),
            All = element.Optional("all")?.Flag() ?? false,
            Append = append,
            Summary = summary,
        };

    private static TmdbNamedFilter Filter(JobElement element, TmdbMedia media, bool isSearch) => new(Query(element, media, isSearch))
    {
        Match = element.Optional("match") is { } match ? Enum.Parse<TmdbMatch>(match.OneOf(nameof(TmdbMatch.Any), nameof(TmdbMatch.All))) : TmdbMatch.Any,
        Genres = Names(element, "genre"),
        ExcludedGenres = Names(element, "excludeGenre"),
        Companies = Names(element, "company"),
        Keywords = Names(element, "keyword"),
        ExcludedKeywords = Names(element, "excludeKeyword"),
        Cast = Names(element, "cast"),
        Crew = Names(element, "crew"),
        People = Names(element, "people"),
    };

    private static TmdbDiscoverQuery Query(JobElement element, TmdbMedia media, bool isSearch)
    {
        var year = isSearch ? null : YearOf(element);
        var after = element.Optional("releasedAfter")?.YearOrDate(meansLastDay: true).AddDays(1);
        var before = element.Optional("releasedBefore")?.YearOrDate(meansLastDay: false).AddDays(-1);
        TmdbDiscoverQuery query = media == TmdbMedia.Movie ? new TmdbMovieQuery() : new TmdbSeriesQuery { Network = element.Optional("network")?.Whole(1, int.MaxValue) };
        query = query with
        {
            OriginalLanguage = element.Optional("originalLanguage")?.Text(),
            OriginCountry = element.Optional("originCountry")?.Text(),
            MinVoteCount = element.Optional("minVoteCount")?.Whole(0, int.MaxValue),
            MinVoteAverage = element.Optional("minVoteAverage")?.Number(0, 10),
            MaxVoteAverage = element.Optional("maxVoteAverage")?.Number(0, 10),
            MinRuntime = element.Optional("minRuntime")?.Whole(0, int.MaxValue),
            MaxRuntime = element.Optional("maxRuntime")?.Whole(0, int.MaxValue),
            SortBy = element.Optional("sortBy")?.OneOf([.. query.SortOrders]),
            IncludeAdult = element.Optional("includeAdult")?.Flag() ?? false,
            IsUndated = element.Optional("undated")?.Flag() ?? false,
        };
        return query.Within(after, before).Within(FirstDay(year), LastDay(year));
    }

    private static IReadOnlyList<string> Names(JobElement element, string name) => element.Optional(name)?.NamesOrIds() ?? [];

    private static DateOnly? FirstDay(int? year) => year is { } given ? new DateOnly(given, 1, 1) : null;

    private static DateOnly? LastDay(int? year) => year is { } given ? new DateOnly(given, 12, 31) : null;
}
