using System.Management.Automation;
using DataLakeTools.Binding;
using DataLakeTools.Completion;
using DataLakeTools.Core.Raw.Json;
using DataLakeTools.Core.Tmdb;
using DataLakeTools.Core.Tmdb.Lookup;
using DataLakeTools.Core.Tmdb.Wire;
using DataLakeTools.Pipeline;

namespace DataLakeTools.Commands;

/// <summary>Base of the cmdlets for films and for series: how titles are selected, and how much of each is fetched.</summary>
public abstract class TmdbTitleCommand : TmdbReferenceCommand
{
    private protected const string DiscoverSet = "Discover";
    private protected const string IdSet = "Id";
    private protected const string TitleSet = "Title";

    private TmdbTitles? _titles;
    private FetcherRegistration? _registration;

    /// <summary>
    /// What is known of the titles: their ids, records of them, objects with an id; or people, collections, genres,
    /// keywords whose titles are wanted.
    /// </summary>
    [Parameter(ParameterSetName = DiscoverSet, ValueFromPipeline = true)]
    [AllowNull]
    public PSObject? InputObject { get; set; }

    /// <summary>The ids, TMDB's (550) or IMDb's (tt0137523), mixed.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = IdSet)]
    [ValidateNotNullOrEmpty]
    public string[] Id { get; set; } = [];

    /// <summary>Titles to search, or parts of them.</summary>
    [Parameter(Mandatory = true, ParameterSetName = TitleSet)]
    [ValidateNotNullOrEmpty]
    public string[] Title { get; set; } = [];

    /// <summary>The genres, by name or id.</summary>
    [Parameter(ParameterSetName = DiscoverSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(GenreCompleter))]
    public string[] Genre { get; set; } = [];

    /// <summary>Genres that a title must not have, by name or id.</summary>
    [Parameter(ParameterSetName = DiscoverSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(GenreCompleter))]
    public string[] ExcludeGenre { get; set; } = [];

    /// <summary>The year of release, or of first airing.</summary>
    [Parameter(ParameterSetName = DiscoverSet)]
    [Parameter(ParameterSetName = TitleSet)]
    [ValidateRange(TmdbDiscoverQuery.FirstYear, TmdbDiscoverQuery.LastYear)]
    public int? Year { get; set; }

    /// <summary>Released after this day or year, which is not included.</summary>
    [Parameter(ParameterSetName = DiscoverSet)]
    [IsoDate(AllowsYear = true)]
    [Year(MeansLastDay = true)]
    public DateTime? ReleasedAfter { get; set; }

    /// <summary>Released before this day or year, which is not included.</summary>
    [Parameter(ParameterSetName = DiscoverSet)]
    [IsoDate(AllowsYear = true)]
    [Year]
    public DateTime? ReleasedBefore { get; set; }

    /// <summary>The production companies, by name or id.</summary>
    [Parameter(ParameterSetName = DiscoverSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(TmdbNameCompleter))]
    public string[] Company { get; set; } = [];

    /// <summary>The keywords, by name or id.</summary>
    [Parameter(ParameterSetName = DiscoverSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(TmdbNameCompleter))]
    public string[] Keyword { get; set; } = [];

    /// <summary>Keywords that a title must not have, by name or id.</summary>
    [Parameter(ParameterSetName = DiscoverSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(TmdbNameCompleter))]
    public string[] ExcludeKeyword { get; set; } = [];

    /// <summary>Of several genres, people, companies or keywords: any of them, or all of them.</summary>
    [Parameter(ParameterSetName = DiscoverSet)]
    [ValidateSet(nameof(TmdbMatch.Any), nameof(TmdbMatch.All))]
    public string Match { get; set; } = nameof(TmdbMatch.Any);

    /// <summary>The original language, for example pt.</summary>
    [Parameter(ParameterSetName = DiscoverSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(OriginalLanguageCompleter))]
    public string? OriginalLanguage { get; set; }

    /// <summary>The country of origin, for example BR.</summary>
    [Parameter(ParameterSetName = DiscoverSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(CountryCompleter))]
    public string? OriginCountry { get; set; }

    /// <summary>The least number of votes.</summary>
    [Parameter(ParameterSetName = DiscoverSet)]
    [ValidateRange(0, int.MaxValue)]
    public int? MinVoteCount { get; set; }

    /// <summary>The least average of the votes, 0 to 10.</summary>
    [Parameter(ParameterSetName = DiscoverSet)]
    [ValidateRange(TmdbDiscoverQuery.LowestVote, TmdbDiscoverQuery.HighestVote)]
    public double? MinVoteAverage { get; set; }

    /// <summary>The greatest average of the votes, 0 to 10.</summary>
    [Parameter(ParameterSetName = DiscoverSet)]
    [ValidateRange(TmdbDiscoverQuery.LowestVote, TmdbDiscoverQuery.HighestVote)]
    public double? MaxVoteAverage { get; set; }

    /// <summary>The least number of minutes.</summary>
    [Parameter(ParameterSetName = DiscoverSet)]
    [ValidateRange(0, int.MaxValue)]
    public int? MinRuntime { get; set; }

