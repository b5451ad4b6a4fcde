using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Tmdb.Wire;
using DataLakeTools.TestServers.Tmdb;
using static DataLakeTools.Core.Tests.Tmdb.TmdbStreams;

namespace DataLakeTools.Core.Tests.Tmdb;

public sealed class TmdbDetailsTests
{
    [Fact]
    public async Task Records_come_in_the_order_of_their_ids_with_one_request_each()
    {
        await using var tmdb = await StandIn.StartAsync(new TmdbServerOptions { Movies = 300, Latency = TimeSpan.FromMilliseconds(20) });
        int[] ids = [.. tmdb.Server.Catalogue.Movies.Select(movie => movie.Id).Reverse()];

        var received = await tmdb.Client().GetDetailsAsync(TmdbKind.Movie, Ids(ids)).IdsAsync();

        Assert.Equal(ids, received);
        Assert.Equal(ids.Length, tmdb.Server.Log.Count);
        Assert.InRange(tmdb.Server.MaxInFlight, 2, 20);
    }

    [Fact]
    public async Task Tmdb_and_imdb_ids_are_mixed()
    {
        await using var tmdb = await StandIn.StartAsync();
        TmdbItemId[] ids = [TmdbItemId.Parse("tt0000002"), TmdbItemId.Parse("7"), TmdbItemId.Parse(" TT0000010 ")];

        Assert.Equal(new[] { 2, 7, 10 }, await tmdb.Client().GetDetailsAsync(TmdbKind.Movie, ids).IdsAsync());
    }

    [Fact]
    public async Task Series_are_found_by_imdb_id()
    {
        await using var tmdb = await StandIn.StartAsync();
        TmdbItemId[] ids = [TmdbItemId.Parse("tt0100002"), 100_005];

        var series = await tmdb.Client().GetDetailsAsync(TmdbKind.Series, ids, ["credits"]).RecordsAsync();

        Assert.Equal([100_002, 100_005], series.Select(record => record.Id));
        Assert.All(series, record => Assert.Equal("tv/{id}?append=credits", record.Structure));
        Assert.All(series, record => Assert.Equal(TmdbKind.Series, record.Kind));
    }

