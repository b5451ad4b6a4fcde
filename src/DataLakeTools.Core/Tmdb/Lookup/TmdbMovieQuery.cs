using DataLakeTools.Core.Tmdb.Wire;

namespace DataLakeTools.Core.Tmdb.Lookup;

/// <summary>A query for films by their properties.</summary>
public sealed record TmdbMovieQuery : TmdbDiscoverQuery
{
    private static readonly string[] AllSortOrders =
    [
        "popularity.desc", "popularity.asc", "primary_release_date.desc", "primary_release_date.asc",
        "revenue.desc", "revenue.asc", "title.asc", "title.desc", "original_title.asc", "original_title.desc",
        "vote_average.desc", "vote_average.asc", "vote_count.desc", "vote_count.asc",
    ];

    /// <summary>People who act in the film.</summary>
    public TmdbIdFilter? Cast { get; init; }

    /// <summary>People who made the film.</summary>
    public TmdbIdFilter? Crew { get; init; }

    /// <summary>People who act in the film or made it.</summary>
    public TmdbIdFilter? People { get; init; }

    /// <inheritdoc/>
    public override IReadOnlyList<string> SortOrders => AllSortOrders;

    internal override TmdbMedia Media => TmdbMedia.Movie;

    internal override string Path => "discover/movie";

    internal override string FromParameter => "primary_release_date.gte";

    internal override string ToParameter => "primary_release_date.lte";

    internal override string StableSort => "title.asc";

    internal override string OtherStableSort => "original_title.desc";

    internal override TmdbRequest ToRequest(TmdbClientOptions options) => base.ToRequest(options)
        .Add("region", options.Region)
        .Add("with_cast", Cast?.ToString())
        .Add("with_crew", Crew?.ToString())
        .Add("with_people", People?.ToString());
}
