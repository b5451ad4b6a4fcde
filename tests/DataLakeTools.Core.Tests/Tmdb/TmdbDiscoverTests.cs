using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Tmdb.Lookup;
using DataLakeTools.TestServers.Tmdb;

namespace DataLakeTools.Core.Tests.Tmdb;

public sealed class TmdbDiscoverTests
{
    [Fact]
    public async Task Every_filter_of_a_film_is_sent_as_tmdb_names_it()
    {
        await using var tmdb = await StandIn.StartAsync();
        var query = new TmdbMovieQuery
        {
            Genres = TmdbIdFilter.All(80, 10752),
            WithoutGenres = TmdbIdFilter.Any(35),
            Companies = TmdbIdFilter.Any(1, 2),
            Keywords = TmdbIdFilter.All(4),
            WithoutKeywords = TmdbIdFilter.All(5),
            From = new DateOnly(1980, 1, 1),
            To = new DateOnly(1989, 12, 31),
            OriginalLanguage = "pt",
            OriginCountry = "BR",
            MinVoteAverage = 2.5,
            MaxVoteAverage = 9,
            MinVoteCount = 10,
            MaxVoteCount = 5000,
            MinRuntime = 20,
            MaxRuntime = 190,
            SortBy = "revenue.desc",
            IncludeAdult = true,
            Cast = TmdbIdFilter.All(1),
            Crew = TmdbIdFilter.All(2),
            People = TmdbIdFilter.Any(1, 2),
        };

        await tmdb.Client(tmdb.Options with { Language = "pt-BR", Region = "BR" }).DiscoverAsync(query, 20).RecordsAsync();

        Assert.Equal(
            "/3/discover/movie?include_adult=true&language=pt-BR&primary_release_date.gte=1980-01-01&primary_release_date.lte=1989-12-31"
            + "&sort_by=revenue.desc&vote_average.gte=2.5&vote_average.lte=9&vote_count.gte=10&vote_count.lte=5000"
            + "&with_companies=1|2&with_genres=80,10752&with_keywords=4&with_origin_country=BR&with_original_language=pt"
            + "&with_runtime.gte=20&with_runtime.lte=190&without_genres=35&without_keywords=5"
            + "&region=BR&with_cast=1&with_crew=2&with_people=1|2&page=1",
            Assert.Single(tmdb.Requests));
    }

    [Fact]
    public async Task Every_filter_of_a_series_is_sent_as_tmdb_names_it()
    {
        await using var tmdb = await StandIn.StartAsync();
        var query = new TmdbSeriesQuery
        {
            From = new DateOnly(2000, 1, 1),
            Network = 213,
            IncludeUndated = true,
            SortBy = "first_air_date.asc",
        };

        await tmdb.Client().DiscoverAsync(query, 20).RecordsAsync();

        Assert.Equal(
            "/3/discover/tv?include_adult=false&first_air_date.gte=2000-01-01&sort_by=first_air_date.asc"
            + "&include_null_first_air_dates=true&with_networks=213&page=1",
            tmdb.Requests.First());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(20)]
    [InlineData(21)]
    [InlineData(150)]
    public async Task The_first_titles_come_in_tmdbs_order_with_no_page_too_many(int first)
    {
        await using var tmdb = await StandIn.StartAsync();

        var ids = await tmdb.Client().DiscoverAsync(new TmdbMovieQuery { SortBy = "popularity.desc" }, first).IdsAsync();

        Assert.Equal(tmdb.Server.Catalogue.Movies.OrderByDescending(movie => movie.Popularity).Take(first).Select(movie => movie.Id), ids);
        Assert.Equal((first + 19) / 20, tmdb.Server.Log.Count);
    }

    [Fact]
    public async Task Pages_that_overlap_repeat_nothing()
    {
        await using var tmdb = await StandIn.StartAsync(new TmdbServerOptions { Overlap = 3 });

        var ids = await tmdb.Client().DiscoverAsync(new TmdbMovieQuery(), 100).IdsAsync();

        Assert.Equal(100, ids.Distinct().Count());
    }

