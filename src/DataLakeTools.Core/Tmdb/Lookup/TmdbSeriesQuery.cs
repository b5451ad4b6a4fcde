using DataLakeTools.Core.Tmdb.Wire;

namespace DataLakeTools.Core.Tmdb.Lookup;

/// <summary>A query for series by their properties. TMDB cannot find series by people.</summary>
public sealed record TmdbSeriesQuery : TmdbDiscoverQuery
{
    private static readonly string[] AllSortOrders =
    [
        "popularity.desc", "popularity.asc", "first_air_date.desc", "first_air_date.asc", "name.asc", "name.desc",
        "original_name.asc", "original_name.desc", "vote_average.desc", "vote_average.asc", "vote_count.desc",
        "vote_count.asc",
    ];

    /// <summary>The network that airs it.</summary>
    public int? Network { get; init; }

    /// <summary>Whether series without a first air date match a filter by dates.</summary>
    public bool IncludeUndated { get; init; }

    /// <inheritdoc/>
    public override IReadOnlyList<string> SortOrders => AllSortOrders;

    internal override TmdbMedia Media => TmdbMedia.Series;

    internal override string Path => "discover/tv";

    internal override string FromParameter => "first_air_date.gte";

    internal override string ToParameter => "first_air_date.lte";

    internal override string StableSort => "name.asc";

    internal override string OtherStableSort => "original_name.desc";

    internal override TmdbRequest ToRequest(TmdbClientOptions options) => base.ToRequest(options)
        .Add("include_null_first_air_dates", IncludeUndated ? true : (bool?)null)
        .Add("with_networks", Network);
}
