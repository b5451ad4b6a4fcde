using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Tmdb;
using DataLakeTools.TestServers.Tmdb;
using static DataLakeTools.Core.Tests.Tmdb.TmdbStreams;

namespace DataLakeTools.Core.Tests.Tmdb;

public sealed class TmdbDetailsTests
{
    [Fact]
    public async Task RecordsComeInTheOrderOfTheirIdsWithOneRequestEach()
    {
        await using StandIn tmdb = await StandIn.StartAsync(new TmdbServerOptions { Movies = 300, Latency = TimeSpan.FromMilliseconds(20) });
        int[] ids = [.. tmdb.Server.Catalogue.Movies.Select(movie => movie.Id).Reverse()];

        int[] received = await tmdb.Client().GetDetailsAsync(TmdbKind.Movie, Ids(ids)).IdsAsync();

        Assert.Equal(ids, received);
        Assert.Equal(ids.Length, tmdb.Server.Log.Count);
        Assert.InRange(tmdb.Server.MostInFlight, 2, 20);
    }

    [Fact]
    public async Task TmdbAndImdbIdsAreMixed()
    {
        await using StandIn tmdb = await StandIn.StartAsync();
        TmdbTitleId[] ids = [TmdbTitleId.Parse("tt0000002"), TmdbTitleId.Parse("7"), TmdbTitleId.Parse(" TT0000010 ")];

        Assert.Equal(new[] { 2, 7, 10 }, await tmdb.Client().GetDetailsAsync(TmdbKind.Movie, ids).IdsAsync());
    }

    [Fact]
    public async Task SeriesAreFoundByImdbId()
    {
        await using StandIn tmdb = await StandIn.StartAsync();
        TmdbTitleId[] ids = [TmdbTitleId.Parse("tt0100002"), 100_005];

        List<TmdbRecord> series = await tmdb.Client().GetDetailsAsync(TmdbKind.Series, ids, ["credits"]).RecordsAsync();

        Assert.Equal([100_002, 100_005], series.Select(record => record.Id));
        Assert.All(series, record => Assert.Equal("tv/{id}?append=credits", record.Structure));
        Assert.All(series, record => Assert.Equal(TmdbKind.Series, record.Kind));
    }

