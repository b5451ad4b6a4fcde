using System.Text.Json.Nodes;
using DataLakeTools.Core.Tmdb;
using DataLakeTools.Core.Tmdb.Wire;

namespace DataLakeTools.Core.Jobs.Documents.Reading;

/// <summary>Reads a step of type <c>FetchMovies</c> or <c>FetchSeries</c>.</summary>
internal sealed class FetchTitlesStepReader : IStepReader
{
    private static readonly JobProperty<IReadOnlyList<JobElement>> Id = new("id", JobValues.NameElements, "In place of traits: ids, TMDB's or IMDb's.")
    {
        Default = [],
        Examples = [new JsonArray(550, "tt0137523")],
    };

    private static readonly JobProperty<CsvIdSource?> IdsFrom = new("idsFrom", CsvIdSourceReader.Value, "In place of traits: ids from a column of a CSV file, each once.");
    private static readonly JobProperty<IReadOnlyList<string>> Title = new("title", JobValues.Names, "In place of traits: titles to search, or parts of them.") { Default = [] };

    private static readonly JobProperty<bool> Summary = new(
        "summary", JobValues.Flag, "Entries of lists as they are, without details: one request for 20 titles.")
    {
        Default = false,
    };

    private static readonly JobProperty<IReadOnlyList<string>> Collection = new(
        "collection", JobValues.Names, "In place of traits: collections whose films are wanted, by name or id.")
    {
        Default = [],
    };

    // The properties that name titles. A finding names the first of them that the step has.
    private static readonly string[] Naming = ["id", "idsFrom", "title", "person", "collection", "changes"];

    private readonly TitleFilterReader _filter;
    private readonly JobProperty<IReadOnlyList<string>> _person;
    private readonly JobProperty<ChangeDays?> _changes;
    private readonly bool _hasCollections;

    private FetchTitlesStepReader(string type, string titles, TitleFilterReader filter, bool hasCollections)
    {
        _filter = filter;
        _hasCollections = hasCollections;
        _person = new("person", JobValues.Names, $"In place of traits: people whose {titles} are wanted, by name or id.") { Default = [] };
        _changes = new("changes", ChangeDaysReader.Value, $"In place of traits: the {titles} that changed on TMDB in these days.");
        Declaration = FetchStepProperties.Of(
            type,
            $"Fetches {titles} from TMDB and writes them in batches.",
            [.. filter.Properties, Id, IdsFrom, Title, _person, _changes, FetchStepProperties.Append, Summary, .. hasCollections ? (JobProperty[])[Collection] : []],
            TitleFilterReader.Rule);
    }

    /// <summary>Reads a step of type <c>FetchMovies</c>.</summary>
    public static FetchTitlesStepReader Movies() => new("FetchMovies", "films", TitleFilterReader.Movies, hasCollections: true);

    /// <summary>Reads a step of type <c>FetchSeries</c>.</summary>
    public static FetchTitlesStepReader Series() => new("FetchSeries", "series", TitleFilterReader.Series, hasCollections: false);

    public JobObjectType Declaration { get; }

    public LakeJobStep Read(JobElement step, string name)
    {
        // With 'title', 'year' is the year of the search and not a trait.
        var titles = step.Read(Title)!;
        var append = step.Read(FetchStepProperties.Append)!;
        var options = _filter.Read(step, append, step.Read(Summary), titles.Count > 0);
        step.Check(options.Validate);
        CheckTraits(step, options, titles.Count > 0);
        return FetchStepProperties.Read(step, new FetchTitlesStep
        {
            Name = name,
            Options = options,
            Ids = [.. step.Read(Id)!.Select(ReadId).OfType<TmdbItemId>()],
            IdsFrom = step.Read(IdsFrom),
            Titles = titles,
            TitleYear = titles.Count > 0 ? step.ReadOrNull(TitleFilterReader.Year) : null,
            People = step.Read(_person)!,
            Collections = _hasCollections ? step.Read(Collection)! : [],
            Changes = step.Read(_changes),
        });
    }

    // Titles that are named are not filtered, so traits would be ignored silently; they are refused. Adult titles are a matter of
    // the search, where there is one.
    private static void CheckTraits(JobElement step, TmdbTitleOptions options, bool isSearch)
    {
        var naming = Array.Find(Naming, step.Has);
        var query = options.QueryWithNames;
        if (isSearch)
        {
            query = query with { Query = query.Query with { IncludeAdult = false } };
        }

        if (naming is not null && !query.IsEmpty)
        {
            step.AddFinding($"'{naming}' stands beside traits as a genre or a year", $"either '{naming}' or traits");
        }
    }

    private static TmdbItemId? ReadId(JobElement id)
    {
        var text = id.NameOrId();
        id.Check(() => TmdbItemId.Parse(text));
        return TmdbItemId.TryParse(text, out var parsed) ? parsed : null;
    }
}
