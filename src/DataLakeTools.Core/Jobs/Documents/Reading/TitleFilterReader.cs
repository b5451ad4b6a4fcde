using System.Text.Json.Nodes;
using DataLakeTools.Core.Tmdb;
using DataLakeTools.Core.Tmdb.Lookup;
using DataLakeTools.Core.Tmdb.Wire;

namespace DataLakeTools.Core.Jobs.Documents.Reading;

/// <summary>Reads which titles are wanted by their traits, and how much of them.</summary>
internal sealed class TitleFilterReader
{
    /// <summary>Films.</summary>
    public static readonly TitleFilterReader Movies = new(TmdbMedia.Movie, new TmdbMovieQuery());

    /// <summary>Series.</summary>
    public static readonly TitleFilterReader Series = new(TmdbMedia.Series, new TmdbSeriesQuery());

    private readonly TmdbMedia _media;
    private readonly JobProperty<string> _sortBy;

    private TitleFilterReader(TmdbMedia media, TmdbDiscoverQuery query)
    {
        _media = media;
        _sortBy = new("sortBy", JobValues.OneOf(query.SortOrders), "The order; TMDB's own is popularity.desc.");
        Properties =
        [
            Shared.Genre, Shared.ExcludeGenre, Shared.Company, Shared.Keyword, Shared.ExcludeKeyword, Shared.Match, Shared.Year, Shared.ReleasedAfter,
            Shared.ReleasedBefore, Shared.OriginalLanguage, Shared.OriginCountry, Shared.MinVoteCount, Shared.MinVoteAverage, Shared.MaxVoteAverage,
            Shared.MinRuntime, Shared.MaxRuntime, Shared.IncludeAdult, Shared.First, Shared.All, Shared.Undated, _sortBy,
            .. media == TmdbMedia.Movie ? (JobProperty[])[Shared.Cast, Shared.Crew, Shared.People] : [Shared.Network],
        ];
    }

    /// <summary>The properties.</summary>
    public IReadOnlyList<JobProperty> Properties { get; }

    /// <summary>The rule between them.</summary>
    public static JobRule Rule { get; } = JobRule.SchemaOnlyNotWithFlag("first", "all");

    /// <summary>The year of release or of first airing.</summary>
    public static int? YearOf(JobElement element) => element.ReadOrNull(Shared.Year);

    /// <summary>Which titles, and how much of them.</summary>
    /// <param name="element">The object with the properties.</param>
    /// <param name="append">What comes with the details.</param>
    /// <param name="summary">Whether there are no details.</param>
    /// <param name="isSearch">Whether the year belongs to a search, and is no trait.</param>
    public TmdbTitleOptions Read(JobElement element, IReadOnlyList<string> append, bool summary, bool isSearch = false) => new(QueryWithNames(element, isSearch))
    {
        First = element.ReadOrNull(Shared.First),
        All = element.Read(Shared.All),
        Append = append,
        Summary = summary,
    };

    private TmdbQueryWithNames QueryWithNames(JobElement element, bool isSearch)
    {
        var query = new TmdbQueryWithNames(Query(element, isSearch))
        {
            Match = element.Read(Shared.Match),
            Genres = element.Read(Shared.Genre)!,
            ExcludedGenres = element.Read(Shared.ExcludeGenre)!,
            Companies = element.Read(Shared.Company)!,
            Keywords = element.Read(Shared.Keyword)!,
            ExcludedKeywords = element.Read(Shared.ExcludeKeyword)!,
        };
        return _media != TmdbMedia.Movie ? query : query with
        {
            Cast = element.Read(Shared.Cast)!,
            Crew = element.Read(Shared.Crew)!,
            People = element.Read(Shared.People)!,
        };
    }

    private TmdbDiscoverQuery Query(JobElement element, bool isSearch)
    {
        TmdbDiscoverQuery query = _media == TmdbMedia.Movie ? new TmdbMovieQuery() : new TmdbSeriesQuery { Network = element.ReadOrNull(Shared.Network) };
        query = query with
        {
            OriginalLanguage = element.Read(Shared.OriginalLanguage),
            OriginCountry = element.Read(Shared.OriginCountry),
            MinVoteCount = element.ReadOrNull(Shared.MinVoteCount),
            MinVoteAverage = element.ReadOrNull(Shared.MinVoteAverage),
            MaxVoteAverage = element.ReadOrNull(Shared.MaxVoteAverage),
            MinRuntime = element.ReadOrNull(Shared.MinRuntime),
            MaxRuntime = element.ReadOrNull(Shared.MaxRuntime),
            SortBy = element.Read(_sortBy),
            IncludeAdult = element.Read(Shared.IncludeAdult),
            OnlyUndated = element.Read(Shared.Undated),
        };
        return query.Released(element.ReadOrNull(Shared.ReleasedAfter), element.ReadOrNull(Shared.ReleasedBefore), isSearch ? null : YearOf(element));
    }

