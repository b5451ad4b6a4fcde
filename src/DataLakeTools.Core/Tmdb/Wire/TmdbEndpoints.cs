namespace DataLakeTools.Core.Tmdb.Wire;

/// <summary>What the API has for each kind of record: its path segment, its media, whether its text has a language.</summary>
internal static class TmdbEndpoints
{
    public static string SegmentOf(TmdbKind kind) => kind switch
    {
        TmdbKind.Movie => "movie",
        TmdbKind.Series => "tv",
        TmdbKind.Person => "person",
        TmdbKind.Collection => "collection",
        TmdbKind.Keyword => "keyword",
        TmdbKind.Company => "company",
        _ => throw TmdbErrors.InvalidOption(
            $"TMDB has no details of and no search for {kind}.", "Ask for films, series, people, collections, keywords or companies.", kind),
    };

    public static TmdbKind KindOf(TmdbMedia media) => media == TmdbMedia.Movie ? TmdbKind.Movie : TmdbKind.Series;

    public static TmdbMedia? MediaOf(TmdbKind kind) => kind switch
    {
        TmdbKind.Movie => TmdbMedia.Movie,
        TmdbKind.Series => TmdbMedia.Series,
        _ => null,
    };

    public static string SegmentOf(TmdbMedia media) => SegmentOf(KindOf(media));

    /// <summary>Whether TMDB always serves this path, so that a 404 means that the endpoint is wrong and not that a title is unknown.</summary>
    public static bool IsAlwaysServed(string path) => path is
        "discover/movie" or "discover/tv" or
        "movie/changes" or "tv/changes" or "person/changes" or
        "genre/movie/list" or "genre/tv/list" or
        "search/movie" or "search/tv" or "search/person" or "search/collection" or "search/keyword" or "search/company";

    /// <summary>Whether TMDB translates the details of this kind.</summary>
    public static bool IsTranslated(TmdbKind kind) => kind is not (TmdbKind.Keyword or TmdbKind.Company);
}