    [Fact]
    public async Task An_imdb_id_of_a_film_is_no_series()
    {
        await using var tmdb = await StandIn.StartAsync();

        var result = Assert.Single(await tmdb.Client().GetDetailsAsync(TmdbKind.Series, [TmdbItemId.Parse("tt0000002")]).AllAsync());

        Assert.Equal(DataLakeError.TmdbNotFound, result.Error!.Error);
        Assert.Contains("it is a film", result.Error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(TmdbKind.Person, "tt0100002", "no person under 'tt0100002'; it is a series.")]
    [InlineData(TmdbKind.Person, "tt0000002", "no person under 'tt0000002'; it is a film.")]
    [InlineData(TmdbKind.Keyword, "tt0100002", "no keyword under 'tt0100002'; it is a series.")]
    [InlineData(TmdbKind.Company, "tt9999999", "no company under 'tt9999999'.")]
    public async Task An_imdb_id_of_a_title_is_none_of_anything_else(TmdbKind kind, string id, string said)
    {
        await using var tmdb = await StandIn.StartAsync();

        var result = Assert.Single(await tmdb.Client().GetDetailsAsync(kind, [TmdbItemId.Parse(id)]).AllAsync());

        Assert.Equal(DataLakeError.TmdbNotFound, result.Error!.Error);
        Assert.EndsWith(said, result.Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_id_is_its_own_error_and_the_rest_goes_on()
    {
        await using var tmdb = await StandIn.StartAsync();

        var results = await tmdb.Client().GetDetailsAsync(TmdbKind.Movie, Ids(1, 6, 2, 12, 3)).AllAsync();

        Assert.Equal([1, null, 2, null, 3], results.Select(result => result.Record?.Id));
        Assert.All(results.Where(result => !result.IsRecord), result => Assert.Equal(DataLakeError.TmdbNotFound, result.Error!.Error));
        Assert.Equal(["6", "12"], results.Where(result => !result.IsRecord).Select(result => result.Error!.Target));
        Assert.Contains("could not be found", results[1].Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Appended_parts_come_in_the_same_request_and_name_the_structure()
    {
        await using var tmdb = await StandIn.StartAsync();

        var record = Assert.Single(await tmdb.Client()
            .GetDetailsAsync(TmdbKind.Movie, Ids(1), ["keywords", "credits", "external_ids", "credits"]).RecordsAsync());

        Assert.Equal("movie/{id}?append=credits,external_ids,keywords", record.Structure);
        Assert.Equal("/3/movie/1?append_to_response=keywords,credits,external_ids", Assert.Single(tmdb.Requests));
        Assert.True(record.Root.TryGetProperty("keywords", out _));
    }

    [Theory]
    [InlineData(TmdbKind.Movie, "pt-BR", "images,videos", "language=pt-BR&include_image_language=pt%2Cen%2Cnull")]
    [InlineData(TmdbKind.Series, "pt-BR", "images,videos", "language=pt-BR&include_image_language=pt%2Cen%2Cnull&include_video_language=pt%2Cen%2Cnull")]
    [InlineData(TmdbKind.Movie, "en-US", "images", "language=en-US&include_image_language=en%2Cnull")]
    [InlineData(TmdbKind.Person, "pt-BR", "images", "language=pt-BR")]
    [InlineData(TmdbKind.Movie, "pt-BR", "credits", "language=pt-BR")]
    public async Task Pictures_are_asked_for_in_more_languages_than_texts(TmdbKind kind, string language, string parts, string query)
    {
        await using var tmdb = await StandIn.StartAsync();

        await tmdb.Client(tmdb.Options with { Language = language }).GetDetailsAsync(kind, Ids(1), [parts]).AllAsync();

        Assert.EndsWith($"append_to_response={Uri.EscapeDataString(parts)}&{query}".Replace("%2C", ",", StringComparison.Ordinal), tmdb.Requests.First().Replace("%2C", ",", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("us-east-1")]
    [InlineData("Brazil")]
    [InlineData("")]
    public void A_region_that_is_no_country_is_refused(string region)
    {
        var error = Assert.Throws<DataLakeException>(() => new TmdbClientOptions { Region = region }.Validate());

        Assert.Equal(DataLakeError.InvalidOption, error.Error);
    }

    [Fact]
    public void A_token_in_the_place_of_the_key_is_sent_as_a_token()
    {
        var options = TmdbEnvironment.Complete(new TmdbClientOptions { ApiKey = "eyJhbGciOiJIUzI1NiJ9.eyJhdWQiOiJ4In0.c2ln" });

        Assert.Equal("eyJhbGciOiJIUzI1NiJ9.eyJhdWQiOiJ4In0.c2ln", options.Token);
        Assert.Null(options.ApiKey);
    }

    [Fact]
    public async Task More_than_twenty_parts_are_an_error_before_anything_is_sent()
    {
        await using var tmdb = await StandIn.StartAsync();

        var error = Assert.Throws<DataLakeException>(
            () => tmdb.Client().GetDetailsAsync(TmdbKind.Movie, Ids(1), Enumerable.Range(1, 21).Select(part => $"part{part}")));

        Assert.Equal(DataLakeError.InvalidOption, error.Error);
        Assert.Empty(tmdb.Server.Log);
    }

    [Fact]
    public async Task A_record_keeps_the_bytes_of_its_source()
    {
        await using var tmdb = await StandIn.StartAsync();
        using var http = new HttpClient();

        var record = Assert.Single(await tmdb.Client().GetDetailsAsync(TmdbKind.Movie, Ids(8), ["credits"]).RecordsAsync());

        Assert.Equal(
            await http.GetByteArrayAsync(new Uri($"{tmdb.Server.Endpoint}/movie/8?append_to_response=credits&api_key={tmdb.Server.Options.ApiKey}")),
            record.Json.ToArray());
    }

    [Fact]
    public async Task A_record_shows_title_date_and_votes()
    {
        await using var tmdb = await StandIn.StartAsync();
        var dated = tmdb.Server.Catalogue.Movies.First(movie => movie.IsDated);
        var undated = tmdb.Server.Catalogue.Movies.First(movie => movie.Date == "");

        var records = await tmdb.Client().GetDetailsAsync(TmdbKind.Movie, Ids(dated.Id, undated.Id)).RecordsAsync();

        Assert.Equal(dated.Name, records[0].Title);
        Assert.Equal(dated.Date, records[0].Date?.ToString("yyyy-MM-dd"));
        Assert.Null(records[1].Date);
    }

    [Fact]
    public async Task Nothing_is_fetched_while_nobody_takes_records()
    {
        await using var tmdb = await StandIn.StartAsync();
        var options = tmdb.Options with { ThrottleLimit = 4 };
        var asked = 0;
        await using var records =
            tmdb.Client(options).GetDetailsAsync(TmdbKind.Movie, Endless()).GetAsyncEnumerator();

        Assert.True(await records.MoveNextAsync());
        await tmdb.Client().GetDetailsAsync(TmdbKind.Movie, Ids([.. Enumerable.Repeat(1, 200)])).RecordsAsync();

        // Four that wait to be taken, the one taken, and the id that waits for room.
        Assert.InRange(asked, 1, 6);

        async IAsyncEnumerable<TmdbItemId> Endless()
        {
            await Task.Yield();
            while (true)
            {
                asked++;
                yield return 1;
            }
        }
    }

    [Fact]
    public async Task Leaving_a_stream_cancels_what_is_on_its_way()
    {
        await using var tmdb = await StandIn.StartAsync();
        tmdb.Server.Break(TmdbFault.Hang, "/movie/2", times: 1000);

        await foreach (var result in tmdb.Client().GetDetailsAsync(TmdbKind.Movie, Ids(1, 20, 21, 22, 23)))
        {
            Assert.Equal(1, result.Record!.Id);
            break;
        }
    }

    [Fact]
    public async Task Cancelling_ends_the_stream()
    {
        await using var tmdb = await StandIn.StartAsync();
        tmdb.Server.Break(TmdbFault.Hang, "/movie/2", times: 1000);
        using var cancel = new CancellationTokenSource();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var result in tmdb.Client().GetDetailsAsync(TmdbKind.Movie, Ids(1, 20, 21), null, cancel.Token))
            {
                await cancel.CancelAsync();
            }
        });
    }

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("-5")]
    [InlineData("nm0000001")]
    [InlineData("tt12x45")]
    [InlineData("550/credits")]
    public void Other_text_is_no_id(string text) => Assert.Equal(
        DataLakeError.InvalidOption, Assert.Throws<DataLakeException>(() => TmdbItemId.Parse(text)).Error);
}