    /// <summary>The properties that films and series may both have, and those of one of them.</summary>
    private static class Shared
    {
        public static readonly JobProperty<IReadOnlyList<string>> Genre = Names("genre", "The genres, by name or id.", new JsonArray("Crime", "War"));
        public static readonly JobProperty<IReadOnlyList<string>> ExcludeGenre = Names("excludeGenre", "Genres that a title must not have, by name or id.");
        public static readonly JobProperty<IReadOnlyList<string>> Company = Names("company", "The production companies, by name or id.");
        public static readonly JobProperty<IReadOnlyList<string>> Keyword = Names("keyword", "The keywords, by name or id.");
        public static readonly JobProperty<IReadOnlyList<string>> ExcludeKeyword = Names("excludeKeyword", "Keywords that a title must not have, by name or id.");
        public static readonly JobProperty<IReadOnlyList<string>> Cast = Names("cast", "People who act in the films, by name or id.");
        public static readonly JobProperty<IReadOnlyList<string>> Crew = Names("crew", "People who made the films, by name or id.");
        public static readonly JobProperty<IReadOnlyList<string>> People = Names("people", "People who act in the films or made them, by name or id.", "Fernanda Montenegro");
        public static readonly JobProperty<int> Network = new("network", JobValues.Whole(1, int.MaxValue), "The id of the network that airs it.");

        public static readonly JobProperty<TmdbMatch> Match = new(
            "match", JobValues.OneOf(TmdbMatch.Any, TmdbMatch.All), "Of several genres, people, companies or keywords: any of them, or all of them.")
        {
            Default = TmdbMatch.Any,
        };

        public static readonly JobProperty<int> Year = new(
            "year", JobValues.Whole(TmdbDiscoverQuery.FirstYear, TmdbDiscoverQuery.LastYear), "The year of release or of first airing; beside 'title', the year of the titles that are searched.");

        public static readonly JobProperty<DateOnly> ReleasedAfter = new(
            "releasedAfter", JobValues.YearOrDate(meansLastDay: true), "Released after this day or year, which is not included.")
        {
            Examples = ["1979-12-31", 1979],
        };

        public static readonly JobProperty<DateOnly> ReleasedBefore = new(
            "releasedBefore", JobValues.YearOrDate(meansLastDay: false), "Released before this day or year, which is not included.")
        {
            Examples = ["1990-01-01", 1990],
        };

        public static readonly JobProperty<string> OriginalLanguage = new("originalLanguage", JobValues.Text, "The original language.") { Examples = ["pt"] };
        public static readonly JobProperty<string> OriginCountry = new("originCountry", JobValues.Text, "The country of origin.") { Examples = ["BR"] };
        public static readonly JobProperty<int> MinVoteCount = new("minVoteCount", JobValues.Whole(0, int.MaxValue), "The least number of votes.");
        public static readonly JobProperty<double> MinVoteAverage = new("minVoteAverage", JobValues.Number(TmdbDiscoverQuery.LowestVote, TmdbDiscoverQuery.HighestVote), "The least average of the votes.");
        public static readonly JobProperty<double> MaxVoteAverage = new("maxVoteAverage", JobValues.Number(TmdbDiscoverQuery.LowestVote, TmdbDiscoverQuery.HighestVote), "The greatest average of the votes.");
        public static readonly JobProperty<int> MinRuntime = new("minRuntime", JobValues.Whole(0, int.MaxValue), "The least number of minutes.");
        public static readonly JobProperty<int> MaxRuntime = new("maxRuntime", JobValues.Whole(0, int.MaxValue), "The greatest number of minutes.");
        public static readonly JobProperty<bool> IncludeAdult = new("includeAdult", JobValues.Flag, "Whether adult titles are included.") { Default = false };

        public static readonly JobProperty<int> First = new(
            "first", JobValues.Whole(1, int.MaxValue), "At most so many titles of every query, search, person or collection; of ids in all. 20 of a query or search when left out.");

        public static readonly JobProperty<bool> All = new(
            "all", JobValues.Flag, "All titles, however many. More than 10,000 are read part by part, split by date.")
        {
            Default = false,
        };

        public static readonly JobProperty<bool> Undated = new(
            "undated", JobValues.Flag, "Only titles without a date, which no days and years can find; needs 'all'.")
        {
            Default = false,
        };

        private static JobProperty<IReadOnlyList<string>> Names(string name, string description, params IReadOnlyList<JsonNode> examples) =>
            new(name, JobValues.Names, description) { Default = [], Examples = examples };
    }
}
