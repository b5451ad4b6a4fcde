using DataLakeTools.TestServers.Tmdb;

namespace DataLakeTools.Core.Tests.Jobs;

/// <summary>What TMDB does wrong, and what a job makes of it: nothing lost, nothing twice, and the next run completes it.</summary>
public sealed class LakeJobFaultTests
{
    [Theory]
    [InlineData(TmdbFault.Html502)]
    [InlineData(TmdbFault.HtmlOk)]
    [InlineData(TmdbFault.Empty)]
    [InlineData(TmdbFault.TruncatedJson)]
    [InlineData(TmdbFault.CutShort)]
    [InlineData(TmdbFault.UndeclaredGzip)]
    [InlineData(TmdbFault.Reset)]
    [InlineData(TmdbFault.TooManyWithSeconds)]
    [InlineData(TmdbFault.TooMany)]
    public async Task A_fault_that_passes_costs_no_title(TmdbFault fault)
    {
        await using var job = await TmdbJob.StartAsync(new TmdbServerOptions { Movies = 60, RetryAfterSeconds = fault == TmdbFault.TooManyWithSeconds ? 0 : null });
        job.Server.Break(fault, where: "/3/movie/", after: 20, times: 3);

        Assert.Equal(LakeJobStatus.Succeeded, (await job.RunAsync()).Report!.Status);
        job.AssertWhole();
    }

    [Fact]
    public async Task Pages_that_overlap_and_move_give_every_title_once()
    {
        await using var job = await TmdbJob.StartAsync(new TmdbServerOptions { Movies = 120, Overlap = 2, MoveEvery = 2 });
        job.StopAfter = 3;
        await job.RunAsync();
        job.StopAfter = int.MaxValue;

        await job.RunAsync();

        Assert.Equal(job.AllIds, job.Lake.Ids().Order());
    }

    [Theory]
    [InlineData(TmdbFault.Html503, DataLakeError.TmdbUnavailable)]
    [InlineData(TmdbFault.TruncatedJson, DataLakeError.TmdbInvalidAnswer)]
    [InlineData(TmdbFault.Unauthorized, DataLakeError.TmdbUnauthorized)]
    public async Task A_fault_that_stays_ends_the_run_and_the_next_completes_it(TmdbFault fault, DataLakeError error)
    {
        await using var job = await TmdbJob.StartAsync();
        var calm = job.Server.Endpoint;
        await using var broken = await TmdbServer.StartAsync(new TmdbServerOptions { Movies = 120 });
        broken.Break(fault, where: "/3/movie/", after: 60, times: int.MaxValue);
        job.Job = document => document with { TmdbEndpoint = broken.Endpoint };

        var (results, report) = await job.RunAsync();

        Assert.Equal(LakeJobStatus.Failed, report!.Status);
        Assert.Equal(error, results[^1].Error!.Error);
        Assert.All(report.Failures, failure => Assert.Equal(error, failure.Error));
        Assert.Single(job.Lake.Checkpoints());
        Assert.Equal(report.Records, job.Lake.Ids().Distinct().Count());

        job.Job = document => document with { TmdbEndpoint = calm };
        Assert.Equal(LakeJobStatus.Succeeded, (await job.RunAsync()).Report!.Status);
        job.AssertWhole();
    }

    [Fact]
    public async Task An_id_that_vanishes_between_its_page_and_its_details_is_told_and_the_rest_is_there()
    {
        await using var job = await TmdbJob.StartAsync();
        job.Server.Override = path => path == "/3/movie/7" ? TmdbReply.NotFound() : null;

        var (results, report) = await job.RunAsync();

        var failure = Assert.Single(report!.Failures);
        Assert.Equal((DataLakeError.TmdbNotFound, "7"), (failure.Error, failure.Target));
        job.AssertWhole(job.AllIds.Where(id => id != 7));
    }

    [Fact]
    public async Task Titles_without_a_part_that_was_asked_for_are_a_warning_and_a_number_of_the_report()
    {
        await using var job = await TmdbJob.StartAsync(new TmdbServerOptions { Movies = 30 });
        job.Step = """ "type":"FetchMovies","id":[3,4,5],"append":["keywords"] """;
        job.Server.Override = path => path.Contains("/movie/4", StringComparison.Ordinal) ? TmdbReply.Ok("""{"id":4,"title":"Um"}""") : null;

        var (results, report) = await job.RunAsync();

        Assert.Equal((LakeJobStatus.Succeeded, 3, 1), (report!.Status, report.Records, report.IncompleteRecords));
        Assert.Equal(["movie/{id}", "movie/{id}?append=keywords"], results.Select(result => result.Receipt!.Source).Order(StringComparer.Ordinal));
        Assert.Contains(job.Lake.Reporter.Warnings, warning => warning.Contains("1 record came from TMDB without a part that was asked for (keywords: 1)", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_list_that_is_not_there_is_no_answer_about_titles_and_the_next_run_goes_on()
    {
        await using var job = await TmdbJob.StartAsync();
        job.Step = """ "type":"FetchMovies","all":true,"maxRecords":10,"replace":true """;
        await job.RunAsync();
        var there = job.Lake.DataKeys().ToList();
        job.Server.Override = path => path.StartsWith("/3/discover/movie", StringComparison.Ordinal) ? TmdbReply.NotFound() : null;

        var (results, report) = await job.RunAsync();

        Assert.All(results, result => Assert.Equal(DataLakeError.TmdbRequestFailed, result.Error?.Error));
        Assert.Contains("ends with /3", results[0].Error!.Recommendation, StringComparison.Ordinal);
        Assert.Equal(LakeJobStatus.Failed, report!.Status);
        Assert.Equal(there, job.Lake.DataKeys());
        Assert.Single(job.Lake.Checkpoints());
        job.Server.Override = null;
        Assert.Equal(LakeJobStatus.Succeeded, (await job.RunAsync()).Report!.Status);
        job.AssertWhole();
    }

    [Fact]
    public async Task A_request_that_hangs_is_given_up_and_the_next_run_fetches_what_it_was_for()
    {
        await using var job = await TmdbJob.StartAsync(new TmdbServerOptions { Movies = 30 });
        var calm = job.Server.Endpoint;
        await using var broken = await TmdbServer.StartAsync(new TmdbServerOptions { Movies = 30 });
        broken.Break(TmdbFault.Hang, where: "/3/movie/7", times: int.MaxValue);
        job.Job = document => document with { TmdbEndpoint = broken.Endpoint, Tmdb = document.Tmdb with { RequestTimeout = TimeSpan.FromSeconds(2) } };

        var (results, report) = await job.RunAsync();

        Assert.Equal(["7"], report!.Failures.Select(failure => failure.Target));
        Assert.Equal(3, broken.Log.Count(request => request.PathAndQuery == "/3/movie/7"));
        job.Job = document => document with { TmdbEndpoint = calm };
        Assert.Equal((LakeJobStatus.Succeeded, 29), ((await job.RunAsync()).Report!.Status, (int)job.Lake.Reports()[^1].GetProperty("titlesKept").GetInt64()));
        job.AssertWhole();
    }

    [Fact]
    public async Task A_given_server_that_is_not_there_is_given_up_after_one_retry()
    {
        await using var job = await TmdbJob.StartAsync();
        job.Job = document => document with { TmdbEndpoint = new Uri("http://127.0.0.1:1/3") };

        var (results, report) = await job.RunAsync();

        Assert.Equal((LakeJobStatus.Failed, DataLakeError.TmdbUnavailable), (report!.Status, Assert.Single(results).Error!.Error));
        Assert.Equal(2, report.Requests);
    }
}
