using DataLakeTools.Core.Tmdb.Lookup;
using DataLakeTools.Core.Tmdb.Wire;
using DataLakeTools.TestServers.Tmdb;
using static DataLakeTools.Core.Tests.Tmdb.TmdbStreams;

namespace DataLakeTools.Core.Tests.Tmdb;

public sealed class TmdbFaultTests
{
    private static readonly int[] Ids = [1, 2, 3, 4, 5, 7, 8, 9, 10, 11];

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
    public async Task A_request_that_fails_is_sent_again_and_nothing_is_lost(TmdbFault fault)
    {
        await using var tmdb = await StandIn.StartAsync();
        tmdb.Server.Break(fault, times: 3, after: 2);
        var client = tmdb.Client();

        Assert.Equal(Ids, await client.GetDetailsAsync(TmdbKind.Movie, Ids(Ids)).IdsAsync());
        Assert.InRange(client.Statistics.Retries, 1, 3);
    }

    [Fact]
    public async Task A_request_that_hangs_is_sent_again()
    {
        await using var tmdb = await StandIn.StartAsync();
        tmdb.Server.Break(TmdbFault.Hang, where: "/movie/3");
        var client = tmdb.Client(tmdb.Options with { RequestTimeout = TimeSpan.FromSeconds(1) });

        Assert.Equal(Ids, await client.GetDetailsAsync(TmdbKind.Movie, Ids(Ids)).IdsAsync());
        Assert.True(client.Statistics.Retries >= 1);
    }

    [Fact]
    public async Task A_packed_body_that_does_not_say_so_is_understood()
    {
        await using var tmdb = await StandIn.StartAsync();
        tmdb.Server.Break(TmdbFault.UndeclaredGzip, times: 100);
        var client = tmdb.Client();

        Assert.Equal(Ids, await client.GetDetailsAsync(TmdbKind.Movie, Ids(Ids)).IdsAsync());
        Assert.Equal(0, client.Statistics.Retries);
    }

    [Theory]
    [InlineData(TmdbFault.TooManyWithSeconds)]
    [InlineData(TmdbFault.TooManyWithDate)]
    [InlineData(TmdbFault.TooMany)]
    [InlineData(TmdbFault.TooManyHtml)]
    [InlineData(TmdbFault.TooManyDamagedGzip)]
    public async Task Too_many_requests_means_waiting_and_nothing_is_lost(TmdbFault fault)
    {
        await using var tmdb = await StandIn.StartAsync(new TmdbServerOptions { RetryAfterSeconds = 1 });
        tmdb.Server.Break(fault, times: 3, after: 2);
        var client = tmdb.Client(clock: new SkippingClock());

        Assert.Equal(Ids, await client.GetDetailsAsync(TmdbKind.Movie, Ids(Ids)).IdsAsync());
        Assert.Equal(3, client.Statistics.RateLimited);
    }

    [Fact]
    public async Task A_pause_is_told_once_when_it_begins()
    {
        await using var tmdb = await StandIn.StartAsync(new TmdbServerOptions { RetryAfterSeconds = 7 });
        tmdb.Server.Break(TmdbFault.TooManyWithSeconds, times: 1);
        var told = new System.Collections.Concurrent.ConcurrentQueue<TimeSpan>();
        var client = tmdb.Client(tmdb.Options with { Waiting = told.Enqueue }, new SkippingClock());

        await client.GetDetailsAsync(TmdbKind.Movie, Ids(1)).IdsAsync();

        Assert.Equal([TimeSpan.FromSeconds(7)], told);
    }

    [Theory]
    [InlineData(3600, 300, 1)]
    [InlineData(120, 300, 3)]
    [InlineData(1, 0, 1)]
    public async Task A_longer_pause_than_is_allowed_is_not_waited_for(int asked, int allowed, int requests)
    {
        await using var tmdb = await StandIn.StartAsync(new TmdbServerOptions { RetryAfterSeconds = asked });
        tmdb.Server.Break(TmdbFault.TooManyWithSeconds, times: int.MaxValue);
        var client = tmdb.Client(tmdb.Options with { RateLimitWait = TimeSpan.FromSeconds(allowed) }, new SkippingClock());

        var error = await client.GetDetailsAsync(TmdbKind.Movie, Ids(1)).ErrorAsync();

        Assert.Equal(DataLakeError.TmdbRateLimited, error.Error);
        Assert.Contains($"asks for a pause of {asked} seconds; {allowed} in all are allowed", error.Message, StringComparison.Ordinal);
        Assert.Equal(requests, client.Statistics.Requests);
    }