    [Fact]
    public async Task AnImdbIdOfAFilmIsNoSeries()
    {
        await using StandIn tmdb = await StandIn.StartAsync();

        TmdbResult result = Assert.Single(await tmdb.Client().GetDetailsAsync(TmdbKind.Series, [TmdbTitleId.Parse("tt0000002")]).AllAsync());

        Assert.Equal(DataLakeError.TmdbNotFound, result.Error!.Error);
        Assert.Contains("it is a film", result.Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnUnknownIdIsItsOwnErrorAndTheRestGoesOn()
    {
        await using StandIn tmdb = await StandIn.StartAsync();

        List<TmdbResult> results = await tmdb.Client().GetDetailsAsync(TmdbKind.Movie, Ids(1, 6, 2, 12, 3)).AllAsync();

        Assert.Equal([1, null, 2, null, 3], results.Select(result => result.Record?.Id));
        Assert.All(results.Where(result => !result.IsRecord), result => Assert.Equal(DataLakeError.TmdbNotFound, result.Error!.Error));
        Assert.Equal(["6", "12"], results.Where(result => !result.IsRecord).Select(result => result.Error!.Target));
        Assert.Contains("could not be found", results[1].Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AppendedPartsComeInTheSameRequestAndNameTheStructure()
    {
        await using StandIn tmdb = await StandIn.StartAsync();

        TmdbRecord record = Assert.Single(await tmdb.Client()
            .GetDetailsAsync(TmdbKind.Movie, Ids(1), ["keywords", "credits", "external_ids", "credits"]).RecordsAsync());

        Assert.Equal("movie/{id}?append=credits,external_ids,keywords", record.Structure);
        Assert.Equal("/3/movie/1?append_to_response=keywords,credits,external_ids", Assert.Single(tmdb.Requests));
        Assert.True(record.Root.TryGetProperty("keywords", out _));
    }

    [Fact]
    public async Task MoreThanTwentyPartsAreAnErrorBeforeAnythingIsSent()
    {
        await using StandIn tmdb = await StandIn.StartAsync();

        DataLakeException error = Assert.Throws<DataLakeException>(
            () => tmdb.Client().GetDetailsAsync(TmdbKind.Movie, Ids(1), Enumerable.Range(1, 21).Select(part => $"part{part}")));

        Assert.Equal(DataLakeError.InvalidOption, error.Error);
        Assert.Empty(tmdb.Server.Log);
    }

    [Fact]
    public async Task ARecordKeepsTheBytesOfItsSource()
    {
        await using StandIn tmdb = await StandIn.StartAsync();
        using var http = new HttpClient();

        TmdbRecord record = Assert.Single(await tmdb.Client().GetDetailsAsync(TmdbKind.Movie, Ids(8), ["credits"]).RecordsAsync());

        Assert.Equal(
            await http.GetByteArrayAsync(new Uri($"{tmdb.Server.Endpoint}/movie/8?append_to_response=credits&api_key={tmdb.Server.Options.ApiKey}")),
            record.Json.ToArray());
    }

    [Fact]
    public async Task ARecordShowsTitleDateAndVotes()
    {
        await using StandIn tmdb = await StandIn.StartAsync();
        TmdbTitle dated = tmdb.Server.Catalogue.Movies.First(movie => movie.IsDated);
        TmdbTitle undated = tmdb.Server.Catalogue.Movies.First(movie => movie.Date == "");

        List<TmdbRecord> records = await tmdb.Client().GetDetailsAsync(TmdbKind.Movie, Ids(dated.Id, undated.Id)).RecordsAsync();

        Assert.Equal(dated.Name, records[0].Title);
        Assert.Equal(dated.Date, records[0].Date?.ToString("yyyy-MM-dd"));
        Assert.Equal(dated.VoteCount, records[0].VoteCount);
        Assert.Equal(dated.VoteAverage, records[0].VoteAverage);
        Assert.Null(records[1].Date);
    }

    [Fact]
    public async Task NothingIsFetchedWhileNobodyTakesRecords()
    {
        await using StandIn tmdb = await StandIn.StartAsync();
        TmdbClientOptions options = tmdb.Options with { ThrottleLimit = 4 };
        int asked = 0;
        await using IAsyncEnumerator<TmdbResult> records =
            tmdb.Client(options).GetDetailsAsync(TmdbKind.Movie, Endless()).GetAsyncEnumerator();

        Assert.True(await records.MoveNextAsync());
        await tmdb.Client().GetDetailsAsync(TmdbKind.Movie, Ids([.. Enumerable.Repeat(1, 200)])).RecordsAsync();

        // Four that wait to be taken, the one taken, and the id that waits for room.
        Assert.InRange(asked, 1, 6);

        async IAsyncEnumerable<TmdbTitleId> Endless()
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
    public async Task LeavingAStreamCancelsWhatIsOnItsWay()
    {
        await using StandIn tmdb = await StandIn.StartAsync();
        tmdb.Server.Break(TmdbFault.Hang, "/movie/2", times: 1000);

        await foreach (TmdbResult result in tmdb.Client().GetDetailsAsync(TmdbKind.Movie, Ids(1, 20, 21, 22, 23)))
        {
            Assert.Equal(1, result.Record!.Id);
            break;
        }
    }

    [Fact]
    public async Task CancellingEndsTheStream()
    {
        await using StandIn tmdb = await StandIn.StartAsync();
        tmdb.Server.Break(TmdbFault.Hang, "/movie/2", times: 1000);
        using var cancel = new CancellationTokenSource();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (TmdbResult result in tmdb.Client().GetDetailsAsync(TmdbKind.Movie, Ids(1, 20, 21), null, cancel.Token))
                await cancel.CancelAsync();
        });
    }

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("-5")]
    [InlineData("nm0000001")]
    [InlineData("tt12x45")]
    [InlineData("550/credits")]
    public void OtherTextIsNoId(string text) => Assert.Equal(
        DataLakeError.InvalidOption, Assert.Throws<DataLakeException>(() => TmdbTitleId.Parse(text)).Error);
}
