using DataLakeTools.Core.Tmdb.Wire;

namespace DataLakeTools.Core.Tmdb.Lookup;

/// <summary>The parts that TMDB documents for <c>append_to_response</c>.</summary>
public static class TmdbParts
{
    private static readonly string[] Movie =
    [
        "account_states", "alternative_titles", "changes", "credits", "external_ids", "images", "keywords", "lists",
        "recommendations", "release_dates", "reviews", "similar", "translations", "videos", "watch/providers",
    ];

    private static readonly string[] Series =
    [
        "account_states", "aggregate_credits", "alternative_titles", "changes", "content_ratings", "credits", "episode_groups",
        "external_ids", "images", "keywords", "recommendations", "reviews", "screened_theatrically", "similar",
        "translations", "videos", "watch/providers",
    ];

    private static readonly string[] Person =
        ["changes", "combined_credits", "external_ids", "images", "movie_credits", "tagged_images", "translations", "tv_credits"];

    private static readonly string[] Collection = ["images", "translations"];

    /// <summary>The parts of any kind.</summary>
    internal static IEnumerable<string> All => Movie.Concat(Series).Concat(Person).Concat(Collection).Distinct(StringComparer.Ordinal);

    /// <summary>The parts of a kind; none where TMDB has none.</summary>
    /// <param name="kind">Films, series, people or collections.</param>
    public static IReadOnlyList<string> Of(TmdbKind kind) => kind switch
    {
        TmdbKind.Movie => Movie,
        TmdbKind.Series => Series,
        TmdbKind.Person => Person,
        TmdbKind.Collection => Collection,
        _ => [],
    };
}
