namespace DataLakeTools.Core.Tmdb;

/// <summary>Paths that TMDB documents for reading (version 3 of its API), to choose from. Others may be asked for, too.</summary>
public static class TmdbPaths
{
    private static readonly string[] s_whole =
    [
        "certification/movie/list", "certification/tv/list",
        "configuration", "configuration/countries", "configuration/jobs", "configuration/languages",
        "configuration/primary_translations", "configuration/timezones",
        "discover/movie", "discover/tv",
        "genre/movie/list", "genre/tv/list",
        "movie/changes", "movie/latest", "movie/now_playing", "movie/popular", "movie/top_rated", "movie/upcoming",
        "person/changes", "person/latest", "person/popular",
        "search/collection", "search/company", "search/keyword", "search/movie", "search/multi", "search/person", "search/tv",
        "trending/all/day", "trending/all/week", "trending/movie/day", "trending/movie/week",
        "trending/person/day", "trending/person/week", "trending/tv/day", "trending/tv/week",
        "tv/airing_today", "tv/changes", "tv/latest", "tv/on_the_air", "tv/popular", "tv/top_rated",
        "watch/providers/movie", "watch/providers/regions", "watch/providers/tv",
    ];

    /// <summary>The paths that begin so: those without an id, and behind an id (<c>movie/550/</c>) what TMDB has of it.</summary>
    /// <param name="begun">What was written so far; case does not matter.</param>
    public static IEnumerable<string> Beginning(string begun)
    {
        var parts = begun.Split('/', 3);
        var all = parts is [var segment, var id, _] && id.Length > 0 && id.All(char.IsAsciiDigit)
            ? TmdbParts.Of(KindOf(segment)).Select(part => $"{segment}/{id}/{part}")
            : s_whole;
        return all.Where(path => path.StartsWith(begun, StringComparison.OrdinalIgnoreCase));
    }

    // A keyword has no parts, nor has what is no kind at all.
    private static TmdbKind KindOf(string segment) => segment.ToUpperInvariant() switch
    {
        "MOVIE" => TmdbKind.Movie,
        "TV" => TmdbKind.Series,
        "PERSON" => TmdbKind.Person,
        "COLLECTION" => TmdbKind.Collection,
        _ => TmdbKind.Keyword,
    };
}