    /// <summary>The greatest number of minutes.</summary>
    [Parameter(ParameterSetName = DiscoverSet)]
    [ValidateRange(0, int.MaxValue)]
    public int? MaxRuntime { get; set; }

    /// <summary>The order; TMDB's own is popularity.desc.</summary>
    [Parameter(ParameterSetName = DiscoverSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(SortOrderCompleter))]
    public string? SortBy { get; set; }

    /// <summary>Whether adult titles are included.</summary>
    [Parameter(ParameterSetName = DiscoverSet)]
    [Parameter(ParameterSetName = TitleSet)]
    public SwitchParameter IncludeAdult { get; set; }

    /// <summary>At most so many titles of every query, search, person, collection or genre; of ids in all. 20 of a query or search when left out.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int? First { get; set; }

    /// <summary>All titles, however many. More than 10,000 are read part by part, split by date.</summary>
    [Parameter]
    public SwitchParameter All { get; set; }

    /// <summary>Up to 20 parts that come with the details in the same request, for example credits, keywords, external_ids.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(AppendCompleter))]
    public string[] Append { get; set; } = [];

    /// <summary>Entries of lists as they are, without details: one request for 20 titles.</summary>
    [Parameter]
    public SwitchParameter Summary { get; set; }

    private protected TmdbTitles Titles => _titles!;

    private protected abstract TmdbDiscoverQuery Unfiltered { get; }

    private protected override long? ExpectedRecords =>
        ParameterSetName == IdSet ? Math.Min(Id.Length, First ?? int.MaxValue)
        : !IsFromPipeline ? First * ListCount ?? Titles.Expected
        : ReferencesGiven is not (var ofKind, var leadingToMany) ? null
        : leadingToMany == 0 ? Math.Min(ofKind, First ?? long.MaxValue)
        : First is { } first ? Math.Min(ofKind, first) + (first * leadingToMany) : Titles.Expected;

    /// <summary>How many queries or searches are made; -First holds for each.</summary>
    private protected virtual long ListCount => ParameterSetName == TitleSet ? Title.Length : 1;

    private bool IsFromPipeline => ParameterSetName == DiscoverSet && MyInvocation.ExpectingInput;

    /// <summary>Checks what was asked for, before anything is sent.</summary>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        OrTerminate(() => _titles = new TmdbTitles(
            Client,
            new TmdbTitleOptions(TitleFilters.QueryOf(Unfiltered, ValueOf))
            {
                First = First,
                All = All,
                Append = Append,
                Summary = Summary,
            },
            Reporter));
        _registration = new FetcherRegistration(this, SkipWritten);
        _registration.Register(SessionState);
    }

    /// <summary>Begins to read, or takes one object more.</summary>
    protected override void ProcessRecord()
    {
        _registration!.Unregister();
        if (ParameterSetName == IdSet)
        {
            Array.ForEach(Id, id => Take(PSObject.AsPSObject(id)));
        }
        else if (IsFromPipeline)
        {
            Take(InputObject);
        }
        else
        {
            Begin(cancellationToken => ToOutput(ResultsOf(ParameterSetName, cancellationToken), cancellationToken));
        }
    }

    /// <summary>Writes the rest, and how many titles every query found if all were asked for.</summary>
    protected override void EndProcessing()
    {
        base.EndProcessing();
        foreach (var report in Titles.Reports)
        {
            WriteInformation(report, ["TmdbCrawlReport"]);
        }
    }

    // Entries come with the pages of their lists, which are read again all the same.
    private (int Titles, bool AreFetchedAnyway) SkipWritten(WrittenTitles all)
    {
        var areEntries = Summary && ParameterSetName != IdSet;
        var held = new HeldTitles(Of(isEntry: true), Of(isEntry: false));
        Titles.EarlierTitles = held;
        return ((areEntries ? held.Entries : held.Details).Count, areEntries);

        WrittenTitles Of(bool isEntry) => all.Of(new TitleStructure(Kind == TmdbKind.Series, isEntry, Append.SelectMany(part => part.Split(',', StringSplitOptions.TrimEntries))));
    }

    private protected override ValueTask CloseAsync()
    {
        _registration?.Unregister();
        return base.CloseAsync();
    }

    private protected override IAsyncEnumerable<TmdbResult> ReadAsync(IAsyncEnumerable<TmdbReference> references, CancellationToken cancellationToken) =>
        Titles.ReadAsync(references, cancellationToken);

    private protected virtual IAsyncEnumerable<TmdbResult> ResultsOf(string parameterSet, CancellationToken cancellationToken) => parameterSet switch
    {
        TitleSet => Titles.SearchAsync(Title, Year, cancellationToken),
        _ => Titles.DiscoverAsync(cancellationToken),
    };

    // A filter has the name of its parameter.
    private object? ValueOf(string filter) => MyInvocation.BoundParameters.GetValueOrDefault(filter) switch
    {
        SwitchParameter isOn => isOn.ToBool(),
        DateTime moment => DateOnly.FromDateTime(moment),
        var value => value,
    };
}
