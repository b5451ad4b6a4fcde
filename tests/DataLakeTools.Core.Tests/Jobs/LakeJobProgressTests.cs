using DataLakeTools.Core.Reporting;
using DataLakeTools.TestServers.Tmdb;

namespace DataLakeTools.Core.Tests.Jobs;

/// <summary>What a job tells of how far it is.</summary>
public sealed class LakeJobProgressTests
{
    [Theory]
    [InlineData(""" "type":"FetchMovies","first":30 """, 30, 30)]
    [InlineData(""" "type":"FetchMovies","all":true """, 60, 60)]
    [InlineData(""" "type":"FetchMovies","id":[1,2,3] """, 3, 3)]
    [InlineData(""" "type":"FetchGenres" """, null, null)]
    public async Task A_step_that_fetches_tells_how_many_of_how_many_and_at_last_that_it_is_over(string step, int? records, int? expected)
    {
        await using var job = await TmdbJob.StartAsync(new TmdbServerOptions { Movies = 60 });
        job.Step = $"\"name\":\"films\", {step}";
        job.Clock = new SecondByLookClock();

        var (_, report) = await job.RunAsync();

        RecordProgress[] told = [.. job.Lake.Reporter.Fetched];
        Assert.All(told, progress => Assert.Equal("Fetching films", progress.Activity));
        Assert.Equal(records ?? report!.Records, told[^1].Done);
        Assert.All(told[..^1], progress => Assert.Equal((expected, false), ((int?)progress.Expected, progress.IsCompleted)));
        Assert.True(told[^1].IsCompleted);
    }

    [Fact]
    public async Task A_step_that_is_carried_on_counts_what_is_still_to_come()
    {
        await using var job = await TmdbJob.StartAsync(new TmdbServerOptions { Movies = 60 });
        job.StopAfter = 3;
        await job.RunAsync();
        job.StopAfter = int.MaxValue;
        job.Lake.Reporter.Fetched.Clear();
        job.Clock = new SecondByLookClock();

        var (_, report) = await job.RunAsync();

        Assert.True(report!.Steps[0].TitlesKept > 0);
        Assert.Equal(60 - report.Steps[0].TitlesKept, job.Lake.Reporter.Fetched.First().Expected);
    }

    [Fact]
    public async Task A_step_that_breaks_off_says_that_it_is_over()
    {
        await using var job = await TmdbJob.StartAsync(new TmdbServerOptions { Movies = 60 });
        job.Server.Break(TmdbFault.Unauthorized, where: "/3/movie/", after: 30, times: int.MaxValue);
        job.Clock = new SecondByLookClock();

        await job.RunAsync();

        Assert.True(job.Lake.Reporter.Fetched.Last().IsCompleted);
    }

    // Every look at this clock is a second later than the one before, so that no report is too early.
    private sealed class SecondByLookClock : TimeProvider
    {
        private long _looks;

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => Interlocked.Increment(ref _looks);
    }
}
