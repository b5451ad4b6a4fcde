using System.Globalization;
using DataLakeTools.Core.Tmdb.Wire;

namespace DataLakeTools.Core.Jobs.Checkpoints;

/// <summary>Ids of titles: TMDB's, and IMDb's for titles that were requested by them.</summary>
internal sealed class TitleIds
{
    public HashSet<long> Tmdb { get; init; } = [];

    public HashSet<long> Imdb { get; init; } = [];

    /// <summary>How many titles these are at the least: one that was requested by IMDb's id has both.</summary>
    public int TitleCountAtLeast => Math.Max(Tmdb.Count, Imdb.Count);

    /// <summary>The ids, as TMDB is asked for them.</summary>
    public IEnumerable<TmdbItemId> Ids => Tmdb.Order().Select(id => new TmdbItemId((int)id))
        .Concat(Imdb.Order().Select(id => TmdbItemId.Parse(string.Create(CultureInfo.InvariantCulture, $"tt{id:D7}"))));

    public bool Contains(TmdbItemId id) => id.TmdbId is { } number ? Tmdb.Contains(number) : ImdbNumber(id) is { } imdb && Imdb.Contains(imdb);

    public void Add(TmdbItemId id)
    {
        if (id.TmdbId is { } number)
        {
            Tmdb.Add(number);
        }
        else if (ImdbNumber(id) is { } imdb)
        {
            Imdb.Add(imdb);
        }
    }

    public void Add(TitleIds other)
    {
        Tmdb.UnionWith(other.Tmdb);
        Imdb.UnionWith(other.Imdb);
    }

    // TMDB may treat an id with more leading zeros as another id. Such an id is not recorded, so it is requested again.
    private static long? ImdbNumber(TmdbItemId id)
    {
        var text = id.ToString();
        var number = long.Parse(text.AsSpan(2), CultureInfo.InvariantCulture);
        return string.Create(CultureInfo.InvariantCulture, $"tt{number:D7}") == text ? number : null;
    }
}
