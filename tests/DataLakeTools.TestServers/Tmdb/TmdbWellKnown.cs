namespace DataLakeTools.TestServers.Tmdb;

/// <summary>What the examples of the documentation ask for by name, with the ids of the real TMDB where the catalogue has room for them.</summary>
internal static class TmdbWellKnown
{
    public const int GodfatherCollection = 230;

    private static readonly Dictionary<int, (string Name, string ImdbId, string Date, int? Collection)> Movies =
        new()
        {
            [238] = ("The Godfather", "tt0068646", "1972-03-14", GodfatherCollection),
            [550] = ("Fight Club", "tt0137523", "1999-10-15", null),
            [598] = ("City of God", "tt0317248", "2002-02-05", null),
        };

    private static readonly Dictionary<int, string> Series = new() { [100_096] = "Breaking Bad" };

    public static readonly IReadOnlyDictionary<int, string> Collections = new Dictionary<int, string> { [GodfatherCollection] = "The Godfather Collection" };

    public static readonly IReadOnlyDictionary<int, string> Keywords = new Dictionary<int, string> { [10_051] = "heist" };

    public static readonly IReadOnlyDictionary<int, string> Companies = new Dictionary<int, string> { [10_166] = "Globo Filmes" };

    public static TmdbTitle Movie(TmdbTitle made) => Movies.TryGetValue(made.Id, out var known)
        ? made with { Name = known.Name, ImdbId = known.ImdbId, Date = known.Date, CollectionId = known.Collection }
        : made;

    public static TmdbTitle Show(TmdbTitle made) => Series.TryGetValue(made.Id, out var name) ? made with { Name = name } : made;
}
