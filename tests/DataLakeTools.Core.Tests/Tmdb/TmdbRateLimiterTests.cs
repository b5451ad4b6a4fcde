using DataLakeTools.Core.Tmdb;
using DataLakeTools.Core.Tmdb.Wire;
using DataLakeTools.TestServers.Tmdb;
using static DataLakeTools.Core.Tests.Tmdb.TmdbStreams;

namespace DataLakeTools.Core.Tests.Tmdb;

public sealed class TmdbRateLimiterTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(40)]
    [InlineData(100)]
    public async Task No_second_has_more_requests_than_allowed_and_the_rate_is_used(int rate)
    {
        var clock = new SkippingClock();
        using var limiter = new TmdbRateLimiter(rate, clock);
        var times = await RunAsync(limiter, clock, rate * 20, _ => TimeSpan.Zero);

        for (var index = rate; index < times.Count; index++)
        {
            Assert.True(times[index] - times[index - rate] > TimeSpan.FromSeconds(1), $"{index}");
        }

        Assert.InRange(times.Count / times[^1].TotalSeconds, rate * 0.98, rate * 1.05);
    }

    [Theory]
    [InlineData(0, 0.985, 0.995)]
    [InlineData(6, 0.97, 0.98)]
    public async Task The_rate_is_closer_to_what_is_allowed_the_steadier_the_answers_are(int jitterMilliseconds, double least, double most)
    {
        const int Rate = 10;
        var clock = new SkippingClock();
        using var limiter = new TmdbRateLimiter(Rate, clock);
        for (var index = 0; index < 1500; index++)
        {
            var permit = await limiter.AcquireAsync(default);
            clock.Advance(TimeSpan.FromMilliseconds(5 + (index % 2 == 0 ? jitterMilliseconds : -jitterMilliseconds / 2)));
            limiter.ReportAnswered(permit);
        }

        Assert.InRange(1500 / clock.Elapsed.TotalSeconds, Rate * least, Rate * most);
    }

    [Fact]
    public async Task A_stall_is_caught_up_only_as_far_as_the_second_allows()
    {
        var clock = new SkippingClock();
        using var limiter = new TmdbRateLimiter(40, clock);
        var times = await RunAsync(
            limiter, clock, 400, index => index % 50 == 0 ? TimeSpan.FromMilliseconds(200) : TimeSpan.Zero);

        for (var index = 40; index < times.Count; index++)
        {
            Assert.True(times[index] - times[index - 40] > TimeSpan.FromSeconds(1), $"{index}");
        }
    }

    [Fact]
    public async Task A_request_that_reached_the_server_late_counts_from_then()
    {
        var clock = new SkippingClock();
        using var limiter = new TmdbRateLimiter(2, clock);

        var late = await limiter.AcquireAsync(default);
        var usual = await limiter.AcquireAsync(default);
        limiter.ReportAnswered(usual);
        clock.Advance(TimeSpan.FromMilliseconds(200));
        limiter.ReportAnswered(late);
        await limiter.AcquireAsync(default);

        Assert.True(clock.Elapsed > TimeSpan.FromMilliseconds(1200), $"{clock.Elapsed}");
    }

    [Fact]
    public async Task Retry_after_is_obeyed_and_the_rate_grows_back()
    {
        var clock = new SkippingClock();
        using var limiter = new TmdbRateLimiter(40, clock);

        var permit = await limiter.AcquireAsync(default);
        limiter.ReportThrottled(permit, TimeSpan.FromSeconds(7));
        await limiter.AcquireAsync(default);
        Assert.True(clock.Elapsed >= TimeSpan.FromSeconds(7));
        Assert.InRange(await MeasureRateAsync(limiter, clock), 19, 20);

        await RunAsync(limiter, clock, 20, _ => TimeSpan.Zero);
        Assert.InRange(await MeasureRateAsync(limiter, clock), 21, 30);

        await RunAsync(limiter, clock, 100, _ => TimeSpan.Zero);
        Assert.InRange(await MeasureRateAsync(limiter, clock), 39, 40);
    }

    [Fact]
    public async Task Without_retry_after_each_refusal_in_a_row_waits_longer()
    {
        var clock = new SkippingClock();
        using var limiter = new TmdbRateLimiter(40, clock);
        var waits = new List<double>();
        for (var time = 0; time < 8; time++)
        {
            var permit = await limiter.AcquireAsync(default);
            var before = clock.Elapsed;
            clock.Advance(TimeSpan.FromMilliseconds(1));
            limiter.ReportThrottled(permit, retryAfter: null);
            await limiter.AcquireAsync(default);
            waits.Add(Math.Round((clock.Elapsed - before).TotalSeconds));
        }

        Assert.Equal([1, 2, 4, 8, 16, 30, 30, 30], waits);
    }

    [Fact]
    public async Task Several_refusals_of_one_moment_are_one()
    {
        var clock = new SkippingClock();
        using var limiter = new TmdbRateLimiter(40, clock);
        TmdbRatePermit[] permits = [await limiter.AcquireAsync(default), await limiter.AcquireAsync(default), await limiter.AcquireAsync(default)];
        clock.Advance(TimeSpan.FromMilliseconds(100));

        foreach (var permit in permits)
        {
            limiter.ReportThrottled(permit, retryAfter: null);
        }

        Assert.InRange(await MeasureRateAsync(limiter, clock), 19, 20);
    }

    [Fact]
    public async Task What_was_sent_before_still_counts_after_the_rate_is_changed()
    {
        var clock = new SkippingClock();
        using var limiter = new TmdbRateLimiter(40, clock);
        await RunAsync(limiter, clock, 40, _ => TimeSpan.Zero);
        var before = clock.Elapsed;

        using var careful = limiter.Join(5);
        await limiter.AcquireAsync(default);

        Assert.True(clock.Elapsed - before > TimeSpan.FromMilliseconds(850), $"{clock.Elapsed - before}");
    }

    [Fact]
    public void The_most_careful_client_that_is_in_use_sets_the_rate()
    {
        using var limiter = new TmdbRateLimiter(40);
        var careful = limiter.Join(5);
        using var other = limiter.Join(30);

        Assert.Equal(5, limiter.RequestsPerSecond);
        careful.Dispose();
        Assert.Equal(30, limiter.RequestsPerSecond);
        other.Dispose();
        Assert.Equal(30, limiter.RequestsPerSecond);
    }

    [Fact]
    public async Task A_client_beside_a_more_careful_one_does_not_raise_its_rate()
    {
        await using var tmdb = await StandIn.StartAsync();
        using var limiter = new TmdbRateLimiter();
        using var careful = new TmdbClient(tmdb.Options with { RequestsPerSecond = 5 }, limiter);
        using (new TmdbClient(tmdb.Options with { RequestsPerSecond = 40 }, limiter))
        {
            Assert.Equal(5, limiter.RequestsPerSecond);
        }

        Assert.Equal(5, limiter.RequestsPerSecond);
    }

    [Fact]
    public async Task Whoever_gives_up_does_not_stop_the_others()
    {
        using var limiter = new TmdbRateLimiter(1000);
        using var cancel = new CancellationTokenSource();
        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await limiter.AcquireAsync(cancel.Token));
        await limiter.AcquireAsync(default);
    }

    [Fact]
    public async Task A_server_that_allows_so_many_never_has_to_refuse()
    {
        // One request at a time and one clock for both, so that a request arrives when it is sent, however busy the processors are.
        var clock = new SkippingClock();
        await using var tmdb = await StandIn.StartAsync(new TmdbServerOptions { RequestsPerSecond = 40, Clock = clock });
        var client = tmdb.Client(tmdb.Options with { RequestsPerSecond = 40, ThrottleLimit = 1 }, clock);

        await client.GetDetailsAsync(TmdbKind.Movie, Ids([.. Enumerable.Repeat(1, 200)])).RecordsAsync();

        Assert.Equal((200, 0), (client.Statistics.Requests, client.Statistics.RateLimited));
        Assert.Equal(40, tmdb.Server.MaxPerSecond);
        Assert.InRange(200 / clock.Elapsed.TotalSeconds, 38, 42);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(6, 0)]
    [InlineData(6, 150)]
    public async Task Requests_that_are_under_way_for_different_times_come_to_no_more_than_is_allowed(int jitterMilliseconds, int lateMilliseconds)
    {
        const int Rate = 40;
        var clock = new EventClock();
        var random = new Random(20220502);
        var arrivals = new List<TimeSpan>();
        using var limiter = new TmdbRateLimiter(Rate, clock);

        // Off the thread of the test, whose continuations go to other threads.
        await Task.Run(() =>
        {
            var sending = SendAsync();
            clock.Run();
            return sending;
        });

        arrivals.Sort();
        for (var index = Rate; index < arrivals.Count; index++)
        {
            Assert.True(arrivals[index] - arrivals[index - Rate] >= TimeSpan.FromSeconds(1), $"{index}: {arrivals[index - Rate]} to {arrivals[index]}");
        }

        Assert.Equal(2000, arrivals.Count);
        Assert.InRange(arrivals.Count / clock.Elapsed.TotalSeconds, Rate * 0.9, Rate);

        async Task SendAsync()
        {
            for (var index = 0; index < 2000; index++)
            {
                var permit = await limiter.AcquireAsync(default).ConfigureAwait(false);
                var underWay = TimeSpan.FromMilliseconds(20 + (jitterMilliseconds * random.NextDouble()) + (index % 50 == 49 ? lateMilliseconds : 0));
                clock.After(underWay, () =>
                {
                    arrivals.Add(clock.Elapsed);
                    clock.After(TimeSpan.FromMilliseconds(30), () => limiter.ReportAnswered(permit));
                });
            }
        }
    }

    [Fact]
    public async Task A_server_that_allows_less_than_we_think_is_understood()
    {
        await using var tmdb = await StandIn.StartAsync(new TmdbServerOptions { RequestsPerSecond = 25 });
        var client = tmdb.Client(tmdb.Options with { RequestsPerSecond = 40 });

        var ids = await client.GetDetailsAsync(TmdbKind.Movie, Ids([.. Enumerable.Repeat(1, 60)])).IdsAsync();

        Assert.Equal(60, ids.Length);
        Assert.InRange(client.Statistics.RateLimited, 1, 40);
    }

    [Fact]
    public async Task Clients_that_share_a_limiter_share_the_rate()
    {
        var clock = new SkippingClock();
        await using var tmdb = await StandIn.StartAsync(new TmdbServerOptions { RequestsPerSecond = 30, Clock = clock });
        using var limiter = new TmdbRateLimiter(clock: clock);
        var options = tmdb.Options with { RequestsPerSecond = 30 };
        using var first = new TmdbClient(options, limiter, clock);
        using var second = new TmdbClient(options, limiter, clock);

        for (var turn = 0; turn < 30; turn++)
        {
            await first.GetDetailsAsync(TmdbKind.Movie, Ids(1)).RecordsAsync();
            await second.GetDetailsAsync(TmdbKind.Movie, Ids(1)).RecordsAsync();
        }

        Assert.Equal(0, first.Statistics.RateLimited + second.Statistics.RateLimited);
        Assert.Equal(30, tmdb.Server.MaxPerSecond);
    }

    // Requests a second of those that are not answered yet. The first ones catch up what was not sent before.
    private static async Task<double> MeasureRateAsync(TmdbRateLimiter limiter, SkippingClock clock)
    {
        const int Count = 10;
        for (var index = 0; index < 4; index++)
        {
            await limiter.AcquireAsync(default);
        }

        var start = clock.Elapsed;
        for (var index = 0; index < Count; index++)
        {
            await limiter.AcquireAsync(default);
        }

        return Count / (clock.Elapsed - start).TotalSeconds;
    }

    private static async Task<List<TimeSpan>> RunAsync(
        TmdbRateLimiter limiter, SkippingClock clock, int count, Func<int, TimeSpan> stall)
    {
        var times = new List<TimeSpan>();
        for (var index = 0; index < count; index++)
        {
            var permit = await limiter.AcquireAsync(default);
            times.Add(clock.Elapsed);
            limiter.ReportAnswered(permit);
            clock.Advance(stall(index));
        }

        return times;
    }
}
