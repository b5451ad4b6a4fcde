using System.Collections.Concurrent;

namespace DataLakeTools.TestServers.Tmdb;

/// <summary>Answers discover: filters, orders and pages, with the limits of the real one.</summary>
internal sealed class TmdbDiscover(TmdbCatalogue catalogue, TmdbServerOptions options)
{
    private const int PageSize = 20;
    private const int LastPage = 500;

    private readonly ConcurrentDictionary<string, TmdbTitle[]> _found = new();
    private int _requests;

    public TmdbReply Reply(TmdbQuery query, bool isMovie)
    {
        if (query.Page is < 1 or > LastPage)
        {
            return TmdbReply.Error(400, 22, "Invalid page: Pages start at 1 and max at 500. They are expected to be an integer.");
        }

        var requests = Interlocked.Increment(ref _requests);
        var sort = query["sort_by"] ?? "popularity.desc";
        var found = _found.GetOrAdd($"{isMovie}?{query.WithoutPage}", _ => Find(query, isMovie, sort));
        var isSteady = sort.StartsWith("title", StringComparison.Ordinal) || sort.StartsWith("name", StringComparison.Ordinal);
        var moved = isSteady || options.MoveEvery == 0 ? 0 : requests / options.MoveEvery;
        var start = (query.Page - 1) * (PageSize - (isSteady ? 0 : options.Overlap));

        var entries = new List<string>();
        for (var index = start; index < Math.Min(start + PageSize, found.Length); index++)
        {
            entries.Add(TmdbJson.Summary(found[(index + moved) % found.Length], isMovie));
        }

        var pages = Math.Max(1, (found.Length + PageSize - 1) / PageSize);
        return TmdbReply.Ok($$"""{"page":{{query.Page}},"results":[{{string.Join(',', entries)}}],"total_pages":{{pages}},"total_results":{{found.Length}}}""");
    }

    private TmdbTitle[] Find(TmdbQuery query, bool isMovie, string sort)
    {
        var date = isMovie ? "primary_release_date" : "first_air_date";
        var titles = (isMovie ? catalogue.Movies : catalogue.Series)
            .Where(title => IsWithin(title, query[$"{date}.gte"], query[$"{date}.lte"], query["include_null_first_air_dates"] == "true"))
            .Where(title => query.Matches("with_genres", title.Genres) && query.HasNone("without_genres", title.Genres))
            .Where(title => query.Matches("with_cast", title.People) && query.Matches("with_people", title.People) && query.Matches("with_crew", title.People))
            .Where(title => query["with_original_language"] is not string language || language == title.Language)
            .Where(title => IsBetween(title.VoteCount, query, "vote_count"))
            .Where(title => IsBetween(title.VoteAverage, query, "vote_average"))
            .Where(title => IsBetween(title.Runtime, query, "with_runtime"));
        return [.. Sort(titles, sort)];
    }

    private IEnumerable<TmdbTitle> Sort(IEnumerable<TmdbTitle> titles, string sort)
    {
        var isDescending = sort.EndsWith(".desc", StringComparison.Ordinal);
        return sort[..sort.IndexOf('.', StringComparison.Ordinal)] switch
        {
            "popularity" => By(title => title.Popularity),
            "vote_count" => By(title => title.VoteCount),
            "vote_average" => By(title => title.VoteAverage),
            "primary_release_date" or "first_air_date" => options.UndatedSortFirst != isDescending
                ? By(title => title.Date ?? "")
                : By(title => title.IsDated ? title.Date! : "9999"),
            _ => isDescending
                ? titles.OrderByDescending(title => title.Name, StringComparer.Ordinal)
                : titles.OrderBy(title => title.Name, StringComparer.Ordinal),
        };

        IEnumerable<TmdbTitle> By<T>(Func<TmdbTitle, T> key) =>
            isDescending ? titles.OrderByDescending(key) : titles.OrderBy(key);
    }

    private static bool IsWithin(TmdbTitle title, string? from, string? to, bool isUndatedIn)
    {
        if (from is null && to is null)
        {
            return true;
        }

        return title.IsDated
            ? (from is null || string.CompareOrdinal(title.Date, from) >= 0) && (to is null || string.CompareOrdinal(title.Date, to) <= 0)
            : isUndatedIn;
    }

    private static bool IsBetween(double value, TmdbQuery query, string name) =>
        !(value < query.Number($"{name}.gte")) && !(value > query.Number($"{name}.lte"));
}