    [Fact]
    public async Task Details_of_the_first_titles_take_one_request_a_title()
    {
        await using var tmdb = await StandIn.StartAsync();
        var client = tmdb.Client();

        var titles = client.DiscoverAsync(new TmdbMovieQuery { Genres = TmdbIdFilter.All(80) }, 50, detailsFollow: true);
        var movies = await client.GetDetailsAsync(titles, ["credits"]).RecordsAsync();

        Assert.Equal(50, movies.Count);
        Assert.Equal(50 + 3, tmdb.Server.Log.Count);
        Assert.All(movies, movie => Assert.Equal("movie/{id}?append=credits", movie.Structure));
    }

    [Fact]
    public async Task An_entry_of_a_list_is_the_exact_part_of_the_page()
    {
        await using var tmdb = await StandIn.StartAsync();
        using var http = new HttpClient();
        var page = await http.GetStringAsync(
            new Uri($"{tmdb.Server.Endpoint}/discover/movie?include_adult=false&page=1&api_key={tmdb.Server.Options.ApiKey}"));

        var records = await tmdb.Client().DiscoverAsync(new TmdbMovieQuery(), 20).RecordsAsync();

        Assert.Contains($"\"results\":[{string.Join(',', records.Select(record => record.Text()))}]", page, StringComparison.Ordinal);
        Assert.All(records, record => Assert.True(record.IsSummary && record.Structure == "discover/movie#results"));
    }

    [Fact]
    public async Task More_than_tmdb_gives_in_order_cannot_be_asked()
    {
        await using var tmdb = await StandIn.StartAsync();

        Assert.Equal(
            DataLakeError.InvalidOption,
            Assert.Throws<DataLakeException>(() => tmdb.Client().DiscoverAsync(new TmdbMovieQuery(), 10_001)).Error);
    }

