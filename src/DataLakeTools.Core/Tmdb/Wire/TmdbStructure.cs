namespace DataLakeTools.Core.Tmdb.Wire;

/// <summary>How the structure of a record is named, and what kind of record a path gives.</summary>
internal static class TmdbStructure
{
    private static readonly string[] ListsOfSameKind =
        ["popular", "top_rated", "now_playing", "upcoming", "airing_today", "on_the_air", "recommendations", "similar"];

    /// <summary>The details at a path, with the parts appended to them in alphabetical order.</summary>
    public static string OfDetails(string path, IReadOnlyList<string> append) => append.Count == 0
        ? path
        : $"{path}?append={string.Join(',', append.Order(StringComparer.Ordinal))}";

    /// <summary>An entry of a list at a path. The media type is part of the name, because a list that mixes media has entries of different shapes.</summary>
    public static string OfEntry(string path, ListEntry entry) =>
        entry.MediaType is null ? $"{path}#{entry.List}" : $"{path}#{entry.List}/{entry.MediaType}";

    /// <summary>Any path, its ids replaced: <c>tv/1396/season/1</c> is a <c>tv/{id}/season/{id}</c>.</summary>
    public static string OfPath(string path) =>
        string.Join('/', path.Split('/').Select(segment => IsId(segment) ? "{id}" : segment));

    /// <summary>The kind of the details at a path.</summary>
    public static TmdbKind KindOfDetails(string path) => path switch
    {
        "movie/{id}" or "movie/latest" => TmdbKind.Movie,
        "tv/{id}" or "tv/latest" => TmdbKind.Series,
        "person/{id}" or "person/latest" => TmdbKind.Person,
        "collection/{id}" => TmdbKind.Collection,
        "keyword/{id}" => TmdbKind.Keyword,
        "company/{id}" => TmdbKind.Company,
        _ => TmdbKind.Other,
    };

    /// <summary>The kind of the entries of a list at a path; <see cref="TmdbKind.Other"/> if it is not certain.</summary>
    public static TmdbKind KindOfEntry(string path, ListEntry entry)
    {
        if (entry.MediaType is string mediaType)
        {
            return KindNamed(mediaType);
        }

        var segments = path.Split('/');
        var hasKindOfPath = ListsOfSameKind.Contains(segments[^1], StringComparer.Ordinal);
        return segments switch
        {
            ["discover" or "search" or "trending", string name, ..] => KindNamed(name),
            ["keyword", _, "movies"] => TmdbKind.Movie,
            [_, "changes"] => TmdbKind.Change,
            [string name, ..] when hasKindOfPath => KindNamed(name),
            _ => TmdbKind.Other,
        };
    }

    private static TmdbKind KindNamed(string name) => name switch
    {
        "movie" => TmdbKind.Movie,
        "tv" => TmdbKind.Series,
        "person" => TmdbKind.Person,
        "collection" => TmdbKind.Collection,
        "keyword" => TmdbKind.Keyword,
        "company" => TmdbKind.Company,
        _ => TmdbKind.Other,
    };

    private static bool IsId(string segment) =>
        segment.Length > 0 && segment.Any(char.IsAsciiDigit) && segment.All(char.IsAsciiLetterOrDigit);
}
