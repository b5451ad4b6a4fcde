using System.Globalization;

namespace DataLakeTools.TestServers.Tmdb;

/// <summary>Answers the paths of the API from the catalogue.</summary>
internal sealed class TmdbRoutes(TmdbCatalogue catalogue, TmdbServerOptions options)
{
    private const int MaxAppended = 20;
    private readonly TmdbDiscover _discover = new(catalogue, options);

    public TmdbReply Reply(string path, TmdbQuery query) => path.Trim('/').Split('/')[1..] switch
    {
        ["discover", "movie"] => _discover.Reply(query, isMovie: true),
        ["discover", "tv"] => _discover.Reply(query, isMovie: false),
        ["genre", "movie", "list"] => Genres(TmdbCatalogue.MovieGenres, query),
        ["genre", "tv", "list"] => Genres(TmdbCatalogue.SeriesGenres, query),
        ["find", string id] => Find(id),
        ["movie" or "tv" or "person", "changes"] => Changes(query),
        ["search", string kind] => Search(kind, query),
        ["movie", string id] => Details(FindMovie(id), isMovie: true, query),
        ["tv", string id] => Details(FindSeries(id), isMovie: false, query),
        ["movie", string id, "reviews"] => FindMovie(id) is null ? TmdbReply.NotFound() : Reviews(query),
        ["movie", string id, "credits" or "keywords" or "external_ids"] => Part(FindMovie(id), path.Split('/')[^1]),
        ["person", string id] => Person(id),
        ["person", string id, "movie_credits"] => Credits(id, catalogue.Movies, isMovie: true),
        ["person", string id, "tv_credits"] => Credits(id, catalogue.Series, isMovie: false),
        ["collection", string id] => Collection(id),
        ["keyword", string id] => Named(id, TmdbCatalogue.KeywordName),
        ["company", string id] => Named(id, TmdbCatalogue.CompanyName, ",\"origin_country\":\"BR\""),
        ["configuration"] => TmdbReply.Ok("""{"images":{"base_url":"http://image.tmdb.org/t/p/"},"change_keys":["adult"]}"""),
        _ => TmdbReply.NotFound(),
    };

    private static TmdbReply Genres(IReadOnlyDictionary<int, (string English, string Portuguese)> genres, TmdbQuery query)
    {
        var isPortuguese = query["language"]?.StartsWith("pt", StringComparison.Ordinal) == true;
        var entries = genres.Select(genre =>
            $$"""{"id":{{genre.Key}},"name":{{TmdbJson.Text(isPortuguese ? genre.Value.Portuguese : genre.Value.English)}}}""");
        return TmdbReply.Ok($$"""{"genres":[{{string.Join(',', entries)}}]}""");
    }

    private TmdbTitle? FindMovie(string id) => catalogue.MoviesByImdb.GetValueOrDefault(id)
        ?? (int.TryParse(id, CultureInfo.InvariantCulture, out var number) ? catalogue.MoviesById.GetValueOrDefault(number) : null);

    private TmdbTitle? FindSeries(string id) =>
        int.TryParse(id, CultureInfo.InvariantCulture, out var number) ? catalogue.SeriesById.GetValueOrDefault(number) : null;

    private static TmdbReply Details(TmdbTitle? title, bool isMovie, TmdbQuery query)
    {
        var append = query["append_to_response"]?.Split(',') ?? [];
        if (append.Length > MaxAppended)
        {
            return TmdbReply.Error(400, 27, "Too many append to response objects: The maximum number of remote calls is 20.");
        }

        return title is null ? TmdbReply.NotFound() : TmdbReply.Ok(TmdbJson.Details(title, isMovie, append));
    }

    private static TmdbReply Part(TmdbTitle? title, string part) =>
        title is null ? TmdbReply.NotFound() : TmdbReply.Ok($$"""{"id":{{title.Id}},{{TmdbJson.Part(title, part)[1..]}}""");

    private TmdbReply Find(string id)
    {
        var movies = catalogue.MoviesByImdb.TryGetValue(id, out var movie) ? TmdbJson.Summary(movie, true) : "";
        var series = catalogue.SeriesByImdb.TryGetValue(id, out var show) ? TmdbJson.Summary(show, false) : "";
        return TmdbReply.Ok($$"""{"movie_results":[{{movies}}],"person_results":[],"tv_results":[{{series}}],"tv_episode_results":[],"tv_season_results":[]}""");
    }

