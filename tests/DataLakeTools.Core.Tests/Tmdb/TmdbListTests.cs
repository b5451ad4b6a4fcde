using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Reporting;
using DataLakeTools.Core.Tmdb;
using DataLakeTools.Core.Tmdb.Lookup;
using DataLakeTools.Core.Tmdb.Wire;
using static DataLakeTools.Core.Tests.Tmdb.TmdbStreams;

namespace DataLakeTools.Core.Tests.Tmdb;

public sealed class TmdbListTests
{
    [Theory]
    [InlineData(TmdbKind.Movie, "Film", 300)]
    [InlineData(TmdbKind.Series, "Série", 120)]
    [InlineData(TmdbKind.Person, "person", 37)]
    [InlineData(TmdbKind.Collection, "Collection", 25)]
    [InlineData(TmdbKind.Keyword, "palavra", 50)]
    [InlineData(TmdbKind.Company, "estúdio", 50)]
    public async Task A_search_reads_all_its_pages(TmdbKind kind, string text, int count)
    {
        await using var tmdb = await StandIn.StartAsync();

        var found = await tmdb.Client(tmdb.Options with { Language = "pt-BR", Region = "BR" })
            .SearchAsync(new TmdbSearch(kind, text)).RecordsAsync();

        Assert.Equal(count, found.Count);
        Assert.All(found, record => Assert.Equal(kind, record.Kind));
    }

    [Fact]
    public async Task A_search_takes_a_year_and_a_limit()
    {
        await using var tmdb = await StandIn.StartAsync();
        var year = tmdb.Server.Catalogue.Movies.First(movie => movie.IsDated).Date![..4];

        var found = await tmdb.Client()
            .SearchAsync(new TmdbSearch(TmdbKind.Movie, "Film") { Year = int.Parse(year) }, first: 3).RecordsAsync();

        Assert.InRange(found.Count, 1, 3);
        Assert.All(found, movie => Assert.Equal(year, $"{movie.Date:yyyy}"));
    }

    [Fact]
    public async Task Genres_have_names_in_the_language_of_the_client()
    {
        await using var tmdb = await StandIn.StartAsync();

        var genres = await tmdb.Client(tmdb.Options with { Language = "pt-BR" }).GetGenresAsync(TmdbMedia.Movie).RecordsAsync();

        Assert.Contains(genres, genre => genre is { Id: 10752, Title: "Guerra", Kind: TmdbKind.Genre, Media: TmdbMedia.Movie });
        Assert.All(genres, genre => Assert.Equal("genre/movie/list#genres", genre.Structure));
    }

    [Theory]
    [InlineData("Crime", 80)]
    [InlineData("crime", 80)]
    [InlineData("10752", 10752)]
    [InlineData("ficcao cientifica", 878)]
    [InlineData("FICÇÃO CIENTÍFICA", 878)]
    [InlineData("Fic\u0327a\u0303o Cienti\u0301fica", -1)]
    [InlineData("Ficc\u0327a\u0303o cienti\u0301fica", 878)]
    [InlineData("science-fiction", 878)]
    public async Task A_genre_is_found_without_regard_to_case_and_accents(string name, int id)
    {
        await using var tmdb = await StandIn.StartAsync();
        var client = tmdb.Client(tmdb.Options with { Language = "pt-BR" });

        if (id > 0)
        {
            Assert.Equal(id, await client.ResolveGenreAsync(TmdbMedia.Movie, name));
        }
        else
        {
            await Assert.ThrowsAsync<DataLakeException>(() => client.ResolveGenreAsync(TmdbMedia.Movie, name));
        }
    }