    [Fact]
    public void An_order_that_tmdb_does_not_know_is_an_error_that_lists_the_orders()
    {
        var error = Assert.Throws<DataLakeException>(() => new TmdbMovieQuery { SortBy = "name.asc" }.Validate());

        Assert.Contains("primary_release_date.desc", error.Recommendation, StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_of_a_small_query_are_read_without_splitting()
    {
        await using var tmdb = await StandIn.StartAsync(new TmdbServerOptions { Movies = 95, UndatedMovies = 7 });
        var report = new TmdbCrawlReport();

        var ids = await tmdb.Client().DiscoverAllAsync(new TmdbMovieQuery(), report).IdsAsync();

        Assert.Equal(tmdb.Server.Catalogue.Movies.Select(movie => movie.Id).Order(), ids.Order());
        Assert.Equal(5, tmdb.Server.Log.Count);
        Assert.Equal((95, 95, 1, 0), (report.Expected, report.Found, report.Queries, report.Missing));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task More_than_ten_thousand_titles_are_all_found_once_undated_ones_too(bool undatedFirst)
    {
        await using var tmdb = await StandIn.StartAsync(
            new TmdbServerOptions { Movies = 23_000, UndatedMovies = 300, UndatedSortFirst = undatedFirst });
        var report = new TmdbCrawlReport();

        var ids = await tmdb.Client().DiscoverAllAsync(new TmdbMovieQuery(), report).IdsAsync();

        Assert.Equal(tmdb.Server.Catalogue.Movies.Select(movie => movie.Id).Order(), ids.Order());
        Assert.Equal((23_000, 23_000, 300, 0), (report.Expected, report.Found, report.Undated, report.Missing));
        Assert.DoesNotContain(tmdb.Server.Log, entry => entry.Status != 200);
    }

    [Fact]
    public async Task All_series_are_found_undated_ones_too()
    {
        await using var tmdb = await StandIn.StartAsync(new TmdbServerOptions { Series = 12_500, UndatedSeries = 45 });
        var report = new TmdbCrawlReport();

        var ids = await tmdb.Client().DiscoverAllAsync(new TmdbSeriesQuery(), report).IdsAsync();

        Assert.Equal(tmdb.Server.Catalogue.Series.Select(series => series.Id).Order(), ids.Order());
        Assert.Equal((12_500, 45, 0), (report.Found, report.Undated, report.Missing));
    }

    [Theory]
    [InlineData(900, 40)]
    [InlineData(12_000, 300)]
    [InlineData(900, 0)]
    public async Task Undated_films_alone_are_found(int all, int undated)
    {
        await using var tmdb = await StandIn.StartAsync(new TmdbServerOptions { Movies = all, UndatedMovies = undated });
        var report = new TmdbCrawlReport();

        var ids = await tmdb.Client().DiscoverAllAsync(new TmdbMovieQuery { OnlyUndated = true }, report).IdsAsync();

        Assert.Equal(tmdb.Server.Catalogue.Movies.Where(movie => string.IsNullOrEmpty(movie.Date)).Select(movie => movie.Id).Order(), ids.Order());
        Assert.Equal((undated, undated, 0), (report.Found, report.Undated, report.Missing));
    }

    [Fact]
    public async Task Undated_series_alone_are_found()
    {
        await using var tmdb = await StandIn.StartAsync(new TmdbServerOptions { Series = 500, UndatedSeries = 45 });

        var ids = await tmdb.Client().DiscoverAllAsync(new TmdbSeriesQuery { OnlyUndated = true }, new TmdbCrawlReport()).IdsAsync();

        Assert.Equal(45, ids.Distinct().Count());
    }

    [Fact]
    public async Task A_query_by_dates_leaves_undated_titles_out()
    {
        await using var tmdb = await StandIn.StartAsync(new TmdbServerOptions { Movies = 15_000, UndatedMovies = 500 });
        var report = new TmdbCrawlReport();
        var query = new TmdbMovieQuery { To = new DateOnly(2100, 1, 1) };

        var ids = await tmdb.Client().DiscoverAllAsync(query, report).IdsAsync();

        Assert.Equal(14_500, ids.Distinct().Count());
        Assert.Equal(0, report.Undated);
    }

    [Fact]
    public async Task A_day_with_too_many_titles_is_split_by_votes()
    {
        await using var tmdb = await StandIn.StartAsync(
            new TmdbServerOptions { Movies = 13_000, UndatedMovies = 0, MoviesOnOneDay = 12_000 });
        var report = new TmdbCrawlReport();

        var ids = await tmdb.Client().DiscoverAllAsync(new TmdbMovieQuery(), report).IdsAsync();

        Assert.Equal(13_000, ids.Distinct().Count());
        Assert.Contains(tmdb.Requests, request => request.Contains("vote_count.lte=0", StringComparison.Ordinal));
        Assert.Equal(0, report.Missing);
    }

    [Theory]
    [InlineData(2, 0)]
    [InlineData(0, 4)]
    [InlineData(2, 4)]
    public async Task Titles_that_move_between_pages_are_neither_lost_nor_repeated(int overlap, int moveEvery)
    {
        await using var tmdb = await StandIn.StartAsync(
            new TmdbServerOptions { Movies = 11_000, Overlap = overlap, MoveEvery = moveEvery });
        var report = new TmdbCrawlReport();
        var query = new TmdbMovieQuery { SortBy = "popularity.desc" };

        var ids = await tmdb.Client().DiscoverAllAsync(query, report).IdsAsync();

        Assert.Equal(tmdb.Server.Catalogue.Movies.Select(movie => movie.Id).Order(), ids.Order());
        Assert.True(report.PagesReadAgain > 0);
    }

    [Fact]
    public async Task Titles_that_tmdb_counts_and_does_not_give_are_an_error_at_the_end()
    {
        await using var tmdb = await StandIn.StartAsync();
        tmdb.Server.Override = _ => TmdbReply.Ok("""{"page":1,"results":[{"id":1},{"id":2}],"total_pages":1,"total_results":5}""");
        var report = new TmdbCrawlReport();

        var results = await tmdb.Client().DiscoverAllAsync(new TmdbMovieQuery(), report).AllAsync();

        Assert.Equal(3, results.Count);
        Assert.Equal(DataLakeError.TmdbCrawlIncomplete, results[^1].Error!.Error);
        Assert.Equal((2, 3), (report.Found, report.Missing));
    }

    [Fact]
    public async Task All_with_details_take_one_request_a_title()
    {
        await using var tmdb = await StandIn.StartAsync(new TmdbServerOptions { Movies = 200 });
        var report = new TmdbCrawlReport();
        var client = tmdb.Client();

        var titles = client.DiscoverAllAsync(new TmdbMovieQuery(), report, detailsFollow: true);
        var movies = await client.GetDetailsAsync(titles, ["keywords"]).RecordsAsync();

        Assert.Equal(200, movies.Select(movie => movie.Id).Distinct().Count());
        Assert.Equal(210, tmdb.Server.Log.Count);
        Assert.All(movies, movie => Assert.False(movie.IsSummary));
    }
}