    private TmdbReply Search(string kind, TmdbQuery query)
    {
        var text = query["query"] ?? "";
        var found = kind switch
        {
            "movie" => catalogue.Movies.Where(title => Has(title.Name)).Where(IsOfYear).Select(title => TmdbJson.Summary(title, true)),
            "tv" => catalogue.Series.Where(title => Has(title.Name)).Where(IsOfYear).Select(title => TmdbJson.Summary(title, false)),
            "person" => Enumerable.Range(1, TmdbCatalogue.PeopleCount).Where(id => Has(TmdbCatalogue.PersonName(id)))
                .Select(id => Named(id, TmdbCatalogue.PersonName(id))),
            "collection" => All(TmdbCatalogue.CollectionCount, TmdbWellKnown.Collections, TmdbCatalogue.CollectionName),
            "keyword" => All(TmdbCatalogue.KeywordCount, TmdbWellKnown.Keywords, TmdbCatalogue.KeywordName),
            "company" => All(TmdbCatalogue.CompanyCount, TmdbWellKnown.Companies, TmdbCatalogue.CompanyName),
            _ => [],
        };
        return Page([.. found], query.Page, 20);

        IEnumerable<string> All(int count, IReadOnlyDictionary<int, string> known, Func<int, string?> nameOf) =>
            Enumerable.Range(1, count).Concat(options.WellKnown ? known.Keys : []).Where(id => Has(nameOf(id)!)).Select(id => Named(id, nameOf(id)!));

        bool Has(string name) => Plain(name).Contains(Plain(text), StringComparison.OrdinalIgnoreCase);
        bool IsOfYear(TmdbTitle title) => (query["year"] ?? query["first_air_date_year"] ?? query["primary_release_year"]) is not string year
            || title.Date?.StartsWith(year, StringComparison.Ordinal) == true;
        static string Named(int id, string name) => $$"""{"id":{{id}},"name":{{TmdbJson.Text(name)}},"popularity":{{id}}.5}""";
    }

    private static TmdbReply Named(string id, Func<int, string?> nameOf, string more = "") => Number(id, int.MaxValue) is int number && nameOf(number) is string name
        ? TmdbReply.Ok($$"""{"id":{{number}},"name":"{{name}}"{{more}}}""")
        : TmdbReply.NotFound();

    private static string Plain(string name) => name.Replace('é', 'e').Replace('ú', 'u').Replace('É', 'E');

    private static TmdbReply Person(string id) => Number(id, TmdbCatalogue.PeopleCount) is int number
        ? TmdbReply.Ok($$"""{"id":{{number}},"name":{{TmdbJson.Text(TmdbCatalogue.PersonName(number))}},"birthday":"1929-10-16","imdb_id":"nm{{number:D7}}","popularity":1.5}""")
        : TmdbReply.NotFound();

    private static TmdbReply Credits(string id, IReadOnlyList<TmdbTitle> titles, bool isMovie)
    {
        if (Number(id, TmdbCatalogue.PeopleCount) is not int number)
        {
            return TmdbReply.NotFound();
        }

        var cast = titles.Where(title => title.People[0] == number).Select(title => TmdbJson.Summary(title, isMovie));
        var crew = titles.Where(title => title.People.Contains(number))
            .Select(title => TmdbJson.Summary(title, isMovie)[..^1] + ",\"job\":\"Director\"}");
        return TmdbReply.Ok($$"""{"cast":[{{string.Join(',', cast)}}],"crew":[{{string.Join(',', crew)}}],"id":{{number}}}""");
    }

    private TmdbReply Collection(string id)
    {
        if (Number(id, int.MaxValue) is not int number || TmdbCatalogue.CollectionName(number) is not string name)
        {
            return TmdbReply.NotFound();
        }

        var parts = catalogue.Movies.Where(title => title.CollectionId == number).Select(title => TmdbJson.Summary(title, true));
        return TmdbReply.Ok($$"""{"id":{{number}},"name":"{{name}}","overview":"","parts":[{{string.Join(',', parts)}}]}""");
    }

    private static TmdbReply Reviews(TmdbQuery query) =>
        Page([.. Enumerable.Range(1, 45).Select(id => $$"""{"id":"review{{id}}","content":"…"}""")], query.Page, 20);

    private static TmdbReply Changes(TmdbQuery query)
    {
        var end = query["end_date"] is string given ? DateOnly.ParseExact(given, "yyyy-MM-dd", CultureInfo.InvariantCulture) : DateOnly.FromDateTime(DateTime.UtcNow);
        var start = query["start_date"] is string from ? DateOnly.ParseExact(from, "yyyy-MM-dd", CultureInfo.InvariantCulture) : end.AddDays(-1);
        if (end.DayNumber - start.DayNumber > 14)
        {
            return TmdbReply.Error(422, 20, "Invalid date range: Should be a range no longer than 14 days.");
        }

        // Each day has its own 20 and 5 that change every day. The end is left out.
        var ids = Enumerable.Range(start.DayNumber, Math.Max(0, end.DayNumber - start.DayNumber))
            .SelectMany(day => Enumerable.Range(day * 20, 20)).Concat(Enumerable.Range(1, 5));
        return Page([.. ids.Select(id => $$"""{"id":{{id}},"adult":false}""")], query.Page, 100);
    }

    private static TmdbReply Page(string[] entries, int page, int size)
    {
        if (page is < 1 or > 500)
        {
            return TmdbReply.Error(400, 22, "Invalid page: Pages start at 1 and max at 500. They are expected to be an integer.");
        }

        var pages = Math.Max(1, (entries.Length + size - 1) / size);
        return TmdbReply.Ok($$"""{"page":{{page}},"results":[{{string.Join(',', entries.Skip((page - 1) * size).Take(size))}}],"total_pages":{{pages}},"total_results":{{entries.Length}}}""");
    }

    private static int? Number(string text, int max) =>
        int.TryParse(text, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= max ? number : null;
}
