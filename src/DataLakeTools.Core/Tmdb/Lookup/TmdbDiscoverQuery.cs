using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Tmdb.Wire;

namespace DataLakeTools.Core.Tmdb.Lookup;

/// <summary>A query for titles by their properties. A property that is not set does not filter.</summary>
public abstract record TmdbDiscoverQuery
{
    /// <summary>The first year that can be asked for.</summary>
    public const int FirstYear = 1800;

    /// <summary>The last year that can be asked for.</summary>
    public const int LastYear = 2999;

    /// <summary>The least average that votes can have.</summary>
    public const double LowestVote = 0;

    /// <summary>The greatest average that votes can have.</summary>
    public const double HighestVote = 10;

    private protected TmdbDiscoverQuery()
    {
    }

    /// <summary>Genres that a title must have.</summary>
    public TmdbIdFilter? Genres { get; init; }

    /// <summary>Genres that a title must not have.</summary>
    public TmdbIdFilter? WithoutGenres { get; init; }

    /// <summary>Production companies.</summary>
    public TmdbIdFilter? Companies { get; init; }

    /// <summary>Keywords.</summary>
    public TmdbIdFilter? Keywords { get; init; }

    /// <summary>Keywords that a title must not have.</summary>
    public TmdbIdFilter? WithoutKeywords { get; init; }

    /// <summary>The first day of primary release, or of first airing. Titles without a date do not match.</summary>
    public DateOnly? From { get; init; }

    /// <summary>The last day of primary release, or of first airing. Titles without a date do not match.</summary>
    public DateOnly? To { get; init; }

    /// <summary>The original language, for example <c>pt</c>.</summary>
    public string? OriginalLanguage { get; init; }

    /// <summary>The country of origin, for example <c>BR</c>.</summary>
    public string? OriginCountry { get; init; }

    /// <summary>The least average of votes.</summary>
    public double? MinVoteAverage { get; init; }

    /// <summary>The greatest average of votes.</summary>
    public double? MaxVoteAverage { get; init; }

    /// <summary>The least number of votes.</summary>
    public int? MinVoteCount { get; init; }

    /// <summary>The greatest number of votes.</summary>
    public int? MaxVoteCount { get; init; }

    /// <summary>The least number of minutes.</summary>
    public int? MinRuntime { get; init; }

    /// <summary>The greatest number of minutes.</summary>
    public int? MaxRuntime { get; init; }

    /// <summary>The order, one of <see cref="SortOrders"/>; TMDB's own is <c>popularity.desc</c>.</summary>
    public string? SortBy { get; init; }

    /// <summary>Whether adult titles are included.</summary>
    public bool IncludeAdult { get; init; }

    /// <summary>Whether only titles without a date are wanted. TMDB has no such filter, so it works only when all titles are read.</summary>
    public bool OnlyUndated { get; init; }

    /// <summary>The orders that TMDB knows.</summary>
    public abstract IReadOnlyList<string> SortOrders { get; }

    internal abstract TmdbMedia Media { get; }

    internal TmdbKind Kind => TmdbEndpoints.KindOf(Media);

    internal abstract string Path { get; }

    internal abstract string FromParameter { get; }

    internal abstract string ToParameter { get; }

    /// <summary>
    /// The most stable order for paging: titles have few ties and, unlike popularity, do not change while pages are
    /// read.
    /// </summary>
    internal abstract string StableSort { get; }

    internal abstract string OtherStableSort { get; }

    /// <summary>The query restricted further to these days.</summary>
    /// <param name="from">The first day, if there is one.</param>
    /// <param name="to">The last day, if there is one.</param>
    public TmdbDiscoverQuery Within(DateOnly? from, DateOnly? to) => this with
    {
        From = From is null || from > From ? from ?? From : From,
        To = To is null || to < To ? to ?? To : To,
    };

    /// <summary>The query for what was released after and before these days, neither included, and in a year.</summary>
    /// <param name="after">The day before the first day, if there is one.</param>
    /// <param name="before">The day after the last day, if there is one.</param>
    /// <param name="year">The year, if there is one.</param>
    /// <exception cref="DataLakeException"><see cref="DataLakeError.InvalidOption"/>: there is no day after or before it.</exception>
    public TmdbDiscoverQuery Released(DateOnly? after = null, DateOnly? before = null, int? year = null)
    {
        if (after == DateOnly.MaxValue || before == DateOnly.MinValue)
        {
            throw TmdbErrors.InvalidOption(
                after == DateOnly.MaxValue ? $"There is no day after {after:o}." : $"There is no day before {before:o}.",
                "Give an earlier or a later date, or none.",
                after == DateOnly.MaxValue ? after : before);
        }

        return Within(after?.AddDays(1), before?.AddDays(-1)).Within(
            year is { } begun ? new DateOnly(begun, 1, 1) : null, year is { } ended ? new DateOnly(ended, 12, 31) : null);
    }

    /// <summary>Throws if a value cannot be sent.</summary>
    /// <exception cref="DataLakeException"><see cref="DataLakeError.InvalidOption"/>.</exception>
    public void Validate()
    {
        if (SortBy is not null && !SortOrders.Contains(SortBy, StringComparer.Ordinal))
        {
            throw TmdbErrors.InvalidOption(
                $"TMDB cannot sort by '{SortBy}'.", $"Give one of {string.Join(", ", SortOrders)}.", SortBy);
        }

        if (OnlyUndated && (From is not null || To is not null))
        {
            throw TmdbErrors.InvalidOption("Titles without a date have none within these days.", "Give days, or ask for undated titles.", From ?? To);
        }

        if (From > To)
        {
            throw TmdbErrors.InvalidOption($"{From:o} is after {To:o}.", "Exchange the two dates.", From);
        }
    }

    internal virtual TmdbRequest ToRequest(TmdbClientOptions options) => TmdbRequest.ForList(Path)
        .Add("include_adult", IncludeAdult)
        .Add("language", options.Language)
        .Add(FromParameter, From)
        .Add(ToParameter, To)
        .Add("sort_by", SortBy)
        .Add("vote_average.gte", MinVoteAverage)
        .Add("vote_average.lte", MaxVoteAverage)
        .Add("vote_count.gte", MinVoteCount)
        .Add("vote_count.lte", MaxVoteCount)
        .Add("with_companies", Companies?.ToString())
        .Add("with_genres", Genres?.ToString())
        .Add("with_keywords", Keywords?.ToString())
        .Add("with_origin_country", OriginCountry)
        .Add("with_original_language", OriginalLanguage)
        .Add("with_runtime.gte", MinRuntime)
        .Add("with_runtime.lte", MaxRuntime)
        .Add("without_genres", WithoutGenres?.ToString())
        .Add("without_keywords", WithoutKeywords?.ToString());
}
