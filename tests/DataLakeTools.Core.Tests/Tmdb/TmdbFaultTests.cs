using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Tmdb;
using DataLakeTools.TestServers.Tmdb;
using static DataLakeTools.Core.Tests.Tmdb.TmdbStreams;

namespace DataLakeTools.Core.Tests.Tmdb;

public sealed class TmdbFaultTests
{
    private static readonly int[] s_ids = [1, 2, 3, 4, 5, 7, 8, 9, 10, 11];

    [Theory]
    [InlineData(TmdbFault.Html502)]
    [InlineData(TmdbFault.Html503)]
    [InlineData(TmdbFault.Html504)]
    [InlineData(TmdbFault.Json500)]
    [InlineData(TmdbFault.HtmlOk)]
    [InlineData(TmdbFault.Empty)]
    [InlineData(TmdbFault.TruncatedJson)]
    [InlineData(TmdbFault.CutShort)]
    [InlineData(TmdbFault.Reset)]
    public async Task ARequestThatFailsIsSentAgainAndNothingIsLost(TmdbFault fault)
    {
        await using StandIn tmdb = await StandIn.StartAsync();
        tmdb.Server.Break(fault, times: 3, after: 2);
        TmdbClient client = tmdb.Client();

        Assert.Equal(s_ids, await client.GetDetailsAsync(TmdbKind.Movie, Ids(s_ids)).IdsAsync());
        Assert.InRange(client.Statistics.Retries, 1, 3);
    }

    [Fact]
    public async Task ARequestThatHangsIsSentAgain()
    {
        await using StandIn tmdb = await StandIn.StartAsync();
        tmdb.Server.Break(TmdbFault.Hang, where: "/movie/3");
        TmdbClient client = tmdb.Client(tmdb.Options with { RequestTimeout = TimeSpan.FromSeconds(1) });

        Assert.Equal(s_ids, await client.GetDetailsAsync(TmdbKind.Movie, Ids(s_ids)).IdsAsync());
        Assert.True(client.Statistics.Retries >= 1);
    }

    [Fact]
    public async Task APackedBodyThatDoesNotSaySoIsUnderstood()
    {
        await using StandIn tmdb = await StandIn.StartAsync();
        tmdb.Server.Break(TmdbFault.UndeclaredGzip, times: 100);
        TmdbClient client = tmdb.Client();

        Assert.Equal(s_ids, await client.GetDetailsAsync(TmdbKind.Movie, Ids(s_ids)).IdsAsync());
        Assert.Equal(0, client.Statistics.Retries);
    }

    [Theory]
    [InlineData(TmdbFault.TooManyWithSeconds)]
    [InlineData(TmdbFault.TooManyWithDate)]
    [InlineData(TmdbFault.TooMany)]
    [InlineData(TmdbFault.TooManyHtml)]
    public async Task TooManyRequestsMeansWaitingAndNothingIsLost(TmdbFault fault)
    {
        await using StandIn tmdb = await StandIn.StartAsync(new TmdbServerOptions { RetryAfterSeconds = 1 });
        tmdb.Server.Break(fault, times: 3, after: 2);
        TmdbClient client = tmdb.Client(clock: new SkippingClock());

        Assert.Equal(s_ids, await client.GetDetailsAsync(TmdbKind.Movie, Ids(s_ids)).IdsAsync());
        Assert.Equal(3, client.Statistics.RateLimited);
    }

    [Fact]
    public async Task WhenTooManyRequestsNeverEndsItIsAnError()
    {
        await using StandIn tmdb = await StandIn.StartAsync(new TmdbServerOptions { RetryAfterSeconds = 0 });
        tmdb.Server.Break(TmdbFault.TooManyWithSeconds, times: int.MaxValue);
        TmdbClient client = tmdb.Client(tmdb.Options with { RateLimitRetryCount = 2 });

        DataLakeException error = await client.GetDetailsAsync(TmdbKind.Movie, Ids(1)).ErrorAsync();

        Assert.Equal(DataLakeError.TmdbRateLimited, error.Error);
        Assert.Equal(3, client.Statistics.Requests);
    }

    [Fact]
    public async Task AnIdThatNeverAnswersIsItsOwnErrorAndTheRestGoesOn()
    {
        await using StandIn tmdb = await StandIn.StartAsync();
        tmdb.Server.Break(TmdbFault.Html502, where: "/movie/3", times: int.MaxValue);

        List<TmdbResult> results = await tmdb.Client().GetDetailsAsync(TmdbKind.Movie, Ids(s_ids)).AllAsync();

        TmdbResult failed = Assert.Single(results, result => !result.IsRecord);
        Assert.Equal(DataLakeError.TmdbUnavailable, failed.Error!.Error);
        Assert.Equal("3", failed.Error.Target);
        Assert.Contains("502", failed.Error.Message, StringComparison.Ordinal);
        Assert.Equal(s_ids.Length, results.Count);
    }

