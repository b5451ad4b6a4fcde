using System.Text.Json.Nodes;
using DataLakeTools.Core.Tmdb;
using DataLakeTools.Core.Tmdb.Lookup;

namespace DataLakeTools.Core.Jobs.Documents.Reading;

/// <summary>Reads which titles are wanted by their traits, and how much of them.</summary>
internal sealed class TitleFilterReader
{
    /// <summary>The year of release or of first airing.</summary>
    public static readonly JobProperty<int> Year = new(
        "year", JobValues.Whole(TmdbDiscoverQuery.FirstYear, TmdbDiscoverQuery.LastYear), "The year of release or of first airing; beside 'title', the year of the titles that are searched.");

    private static readonly JobProperty<int> First = new(
        "first", JobValues.Whole(1, int.MaxValue), "At most so many titles of every query, search, person or collection; of ids in all. 20 of a query or search when left out.");

    private static readonly JobProperty<bool> All = new(
        "all", JobValues.Flag, "All titles, however many. More than 10,000 are read part by part, split by date.")
    {
        Default = false,
    };

    /// <summary>Films.</summary>
    public static readonly TitleFilterReader Movies = new(new TmdbMovieQuery(),
    [
        Names("cast", "People who act in the films, by name or id."),
        Names("crew", "People who made the films, by name or id."),
        Names("people", "People who act in the films or made them, by name or id.", "Fernanda Montenegro"),
    ]);

    /// <summary>Series.</summary>
    public static readonly TitleFilterReader Series = new(new TmdbSeriesQuery(), [Whole("network", 1, "The id of the network that airs it.")]);

    private readonly TmdbDiscoverQuery _unfiltered;

    private TitleFilterReader(TmdbDiscoverQuery unfiltered, JobProperty[] ofOneKind)
    {
        _unfiltered = unfiltered;
        Properties =
        [
            Names("genre", "The genres, by name or id.", new JsonArray("Crime", "War")),
            Names("excludeGenre", "Genres that a title must not have, by name or id."),
            Names("company", "The production companies, by name or id."),
            Names("keyword", "The keywords, by name or id."),
            Names("excludeKeyword", "Keywords that a title must not have, by name or id."),
            new JobProperty<TmdbMatch>("match", JobValues.OneOf(TmdbMatch.Any, TmdbMatch.All), "Of several genres, people, companies or keywords: any of them, or all of them.") { Default = TmdbMatch.Any },
            Year,
            new JobProperty<DateOnly>("releasedAfter", JobValues.YearOrDate(meansLastDay: true), "Released after this day or year, which is not included.") { Examples = ["1979-12-31", 1979] },
            new JobProperty<DateOnly>("releasedBefore", JobValues.YearOrDate(meansLastDay: false), "Released before this day or year, which is not included.") { Examples = ["1990-01-01", 1990] },
            new JobProperty<string>("originalLanguage", JobValues.Text, "The original language.") { Examples = ["pt"] },
            new JobProperty<string>("originCountry", JobValues.Text, "The country of origin.") { Examples = ["BR"] },
            Whole("minVoteCount", 0, "The least number of votes."),
            Vote("minVoteAverage", "The least average of the votes."),
            Vote("maxVoteAverage", "The greatest average of the votes."),
            Whole("minRuntime", 0, "The least number of minutes."),
            Whole("maxRuntime", 0, "The greatest number of minutes."),
            new JobProperty<bool>("includeAdult", JobValues.Flag, "Whether adult titles are included.") { Default = false },
            First,
            All,
            new JobProperty<bool>("undated", JobValues.Flag, "Only titles without a date, which no days and years can find; needs 'all'.") { Default = false },
            new JobProperty<string>("sortBy", JobValues.OneOf(unfiltered.SortOrders), "The order; TMDB's own is popularity.desc."),
            .. ofOneKind,
        ];
    }

    /// <summary>The properties.</summary>
    public IReadOnlyList<JobProperty> Properties { get; }

    /// <summary>The rule between them.</summary>
    public static JobRule Rule { get; } = JobRule.SchemaOnlyNotWithFlag("first", "all");

    /// <summary>Which titles, and how much of them.</summary>
    /// <param name="element">The object with the properties.</param>
    /// <param name="append">What comes with the details.</param>
    /// <param name="summary">Whether there are no details.</param>
    /// <param name="isSearch">Whether the year belongs to a search, and is no trait.</param>
    public TmdbTitleOptions Read(JobElement element, IReadOnlyList<string> append, bool summary, bool isSearch = false)
    {
        var traits = Properties.Where(property => !isSearch || property != Year).ToDictionary(property => property.Name);
        return new(TitleFilters.QueryOf(_unfiltered, name => traits.GetValueOrDefault(name)?.ValueIn(element)))
        {
            First = element.ReadOrNull(First),
            All = element.Read(All),
            Append = append,
            Summary = summary,
        };
    }

    private static JobProperty<IReadOnlyList<string>> Names(string name, string description, params IReadOnlyList<JsonNode> examples) =>
        new(name, JobValues.Names, description) { Default = [], Examples = examples };

    private static JobProperty<int> Whole(string name, int minimum, string description) => new(name, JobValues.Whole(minimum, int.MaxValue), description);

    private static JobProperty<double> Vote(string name, string description) =>
        new(name, JobValues.Number(TmdbDiscoverQuery.LowestVote, TmdbDiscoverQuery.HighestVote), description);
}
