using DataLakeTools.Core.Tmdb.Lookup;
using DataLakeTools.Core.Tmdb.Wire;

namespace DataLakeTools.Core.Tmdb;

/// <summary>The read paths that TMDB documents (version 3 of its API), for completion. Other paths can be read, too.</summary>
public static class TmdbPaths
{
    private const string Id = "#";
    private const string Version = "3";

    private static readonly string[] Season =
        ["account_states", "aggregate_credits", "credits", "external_ids", "images", "translations", "videos", "watch/providers"];

    private static readonly string[] Episode = ["account_states", "credits", "external_ids", "images", "translations", "videos"];

    // A # stands for an id or a number.
    private static readonly string[] Templates =
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
        "movie/#", "tv/#", "person/#", "collection/#",
        "company/#/alternative_names", "company/#/images", "network/#/alternative_names", "network/#/images", "keyword/#/movies",
        "credit/#", "find/#", "list/#/item_status", "review/#",
        "tv/#/lists", "tv/episode_group/#",
        .. Parts("movie", TmdbParts.Of(TmdbKind.Movie)), .. Parts("tv", TmdbParts.Of(TmdbKind.Series)),
        .. Parts("person", TmdbParts.Of(TmdbKind.Person)), .. Parts("collection", TmdbParts.Of(TmdbKind.Collection)),
        .. Parts("tv/#/season", Season), .. Parts("tv/#/season/#/episode", Episode),
    ];

    /// <summary>
    /// The paths that start with the text: whole paths, and those that continue with an id up to the id (<c>movie/</c>).
    /// After an id (<c>movie/550/</c>), the paths below that id.
    /// </summary>
    /// <param name="typed">The text so far, with or without the slash and the version at the front; case does not matter.</param>
    public static IEnumerable<string> StartingWith(string typed)
    {
        var front = typed.StartsWith('/') ? 1 : 0;
        if (typed.AsSpan(front).StartsWith(Version + "/", StringComparison.Ordinal))
        {
            front += Version.Length + 1;
        }

        var given = typed[front..].Split('/');
        return Templates.Select(path => Completed(path.Split('/'), given)).OfType<string>().Distinct().Order(StringComparer.Ordinal).Select(path => typed[..front] + path);
    }

    private static IEnumerable<string> Parts(string path, IEnumerable<string> parts) => parts.Select(part => $"{path}/{Id}/{part}");

    private static string? Completed(string[] path, string[] given)
    {
        var last = given.Length - 1;
        if (path.Length < given.Length || path[last] == Id || !path[last].StartsWith(given[last], StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        for (var i = 0; i < last; i++)
        {
            var isSame = path[i] == Id ? given[i].Any(char.IsAsciiDigit) : path[i].Equals(given[i], StringComparison.OrdinalIgnoreCase);
            if (!isSame)
            {
                return null;
            }
        }

        var id = Array.IndexOf(path, Id, last);
        IEnumerable<string> rest = id < 0 ? path[last..] : [.. path[last..id], ""];
        return string.Join('/', path.Take(last).Select((segment, i) => segment == Id ? given[i] : segment).Concat(rest));
    }
}