    [Fact]
    public async Task Only_the_refusals_for_the_rate_are_counted_as_such()
    {
        await using var tmdb = await StandIn.StartAsync(new TmdbServerOptions { RetryAfterSeconds = 3600 });
        tmdb.Server.Break(TmdbFault.Html503, times: 2);
        tmdb.Server.Break(TmdbFault.TooManyWithSeconds, times: 1);
        var client = tmdb.Client(clock: new SkippingClock());

        var error = await client.GetDetailsAsync(TmdbKind.Movie, Ids(1)).ErrorAsync();

        Assert.Equal(DataLakeError.TmdbRateLimited, error.Error);
        Assert.StartsWith("TMDB answered once that there were too many requests, last to ", error.Message, StringComparison.Ordinal);
        Assert.Equal(3, client.Statistics.Requests);
    }

    [Fact]
    public async Task A_page_that_is_not_found_is_told_at_once_and_is_no_outage()
    {
        await using var tmdb = await StandIn.StartAsync();
        tmdb.Server.Break(TmdbFault.Html404, times: int.MaxValue);
        var client = tmdb.Client();

        var error = Assert.Single(await client.GetDetailsAsync(TmdbKind.Movie, Ids(1)).AllAsync()).Error!;

        Assert.Equal(DataLakeError.TmdbRequestFailed, error.Error);
        Assert.Contains("did not come from TMDB's API", error.Message, StringComparison.Ordinal);
        Assert.Contains("ends with /3", error.Recommendation, StringComparison.Ordinal);
        Assert.Contains(tmdb.Server.Endpoint.ToString(), error.Message, StringComparison.Ordinal);
        Assert.Equal(1, client.Statistics.Requests);
    }

    [Theory]
    [InlineData("http://127.0.0.1:1/3")]
    [InlineData("http://nowhere.invalid/3")]
    public async Task An_endpoint_where_nobody_is_is_named_after_a_second_attempt(string endpoint)
    {
        await using var tmdb = await StandIn.StartAsync();
        var client = tmdb.Client(tmdb.Options with { Endpoint = new Uri(endpoint) });

        var error = Assert.Single(await client.GetDetailsAsync(TmdbKind.Movie, Ids(1)).AllAsync()).Error!;

        Assert.Equal(DataLakeError.TmdbUnavailable, error.Error);
        Assert.Contains($"Look at the endpoint {endpoint}", error.Recommendation, StringComparison.Ordinal);
        Assert.Equal(2, client.Statistics.Requests);
    }

    [Fact]
    public async Task An_endpoint_that_gives_web_pages_is_named_after_a_second_attempt()
    {
        await using var tmdb = await StandIn.StartAsync();
        tmdb.Server.Break(TmdbFault.HtmlOk, times: int.MaxValue);
        var client = tmdb.Client();

        var error = Assert.Single(await client.GetDetailsAsync(TmdbKind.Movie, Ids(1)).AllAsync()).Error!;

        Assert.Equal(DataLakeError.TmdbInvalidAnswer, error.Error);
        Assert.Contains($"Look at the endpoint {tmdb.Server.Endpoint}", error.Recommendation, StringComparison.Ordinal);
        Assert.Equal(2, client.Statistics.Requests);
    }

    [Fact]
    public async Task An_endpoint_that_has_answered_is_no_longer_suspected()
    {
        await using var tmdb = await StandIn.StartAsync();
        tmdb.Server.Break(TmdbFault.HtmlOk, where: "/movie/3", times: int.MaxValue);
        var client = tmdb.Client(tmdb.Options with { ThrottleLimit = 1 });

        var results = await client.GetDetailsAsync(TmdbKind.Movie, Ids(1, 3)).AllAsync();

        Assert.Contains("Try again later", results[1].Error!.Recommendation, StringComparison.Ordinal);
        Assert.Equal(1 + 1 + tmdb.Options.RetryCount, client.Statistics.Requests);
    }

    [Fact]
    public async Task When_too_many_requests_never_ends_it_is_an_error()
    {
        await using var tmdb = await StandIn.StartAsync(new TmdbServerOptions { RetryAfterSeconds = 0 });
        tmdb.Server.Break(TmdbFault.TooManyWithSeconds, times: int.MaxValue);
        var client = tmdb.Client(tmdb.Options with { RateLimitRetryCount = 2 });

        var error = await client.GetDetailsAsync(TmdbKind.Movie, Ids(1)).ErrorAsync();

        Assert.Equal(DataLakeError.TmdbRateLimited, error.Error);
        Assert.Equal(3, client.Statistics.Requests);
    }