    [Fact]
    public async Task An_unknown_genre_is_an_error_that_lists_the_near_ones()
    {
        await using var tmdb = await StandIn.StartAsync();

        var error = await Assert.ThrowsAsync<DataLakeException>(
            () => tmdb.Client().ResolveGenreAsync(TmdbMedia.Movie, "Cryme"));

        Assert.Equal(DataLakeError.TmdbNameUnknown, error.Error);
        Assert.Contains("Near ones: Crime", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "as TMDB has it in English", "for names in another language set \"language\" in the job document, for example to pt-BR")]
    [InlineData("de-DE", "as TMDB has it in de-DE or in English", "for another language set \"language\"")]
    public async Task An_unknown_genre_leads_to_the_language_of_its_name(string? language, string understood, string hint)
    {
        await using var tmdb = await StandIn.StartAsync();

        var error = await Assert.ThrowsAsync<DataLakeException>(
            () => tmdb.Client(tmdb.Options with { Language = language }).ResolveGenreAsync(TmdbMedia.Movie, "Guerra"));

        Assert.Contains(understood, error.Recommendation, StringComparison.Ordinal);
        Assert.Contains(hint, error.Recommendation, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Fernanda Montenegro", 1)]
    [InlineData("fernanda MONTENEGRO", 1)]
    [InlineData("José Wilker", 2)]
    [InlineData("Jose Wilker", 2)]
    [InlineData("17", 17)]
    public async Task A_person_is_found_by_name(string name, int id)
    {
        await using var tmdb = await StandIn.StartAsync();

        Assert.Equal(id, await tmdb.Client().ResolveAsync(TmdbKind.Person, name));
    }

    [Fact]
    public async Task An_unknown_person_is_an_error_that_lists_the_near_ones()
    {
        await using var tmdb = await StandIn.StartAsync();

        var error = await Assert.ThrowsAsync<DataLakeException>(() => tmdb.Client().ResolveAsync(TmdbKind.Person, "Wilker"));

        Assert.Contains("José Wilker (2), Jose Wilker Filho (3)", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(TmdbMedia.Movie)]
    [InlineData(TmdbMedia.Series)]
    public async Task The_peoples_titles_come_once_each_though_they_act_and_direct(TmdbMedia media)
    {
        await using var tmdb = await StandIn.StartAsync();
        var titles = media == TmdbMedia.Movie ? tmdb.Server.Catalogue.Movies : tmdb.Server.Catalogue.Series;

        var found = await tmdb.Client().GetTitlesOfPeopleAsync(Stream(1, 2), media).RecordsAsync();

        Assert.Equal(
            titles.Where(title => title.People.Contains(1) || title.People.Contains(2)).Select(title => title.Id).Order(),
            found.Select(record => record.Id).Order());
        Assert.Equal(2, tmdb.Server.Log.Count);
        Assert.Contains(found, record => record.Structure.EndsWith("_credits#cast", StringComparison.Ordinal));
        Assert.Contains(found, record => record.Structure.EndsWith("_credits#crew", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_unknown_person_id_is_its_own_error()
    {
        await using var tmdb = await StandIn.StartAsync();

        var results = await tmdb.Client().GetTitlesOfPeopleAsync(Stream(999, 1), TmdbMedia.Movie).AllAsync();

        Assert.Equal("999", results[0].Error!.Target);
        Assert.All(results.Skip(1), result => Assert.True(result.IsRecord));
    }

    [Fact]
    public async Task A_collection_has_its_films()
    {
        await using var tmdb = await StandIn.StartAsync();

        var movies = await tmdb.Client().GetCollectionMoviesAsync(Stream(1)).RecordsAsync();

        Assert.Equal(tmdb.Server.Catalogue.Movies.Where(movie => movie.CollectionId == 1).Select(movie => movie.Id), movies.Select(movie => movie.Id));
        Assert.All(movies, movie => Assert.Equal(("collection/{id}#parts", TmdbKind.Movie), (movie.Structure, movie.Kind)));
    }

    [Fact]
    public async Task The_collections_of_films_come_once_each()
    {
        await using var tmdb = await StandIn.StartAsync();
        var client = tmdb.Client();
        var films = await client.GetDetailsAsync(client.DiscoverAsync(new TmdbMovieQuery(), 100)).RecordsAsync();

        var ids = await client.GetCollectionsAsync(Stream([.. films.Select(TmdbReference.To)])).IdsAsync();

        Assert.Equal(ids.Distinct(), ids);
        Assert.Equal(100 + 5 + ids.Length, tmdb.Server.Log.Count);
    }

    [Fact]
    public async Task The_collection_of_an_imdb_id_is_that_of_its_film()
    {
        await using var tmdb = await StandIn.StartAsync();
        var film = tmdb.Server.Catalogue.Movies.First(movie => movie is { CollectionId: > 1, ImdbId: not null });
        TmdbReference[] asked = [new(TmdbKind.Collection, TmdbItemId.Parse(film.ImdbId!)), new(TmdbKind.Collection, TmdbItemId.Parse("tt9999999")), new(TmdbKind.Collection, 1)];

        var results = await tmdb.Client().GetCollectionsAsync(Stream(asked)).AllAsync();

        Assert.Equal([film.CollectionId, null, 1], results.Select(result => result.Record?.Id));
        Assert.Equal(DataLakeError.TmdbNotFound, results[1].Error!.Error);
    }

    [Theory]
    [InlineData(TmdbKind.Person)]
    [InlineData(TmdbKind.Collection)]
    [InlineData(TmdbKind.Keyword)]
    public async Task Titles_of_what_has_no_imdb_id_are_refused_by_one(TmdbKind kind)
    {
        await using var tmdb = await StandIn.StartAsync();
        var titles = new TmdbTitles(tmdb.Client(), new TmdbTitleOptions(new TmdbQueryWithNames(new TmdbMovieQuery())), SilentReporter.Instance);

        var results = await titles.ReadAsync(Stream(new TmdbReference(kind, TmdbItemId.Parse("tt0000002")))).AllAsync();

        Assert.Equal(DataLakeError.InvalidOption, Assert.Single(results).Error!.Error);
    }

    [Fact]
    public async Task Details_of_every_kind_are_read_by_id()
    {
        await using var tmdb = await StandIn.StartAsync();
        var client = tmdb.Client(tmdb.Options with { Language = "pt-BR" });

        foreach (var kind in new[] { TmdbKind.Person, TmdbKind.Collection, TmdbKind.Keyword, TmdbKind.Company })
        {
            var record = Assert.Single(await client.GetDetailsAsync(kind, Ids(3)).RecordsAsync());
            Assert.Equal((kind, 3), (record.Kind, record.Id));
        }
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(13, 1)]
    [InlineData(14, 2)]
    [InlineData(40, 4)]
    public async Task Changes_of_more_than_fourteen_days_are_split(int days, int windows)
    {
        await using var tmdb = await StandIn.StartAsync();
        var since = new DateOnly(2026, 1, 1);

        var changes = await tmdb.Client().GetChangesAsync(TmdbKind.Movie, since, since.AddDays(days)).RecordsAsync();

        Assert.Equal((days * 20) + 5, changes.Select(change => change.Id).Distinct().Count());
        Assert.Equal(changes.Count, changes.Select(change => change.Id).Distinct().Count());
        Assert.Equal(windows, tmdb.Requests.Select(request => request.Split("&page")[0]).Distinct().Count());
        Assert.All(changes, change => Assert.Equal(("movie/changes#results", TmdbKind.Change), (change.Structure, change.Kind)));
    }

    [Fact]
    public async Task Any_path_can_be_read()
    {
        await using var tmdb = await StandIn.StartAsync();

        var record = Assert.Single(await tmdb.Client().GetPathAsync(new TmdbPathQuery("/3/configuration")).RecordsAsync());

        Assert.Equal(("configuration", TmdbKind.Other), (record.Structure, record.Kind));
    }

    [Fact]
    public async Task Any_path_can_be_read_page_by_page_or_entry_by_entry()
    {
        await using var tmdb = await StandIn.StartAsync();
        var client = tmdb.Client();
        var path = new TmdbPathQuery("movie/1/reviews");

        Assert.Equal(3, (await client.GetPathAsync(path with { AllPages = true }).RecordsAsync()).Count);
        Assert.Equal(20, (await client.GetPathAsync(path with { ExpandResults = true }).RecordsAsync()).Count);
        var all = await client.GetPathAsync(path with { ExpandResults = true, AllPages = true }).RecordsAsync();
        Assert.Equal(45, all.Count);
        Assert.All(all, record => Assert.Equal("movie/{id}/reviews#results", record.Structure));
    }

    [Theory]
    [InlineData("movie/1", TmdbKind.Movie)]
    [InlineData("person/1?language=pt-BR", TmdbKind.Person)]
    [InlineData("tv/100001", TmdbKind.Series)]
    public async Task A_record_of_any_path_knows_its_kind(string path, TmdbKind kind)
    {
        await using var tmdb = await StandIn.StartAsync();

        Assert.Equal(kind, Assert.Single(await tmdb.Client().GetPathAsync(new TmdbPathQuery(path)).RecordsAsync()).Kind);
    }

    [Theory]
    [InlineData("https://example.com/3/movie/1")]
    [InlineData("//example.com/movie")]
    [InlineData("movie/../account")]
    [InlineData("")]
    [InlineData("movie/1?api_key=abc")]
    public async Task A_path_that_leaves_the_endpoint_or_has_a_secret_is_refused(string path)
    {
        await using var tmdb = await StandIn.StartAsync();

        Assert.Equal(
            DataLakeError.InvalidOption,
            Assert.Throws<DataLakeException>(() => tmdb.Client().GetPathAsync(new TmdbPathQuery(path))).Error);
    }
}