    [Fact]
    public async Task WhenNothingAnswersTheStreamEnds()
    {
        await using StandIn tmdb = await StandIn.StartAsync();
        tmdb.Server.Break(TmdbFault.Html503, times: int.MaxValue);
        TmdbClient client = tmdb.Client(tmdb.Options with { RetryCount = 1, ThrottleLimit = 2 });

        DataLakeException error = await client.GetDetailsAsync(TmdbKind.Movie, Ids([.. Enumerable.Range(1, 1000)])).ErrorAsync();

        Assert.Equal(DataLakeError.TmdbUnavailable, error.Error);
        Assert.InRange(client.Statistics.Requests, 20, 30);
    }

    [Fact]
    public async Task APageThatNeverAnswersEndsASearch()
    {
        await using StandIn tmdb = await StandIn.StartAsync();
        tmdb.Server.Break(TmdbFault.TruncatedJson, where: "page=3", times: int.MaxValue);
        TmdbClient client = tmdb.Client(tmdb.Options with { RetryCount = 1 });

        Assert.Equal(DataLakeError.TmdbUnavailable, (await client.DiscoverAsync(new TmdbMovieQuery(), 100).ErrorAsync()).Error);
    }

    [Fact]
    public async Task ARefusedTokenStopsEverythingAtOnceWithOneError()
    {
        await using StandIn tmdb = await StandIn.StartAsync();
        tmdb.Server.Break(TmdbFault.Unauthorized, after: 2, times: int.MaxValue);
        tmdb.Server.Break(TmdbFault.Hang, where: "/movie/2", times: int.MaxValue);
        TmdbClient client = tmdb.Client(tmdb.Options with { ThrottleLimit = 4 });

        DataLakeException error = await client.GetDetailsAsync(TmdbKind.Movie, Ids([.. Enumerable.Range(1, 1000)])).ErrorAsync();

        Assert.Equal(DataLakeError.TmdbUnauthorized, error.Error);
        Assert.Contains("You must be granted a valid key", error.Message, StringComparison.Ordinal);
        Assert.InRange(client.Statistics.Requests, 1, 9);

        long requests = client.Statistics.Requests;
        Assert.Equal(DataLakeError.TmdbUnauthorized, (await client.GetDetailsAsync(TmdbKind.Movie, Ids(1)).ErrorAsync()).Error);
        Assert.Equal(requests, client.Statistics.Requests);
    }

    [Fact]
    public async Task WithoutATokenTheErrorSaysSo()
    {
        await using StandIn tmdb = await StandIn.StartAsync();

        DataLakeException error = await tmdb.Client(tmdb.Options with { Token = null }).DiscoverAsync(new TmdbMovieQuery(), 1).ErrorAsync();

        Assert.Equal(DataLakeError.TmdbUnauthorized, error.Error);
        Assert.Contains("none was given", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ARefusedRequestSaysWhatTmdbSaid()
    {
        await using StandIn tmdb = await StandIn.StartAsync();
        TmdbClient client = tmdb.Client();

        DataLakeException error = await client.GetPathAsync(new TmdbPathQuery("discover/movie?page=501")).ErrorAsync();

        Assert.Equal(DataLakeError.TmdbRequestFailed, error.Error);
        Assert.Contains("Pages start at 1 and max at 500", error.Message, StringComparison.Ordinal);
        Assert.Equal(1, client.Statistics.Requests);
    }

    [SkippableTheory]
    [InlineData("422_legacy_errors_array_page.json", "page must be less than or equal to 500")]
    [InlineData("422_status_code_20_date_range.json", "Should be a range no longer than 14 days")]
    [InlineData("400_status_code_22_invalid_page.json", "Pages start at 1")]
    public async Task EveryKnownErrorBodyIsUnderstood(string file, string message)
    {
        byte[] body = await File.ReadAllBytesAsync(Path.Combine(TmdbFixtures.Require(), "errors", file));
        await using StandIn tmdb = await StandIn.StartAsync();
        tmdb.Server.Override = _ => new TmdbReply(422, body);

        DataLakeException error = await tmdb.Client().GetPathAsync(new TmdbPathQuery("movie/1")).ErrorAsync();

        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }
}