    [Fact]
    public async Task An_id_that_never_answers_is_its_own_error_and_the_rest_goes_on()
    {
        await using var tmdb = await StandIn.StartAsync();
        tmdb.Server.Break(TmdbFault.Html502, where: "/movie/3", times: int.MaxValue);

        var results = await tmdb.Client().GetDetailsAsync(TmdbKind.Movie, Ids(Ids)).AllAsync();

        var failed = Assert.Single(results, result => !result.IsRecord);
        Assert.Equal(DataLakeError.TmdbUnavailable, failed.Error!.Error);
        Assert.Equal("3", failed.Error.Target);
        Assert.Contains("502", failed.Error.Message, StringComparison.Ordinal);
        Assert.Equal(Ids.Length, results.Count);
    }

    [Fact]
    public async Task When_nothing_answers_the_stream_ends()
    {
        await using var tmdb = await StandIn.StartAsync();
        tmdb.Server.Break(TmdbFault.Html503, times: int.MaxValue);
        var client = tmdb.Client(tmdb.Options with { RetryCount = 1, ThrottleLimit = 2 });

        var error = await client.GetDetailsAsync(TmdbKind.Movie, Ids([.. Enumerable.Range(1, 1000)])).ErrorAsync();

        Assert.Equal(DataLakeError.TmdbUnavailable, error.Error);
        Assert.InRange(client.Statistics.Requests, 20, 30);
    }

    [Fact]
    public async Task A_page_that_never_answers_ends_a_search()
    {
        await using var tmdb = await StandIn.StartAsync();
        tmdb.Server.Break(TmdbFault.TruncatedJson, where: "page=3", times: int.MaxValue);
        var client = tmdb.Client(tmdb.Options with { RetryCount = 1 });

        Assert.Equal(DataLakeError.TmdbInvalidAnswer, (await client.DiscoverAsync(new TmdbMovieQuery(), 100).ErrorAsync()).Error);
    }

    [Fact]
    public async Task A_refused_token_stops_everything_at_once_with_one_error()
    {
        await using var tmdb = await StandIn.StartAsync();
        tmdb.Server.Break(TmdbFault.Unauthorized, after: 2, times: int.MaxValue);
        tmdb.Server.Break(TmdbFault.Hang, where: "/movie/2", times: int.MaxValue);
        var client = tmdb.Client(tmdb.Options with { ThrottleLimit = 4 });

        var error = await client.GetDetailsAsync(TmdbKind.Movie, Ids([.. Enumerable.Range(1, 1000)])).ErrorAsync();

        Assert.Equal(DataLakeError.TmdbUnauthorized, error.Error);
        Assert.Contains("You must be granted a valid key", error.Message, StringComparison.Ordinal);
        Assert.InRange(client.Statistics.Requests, 1, 9);

        var requests = client.Statistics.Requests;
        Assert.Equal(DataLakeError.TmdbUnauthorized, (await client.GetDetailsAsync(TmdbKind.Movie, Ids(1)).ErrorAsync()).Error);
        Assert.Equal(requests, client.Statistics.Requests);
    }

    [Fact]
    public async Task Without_a_token_the_error_says_so()
    {
        await using var tmdb = await StandIn.StartAsync();

        var error = await tmdb.Client(tmdb.Options with { Token = null }).DiscoverAsync(new TmdbMovieQuery(), 1).ErrorAsync();

        Assert.Equal(DataLakeError.TmdbUnauthorized, error.Error);
        Assert.Contains("none was given", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refused_request_says_what_tmdb_said()
    {
        await using var tmdb = await StandIn.StartAsync();
        var client = tmdb.Client();

        var error = await client.GetPathAsync(new TmdbPathQuery("discover/movie?page=501")).ErrorAsync();

        Assert.Equal(DataLakeError.TmdbRequestFailed, error.Error);
        Assert.Contains("Pages start at 1 and max at 500", error.Message, StringComparison.Ordinal);
        Assert.Equal(1, client.Statistics.Requests);
    }

    [SkippableTheory]
    [InlineData("422_legacy_errors_array_page.json", "page must be less than or equal to 500")]
    [InlineData("422_status_code_20_date_range.json", "Should be a range no longer than 14 days")]
    [InlineData("400_status_code_22_invalid_page.json", "Pages start at 1")]
    public async Task Every_known_error_body_is_understood(string file, string message)
    {
        var body = await File.ReadAllBytesAsync(Path.Combine(TmdbFixtures.Require(), "errors", file));
        await using var tmdb = await StandIn.StartAsync();
        tmdb.Server.Override = _ => new TmdbReply(422, body);

        var error = await tmdb.Client().GetPathAsync(new TmdbPathQuery("movie/1")).ErrorAsync();

        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }
}
