using System.Text;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Jobs.Checkpoints;
using DataLakeTools.Core.Tests.Storage;
using DataLakeTools.Core.Tests.Storage.S3;
using DataLakeTools.TestServers.S3;
using DataLakeTools.TestServers.Tmdb;

namespace DataLakeTools.Core.Tests.Jobs;

public sealed class LakeJobCheckpointTests
{
    [Fact]
    public async Task A_run_that_is_stopped_is_carried_on_by_the_next_and_no_title_is_fetched_twice()
    {
        await using var job = await TmdbJob.StartAsync();
        job.StopAfter = 4;
        await job.RunAsync();
        var there = job.Lake.Ids().ToHashSet();
        Assert.InRange(there.Count, 40, 119);
        Assert.Single(job.Lake.Checkpoints());
        var before = job.Server.Log.Count;

        job.StopAfter = int.MaxValue;
        var (_, report) = await job.RunAsync();

        job.AssertWhole();
        Assert.Equal((LakeJobStatus.Succeeded, there.Count), (report!.Status, report.TitlesKept));
        Assert.DoesNotContain(
            job.Server.Log.Skip(before), request => there.Any(id => request.PathAndQuery.Contains($"/movie/{id}", StringComparison.Ordinal) && request.PathAndQuery.EndsWith($"/{id}", StringComparison.Ordinal)));
        Assert.Equal(["Canceled", "Succeeded"], job.Lake.Reports().Select(told => told.GetProperty("status").GetString()).Order());
    }

    [Fact]
    public async Task Ids_that_TMDB_does_not_know_are_not_asked_for_again_but_told_again()
    {
        await using var job = await TmdbJob.StartAsync();
        job.Step = """ "type":"FetchMovies","id":[6,12,1,2,3,4,5,7,8,9,18,10,11,13],"maxRecords":5 """;
        job.StopAfter = 4;
        await job.RunAsync();
        var before = job.Server.Log.Count;

        job.StopAfter = int.MaxValue;
        var (results, report) = await job.RunAsync();

        job.AssertWhole([1, 2, 3, 4, 5, 7, 8, 9, 10, 11, 13]);
        Assert.Equal(["6", "12", "18"], results.Where(result => result.Error is not null).Select(result => (string)result.Error!.Target!));
        Assert.Equal(LakeJobStatus.Failed, report!.Status);
        Assert.Contains("running again changes nothing", report.WhatNext, StringComparison.Ordinal);
        Assert.DoesNotContain(job.Server.Log.Skip(before), request => request.PathAndQuery is "/3/movie/6" or "/3/movie/12");
    }

    [Fact]
    public async Task Titles_asked_for_by_IMDb_ids_are_carried_on()
    {
        await using var job = await TmdbJob.StartAsync();
        var films = job.Server.Catalogue.Movies.Where(movie => movie.ImdbId is not null).Take(60).ToList();
        job.Write("ids.csv", "id\n" + string.Concat(films.Select(film => film.ImdbId + "\n")));
        job.Step = """ "type":"FetchMovies","idsFrom":{"path":"ids.csv"},"maxRecords":10 """;
        job.StopAfter = 2;
        await job.RunAsync();
        var there = job.Lake.Ids().ToHashSet();
        var before = job.Server.Log.Count;

        job.StopAfter = int.MaxValue;
        await job.RunAsync();

        job.AssertWhole(films.Select(film => film.Id).Order());
        var asked = job.Server.Log.Skip(before).Select(request => request.PathAndQuery).ToHashSet();
        Assert.DoesNotContain(films, film => there.Contains(film.Id) && asked.Contains($"/3/movie/{film.ImdbId}"));
    }

    [Fact]
    public async Task When_the_time_is_up_what_has_come_is_durable_and_the_next_run_goes_on()
    {
        await using var job = await TmdbJob.StartAsync(new TmdbServerOptions { Movies = 120 });
        job.Server.Break(TmdbFault.Hang, where: "/3/movie/", after: 60, times: int.MaxValue);
        job.Run = run => run with { Deadline = DateTimeOffset.UtcNow.AddSeconds(4) };

        var (_, report) = await job.RunAsync();

        Assert.Equal((LakeJobStatus.Incomplete, LakeStepStatus.Incomplete), (report!.Status, report.Steps[0].Status));
        Assert.Contains("The time was up: run the same job again with the date 2022-05-02", report.WhatNext, StringComparison.Ordinal);
        Assert.Equal(report.Records, job.Lake.Ids().Count());
        Assert.InRange(report.Records, 30, 60);

        await using var calm = await TmdbServer.StartAsync(new TmdbServerOptions { Movies = 120 });
        job.Job = document => document with { TmdbEndpoint = calm.Endpoint };
        job.Run = run => run;
        Assert.Equal(LakeJobStatus.Succeeded, (await job.RunAsync()).Report!.Status);
        job.AssertWhole();
    }

    [Fact]
    public async Task A_step_without_single_titles_that_a_whole_run_is_too_short_for_is_an_error_and_done_with_more_time()
    {
        await using var job = await TmdbJob.StartAsync();
        job.Step = """ "type":"FetchPeople","name":"people","person":["1","2","3"] """;
        job.Server.Break(TmdbFault.Hang, where: "/3/person/", after: 2, times: int.MaxValue);
        job.Run = run => run with { Deadline = DateTimeOffset.UtcNow.AddSeconds(2) };

        var (_, report) = await job.RunAsync();

        // Two of three came, and each run would fetch them all from the beginning.
        Assert.Empty(job.Lake.DataKeys());
        Assert.Equal((LakeJobStatus.Failed, LakeStepStatus.Failed), (report!.Status, report.Steps[0].Status));
        var failure = Assert.Single(report.Failures);
        Assert.Equal(DataLakeError.TmdbCrawlIncomplete, failure.Error);
        Assert.Equal("The step 'people' had most of the 2 seconds of a run and published nothing new; each run begins it anew.", failure.Reason);
        Assert.Contains("more time", failure.Recommendation, StringComparison.Ordinal);
        Assert.Contains("several steps", failure.Recommendation, StringComparison.Ordinal);

        await using var calm = await TmdbServer.StartAsync(new TmdbServerOptions { Movies = 120 });
        job.Job = document => document with { TmdbEndpoint = calm.Endpoint };
        job.Run = run => run;
        Assert.Equal((LakeJobStatus.Succeeded, 3L), (await job.RunAsync()).Report is { } whole ? (whole.Status, whole.Records) : default);
    }

    [Fact]
    public async Task A_step_without_single_titles_that_another_left_too_little_time_is_done_by_the_next_run()
    {
        await using var job = await TmdbJob.StartAsync();
        job.Step = """ "type":"FetchMovies","id":[1,2,3] }, { "type":"FetchPeople","person":["1","2","3"] """;
        job.Server.Break(TmdbFault.Hang, where: "/3/person/", times: int.MaxValue);

        // By the clock of the run, half of its time has passed when the titles are written.
        var clock = new ClockThatJumps(TimeSpan.FromSeconds(2));
        job.Clock = clock;
        job.Meanwhile = _ => clock.Jump();
        job.Run = run => run with { Deadline = clock.GetUtcNow() + TimeSpan.FromSeconds(4) };

        var (_, report) = await job.RunAsync();

        Assert.Empty(report!.Failures);
        Assert.Equal((LakeJobStatus.Incomplete, LakeStepStatus.Incomplete), (report.Status, report.Steps[1].Status));
    }

    [Fact]
    public async Task A_step_that_says_something_else_starts_over_and_says_so()
    {
        await using var job = await TmdbJob.StartAsync();
        job.StopAfter = 2;
        await job.RunAsync();

        job.StopAfter = int.MaxValue;
        job.Step = """ "type":"FetchMovies","all":true,"maxRecords":10,"specification":"Other" """;
        var (_, report) = await job.RunAsync();

        Assert.Equal(0, report!.TitlesKept);
        Assert.Equal(120, report.Records);
        Assert.Contains(job.Lake.Reporter.Warnings, warning => warning.Contains("starts over", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_step_that_has_another_name_is_carried_on()
    {
        await using var job = await TmdbJob.StartAsync();
        job.Step = """ "name":"films","type":"FetchMovies","all":true,"maxRecords":10 """;
        job.StopAfter = 4;
        await job.RunAsync();
        var there = job.Lake.Ids().Count();

        job.StopAfter = int.MaxValue;
        job.Step = """ "name":"all films","type":"FetchMovies","all":true,"maxRecords":10 """;
        var (_, report) = await job.RunAsync();

        Assert.Equal(there, report!.TitlesKept);
        job.AssertWhole();
    }

    [Fact]
    public async Task A_step_that_is_no_longer_in_the_job_is_forgotten_at_the_end_and_that_is_said()
    {
        await using var job = await TmdbJob.StartAsync();
        job.Step = """ "name":"films","type":"FetchMovies","all":true,"maxRecords":10 }, { "name":"genres","type":"FetchGenres","media":"Movie" """;
        job.StopAfter = 2;
        await job.RunAsync();

        job.StopAfter = int.MaxValue;
        job.Step = """ "name":"genres","type":"FetchGenres","media":"Movie" """;
        Assert.Equal(LakeJobStatus.Succeeded, (await job.RunAsync()).Report!.Status);

        Assert.Contains(job.Lake.Reporter.Warnings, warning => warning.StartsWith("The step 'films' that a run of 2022-05-02 had begun is no longer in the job", StringComparison.Ordinal));
        Assert.Empty(job.Lake.Checkpoints());
    }

    [Fact]
    public async Task Steps_that_are_not_run_now_are_carried_on_later()
    {
        await using var job = await TmdbJob.StartAsync();
        job.Step = """ "name":"films","type":"FetchMovies","all":true,"maxRecords":10 }, { "name":"genres","type":"FetchGenres","media":"Movie" """;
        job.StopAfter = 4;
        await job.RunAsync();

        job.StopAfter = int.MaxValue;
        job.Job = document => document.SelectSteps(["genres"]);
        job.Run = run => run with { NoResume = true };
        Assert.Equal(LakeJobStatus.Succeeded, (await job.RunAsync()).Report!.Status);
        job.Job = document => document;
        job.Run = run => run;
        Assert.InRange((await job.RunAsync()).Report!.TitlesKept, 40, 119);

        Assert.Empty(job.Lake.Checkpoints());
        Assert.Empty(job.Lake.Reporter.Warnings);
    }

    [Fact]
    public async Task Two_documents_of_one_name_are_carried_on_each_by_itself()
    {
        await using var job = await TmdbJob.StartAsync();
        const string Odd = """ "type":"FetchMovies","id":[1,3,5,7,9,11,13,15,17,19],"maxRecords":2,"specification":"Odd" """;
        const string Even = """ "type":"FetchMovies","id":[2,4,8,10,14,16,20],"maxRecords":2,"specification":"Even" """;
        async Task<LakeJobReport?> RunAsync(string folder, string step, int stopAfter)
        {
            job.Run = run => run with { BaseFolder = Path.Combine(run.BaseFolder, folder) };
            (job.Step, job.StopAfter) = (step, stopAfter);
            return (await job.RunAsync()).Report;
        }

        await RunAsync("odd", Odd, 2);
        await RunAsync("even", Even, 2);
        var odd = await RunAsync("odd", Odd, int.MaxValue);
        var even = await RunAsync("even", Even, int.MaxValue);

        Assert.True(odd!.TitlesKept >= 4 && even!.TitlesKept >= 4, $"{odd.TitlesKept} and {even!.TitlesKept} titles kept");
        Assert.Contains(job.Lake.Reporter.Warnings, warning => warning.Contains("waits under the name of this job, 'films'", StringComparison.Ordinal));
        job.AssertWhole([1, 2, 3, 4, 5, 7, 8, 9, 10, 11, 13, 14, 15, 16, 17, 19, 20]);
    }

    [Fact]
    public async Task A_run_that_starts_over_leaves_what_another_document_has_begun()
    {
        await using var job = await TmdbJob.StartAsync();
        const string Odd = """ "type":"FetchMovies","id":[1,3,5,7,9,11,13,15,17,19],"maxRecords":2,"specification":"Odd" """;
        const string Even = """ "type":"FetchMovies","id":[2,4,8,10,14,16,20],"maxRecords":2,"specification":"Even" """;
        async Task<LakeJobReport?> RunAsync(string folder, string step, int stopAfter, bool startsOver = false)
        {
            job.Run = run => run with { BaseFolder = Path.Combine(run.BaseFolder, folder), NoResume = startsOver };
            (job.Step, job.StopAfter) = (step, stopAfter);
            return (await job.RunAsync()).Report;
        }

        await RunAsync("odd", Odd, 2);
        await RunAsync("even", Even, 2);
        var odd = await RunAsync("odd", Odd, int.MaxValue, startsOver: true);
        var even = await RunAsync("even", Even, int.MaxValue);

        Assert.Equal(0, odd!.TitlesKept);
        Assert.True(even!.TitlesKept >= 4, $"{even.TitlesKept} titles kept");
    }

    [Fact]
    public async Task Two_documents_that_say_the_same_of_files_of_their_own_do_not_pass_for_one()
    {
        await using var job = await TmdbJob.StartAsync();
        job.Step = """ "name":"named","type":"FetchMovies","idsFrom":{"path":"ids.csv"},"specification":"Named" }, { "name":"all","type":"FetchMovies","all":true,"maxRecords":10,"specification":"All" """;
        foreach (var (folder, id) in new[] { ("one", 3), ("two", 5) })
        {
            job.Write(Path.Combine(folder, "ids.csv"), $"id\n{id}\n");
        }

        job.StopAfter = 3;
        job.Run = run => run with { BaseFolder = Path.Combine(run.BaseFolder, "one") };
        await job.RunAsync();
        job.StopAfter = int.MaxValue;
        job.Run = run => run with { BaseFolder = Path.Combine(run.BaseFolder, "two") };
        var (results, _) = await job.RunAsync();

        Assert.Contains(results, result => result is { Step: "named", Receipt.Records: 1 });
    }

    [Fact]
    public async Task A_run_that_is_killed_while_it_reports_has_nothing_done_again()
    {
        var lake = await S3TestLake.StartAsync();
        await using var job = await TmdbJob.StartAsync(lake: lake);
        byte[]? atReport = null;
        var look = lake.Server.Faults.Add(
            request => request.Operation == "PutObject" && request.Key!.Contains("/reports/", StringComparison.Ordinal),
            S3Fault.Before("Look", (_, _) =>
            {
                atReport = lake.Objects[lake.Checkpoints().Single()];
                return Task.CompletedTask;
            }));
        await job.RunAsync();
        var requests = job.Server.Log.Count;
        var gone = System.Text.RegularExpressions.Regex.Replace(Encoding.UTF8.GetString(atReport!), "\"process\":[0-9]+", $"\"process\":{int.MaxValue}");
        var store = lake.Open();
        await store.WriteAsync("checkpoints/films/2022/05/02/checkpoint.json", Encoding.UTF8.GetBytes(gone));

        var (_, report) = await job.RunAsync();

        Assert.Equal((LakeJobStatus.Succeeded, 120, requests), (report!.Status, report.TitlesKept, job.Server.Log.Count));
        job.AssertWhole();
    }

    [Theory]
    [InlineData(""" "first":60 """, 60)]
    [InlineData(""" "first":60,"summary":true """, 60)]
    [InlineData(""" "sortBy":"vote_count.desc" """, 20)]
    public async Task As_many_titles_as_are_wanted_come_in_all_though_the_list_changes_between_the_runs(string wanted, int expected)
    {
        await using var job = await TmdbJob.StartAsync(new TmdbServerOptions { Movies = 120 });
        job.Step = $""" "type":"FetchMovies",{wanted},"maxRecords":2 """;
        job.StopAfter = 3;
        await job.RunAsync();
        Assert.InRange(job.Lake.Ids().Count(), 6, expected - 1);

        job.StopAfter = int.MaxValue;
        job.Server.Options.MoveEvery = 1;
        await job.RunAsync();

        Assert.Equal((expected, expected), (job.Lake.Ids().Count(), job.Lake.Ids().Distinct().Count()));
        job.AssertWhole(job.Lake.Ids().Order());
    }

    [Fact]
    public async Task White_space_and_comments_in_the_document_change_nothing()
    {
        await using var job = await TmdbJob.StartAsync();
        job.StopAfter = 2;
        await job.RunAsync();

        job.StopAfter = int.MaxValue;
        job.Step = """ "type" : "FetchMovies", /* all of them */ "all":true , "maxRecords":10, """;
        Assert.True((await job.RunAsync()).Report!.TitlesKept > 0);
        job.AssertWhole();
    }

    [Fact]
    public async Task Another_date_starts_over()
    {
        await using var job = await TmdbJob.StartAsync();
        job.StopAfter = 2;
        await job.RunAsync();

        job.StopAfter = int.MaxValue;
        job.Run = run => run with { Date = new DateOnly(2022, 5, 3) };
        var (_, report) = await job.RunAsync();

        Assert.Equal((0, 120), (report!.TitlesKept, report.Records));
        Assert.Single(job.Lake.Checkpoints());
    }

    [Fact]
    public async Task NoResume_discards_what_was_left_and_starts_over()
    {
        await using var job = await TmdbJob.StartAsync();
        job.StopAfter = 2;
        await job.RunAsync();

        job.StopAfter = int.MaxValue;
        job.Run = run => run with { NoResume = true };
        var (_, report) = await job.RunAsync();

        Assert.Equal((0, 120), (report!.TitlesKept, report.Records));
        Assert.Empty(job.Lake.Checkpoints());
    }

    [Fact]
    public async Task Replace_keeps_the_files_of_the_interrupted_run()
    {
        await using var job = await TmdbJob.StartAsync();
        job.Step = """ "type":"FetchMovies","id":[1,2,3],"maxRecords":10 """;
        await job.RunAsync();
        job.Step = """ "type":"FetchMovies","all":true,"maxRecords":10,"replace":true """;
        job.StopAfter = 3;
        await job.RunAsync();

        job.StopAfter = int.MaxValue;
        Assert.Equal(LakeJobStatus.Succeeded, (await job.RunAsync()).Report!.Status);
        job.AssertWhole();
    }

    [Fact]
    public async Task A_second_run_of_the_same_job_and_date_is_refused_while_the_first_is_alive()
    {
        await using var job = await TmdbJob.StartAsync();
        job.Server.Break(TmdbFault.Hang, where: "/3/movie/", after: 30, times: int.MaxValue);
        using var stop = new CancellationTokenSource();
        var first = job.RunAsync(stop.Token);
        while (job.Server.Log.Count < 30)
        {
            await Task.Delay(5);
        }

        var refusal = await Assert.ThrowsAsync<DataLakeException>(() => job.RunAsync());
        await stop.CancelAsync();
        await first;

        Assert.Equal(DataLakeError.JobAlreadyRunning, refusal.Error);
        Assert.Contains("The job 'films' of 2022-05-02 is running already", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(["Canceled", "Failed"], job.Lake.Reports().Select(report => report.GetProperty("status").GetString()).Order());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(12)]
    public async Task A_run_whose_checkpoint_is_taken_between_two_files_or_after_the_last_ends_and_begins_no_other_step(int file)
    {
        await using var job = await TmdbJob.StartAsync();
        job.Step = """ "type":"FetchMovies","all":true,"maxRecords":10 }, { "type":"SendCsv","path":"rows.csv" """;
        job.Write("rows.csv", "a|b\n1|2\n");
        var files = 0;
        job.Meanwhile = _ =>
        {
            if (++files == file)
            {
                File.Delete(Path.Combine(job.Lake.Address.BucketOrFolder, job.Lake.Checkpoints().Single()));
            }
        };

        var refusal = await Assert.ThrowsAsync<DataLakeException>(() => job.RunAsync());

        Assert.Equal(DataLakeError.JobAlreadyRunning, refusal.Error);
        Assert.DoesNotContain(job.Lake.Objects.Keys, key => key.StartsWith("Raw/Local/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_step_that_is_done_is_not_done_again_when_another_step_failed()
    {
        await using var job = await TmdbJob.StartAsync();
        job.Step = """ "type":"FetchMovies","name":"films","all":true,"maxRecords":10 }, { "type":"SendCsv","path":"missing.csv" """;
        Assert.Equal(LakeJobStatus.Failed, (await job.RunAsync()).Report!.Status);
        var requests = job.Server.Log.Count;

        job.Write("missing.csv", "a|b\n1|2\n");
        var (_, report) = await job.RunAsync();

        Assert.Equal((LakeJobStatus.Succeeded, 120, requests), (report!.Status, report.TitlesKept, job.Server.Log.Count));
        job.AssertWhole();
    }

    [Fact]
    public async Task Ids_that_came_into_the_file_of_a_step_that_is_done_are_fetched_and_no_others()
    {
        await using var job = await TmdbJob.StartAsync();
        job.Write("ids.csv", "id\n1\n2\n6\n");
        job.Step = """ "type":"FetchMovies","name":"films","idsFrom":{"path":"ids.csv"} }, { "type":"SendCsv","path":"missing.csv" """;
        await job.RunAsync();
        var before = job.Server.Log.Count;

        job.Write("ids.csv", "id\n1\n2\n6\n3\n");
        var (results, report) = await job.RunAsync();

        Assert.Equal(["/3/movie/3"], job.Server.Log.Skip(before).Select(request => request.PathAndQuery));
        Assert.Contains(results, result => result is { Step: "films", Receipt.Records: 1 });
        Assert.Equal(2, report!.TitlesKept);
        Assert.Equal(["6"], report.Failures.Where(failure => failure.Error == DataLakeError.TmdbNotFound).Select(failure => failure.Target));

        job.Write("missing.csv", "a|b\n1|2\n");
        var (_, last) = await job.RunAsync();

        Assert.Equal((3, before + 1), (last!.TitlesKept, job.Server.Log.Count));
        job.AssertWhole([1, 2, 3]);
    }

    [Fact]
    public async Task A_step_that_is_done_and_replaces_keeps_its_files_when_ids_come_into_its_file()
    {
        await using var job = await TmdbJob.StartAsync();
        job.Write("ids.csv", "id\n1\n2\n");
        job.Step = """ "type":"FetchMovies","name":"films","replace":true,"idsFrom":{"path":"ids.csv"} }, { "type":"SendCsv","path":"missing.csv" """;
        await job.RunAsync();

        job.Write("ids.csv", "id\n1\n2\n3\n");
        job.Write("missing.csv", "a|b\n1|2\n");
        await job.RunAsync();

        job.AssertWhole([1, 2, 3]);
    }

    [Fact]
    public async Task What_TMDB_does_not_know_is_told_by_the_run_after_the_one_that_did_the_step_too()
    {
        await using var job = await TmdbJob.StartAsync();
        job.Step = """ "type":"FetchMovies","name":"films","id":[1,2,6,3] }, { "type":"SendCsv","path":"missing.csv" """;
        await job.RunAsync();

        job.Write("missing.csv", "a|b\n1|2\n");
        var (_, report) = await job.RunAsync();

        var failure = Assert.Single(report!.Failures);
        Assert.Equal((DataLakeError.TmdbNotFound, "6", LakeJobStatus.Failed), (failure.Error, failure.Target, report.Status));
        job.AssertWhole([1, 2, 3]);
    }

    [Fact]
    public async Task A_checkpoint_that_cannot_be_read_is_an_error_until_it_is_discarded()
    {
        await using var job = await TmdbJob.StartAsync();
        job.StopAfter = 2;
        await job.RunAsync();
        var path = Path.Combine(job.Lake.Address.BucketOrFolder, job.Lake.Checkpoints().Single());
        await File.WriteAllTextAsync(path, "{\"version\":99}");

        job.StopAfter = int.MaxValue;
        Assert.Equal(DataLakeError.CheckpointUnreadable, (await Assert.ThrowsAsync<DataLakeException>(() => job.RunAsync())).Error);

        job.Run = run => run with { NoResume = true };
        Assert.Equal(LakeJobStatus.Succeeded, (await job.RunAsync()).Report!.Status);
    }

    [Fact]
    public async Task One_run_that_fetches_has_one_date_though_it_passes_midnight()
    {
        await using var job = await TmdbJob.StartAsync();
        job.Step = """ "type":"FetchMovies","all":true,"maxRecords":10 }, { "type":"FetchSeries","id":[100001] }, { "type":"FetchChanges","days":1 """;
        job.Run = run => run with { Date = null };
        job.Clock = new PastMidnight();

        var (_, report) = await job.RunAsync();

        Assert.Equal(new DateOnly(2022, 5, 2), report!.Date);
        Assert.All(job.Lake.DataKeys(), key => Assert.Contains("/2022/05/02/", key, StringComparison.Ordinal));
        Assert.Contains(job.Server.Log, request => request.PathAndQuery.Contains("start_date=2022-05-01", StringComparison.Ordinal));
    }

    [Fact]
    public void A_hundred_thousand_titles_take_little_room()
    {
        var step = new StepCheckpoint("films", "x", "job");
        for (var id = 1; id <= 1_000_000; id += 10)
        {
            step.Done.Tmdb.Add(id);
        }

        var bytes = JobCheckpointJson.Write(owner: null, [step]);

        Assert.InRange(bytes.Length, 1, 200_000);
        Assert.Equal(step.Done.Tmdb.Order(), JobCheckpointJson.Read(bytes).Steps[0].Done.Tmdb.Order());
    }

    [Fact]
    public void Ids_of_any_size_come_back_as_they_went()
    {
        long[] ids = [0, 1, 127, 128, 129, 16_383, 16_384, 2_147_483_647, 999_999_999_999];

        Assert.Equal(ids, CompactIds.Read(CompactIds.Write(ids.Reverse())));
        Assert.Empty(CompactIds.Read(CompactIds.Write([])));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Titles_of_a_file_that_the_lake_did_not_prove_are_looked_for_by_the_next_run(bool isThere)
    {
        var lake = await S3TestLake.StartAsync();
        await using var job = await TmdbJob.StartAsync(lake: lake);
        ProveNothing(lake);
        job.Step = """ "type":"FetchMovies","id":[1,6,3],"maxRecords":5 """;

        var (results, report) = await job.RunAsync();

        Assert.Equal(ReceiptStatus.Unproved, Assert.Single(results, result => result.Receipt is not null).Receipt!.Status);
        Assert.Equal(LakeJobStatus.Failed, report!.Status);
        Assert.StartsWith("The lake did not prove that it has all of what was sent", report.WhatNext, StringComparison.Ordinal);
        Assert.Single(lake.Checkpoints());

        lake.Server.Faults.Clear();
        if (!isThere)
        {
            await lake.Open().DeleteAsync(results.Single(result => result.Receipt is not null).Receipt!.Key, CancellationToken.None);
        }

        (_, report) = await job.RunAsync();

        Assert.Equal((isThere ? 2 : 0, isThere ? 0 : 2), (report!.TitlesKept, report.Records));
        Assert.Equal(DataLakeError.TmdbNotFound, Assert.Single(report.Failures).Error);
        job.AssertWhole([1, 3]);
    }

    [Fact]
    public async Task What_a_step_could_not_remove_is_removed_by_the_next_run()
    {
        var lake = await S3TestLake.StartAsync();
        await using var job = await TmdbJob.StartAsync(lake: lake);
        job.Step = """ "type":"FetchMovies","id":[1,3] """;
        await job.RunAsync();
        job.Step = """ "type":"FetchMovies","id":[1],"replace":true """;
        lake.Server.Faults.Add(request => request.Operation == "DeleteObject" && request.Key!.Contains("/JSON/", StringComparison.Ordinal), S3Fault.AccessDenied().Always());

        var (_, report) = await job.RunAsync();

        Assert.Equal((LakeJobStatus.Failed, DataLakeError.AccessDenied), (report!.Status, Assert.Single(report.Failures).Error));
        Assert.Equal(2, job.Lake.DataKeys().Count());

        lake.Server.Faults.Clear();
        var requests = job.Server.Log.Count;
        (_, report) = await job.RunAsync();

        Assert.Equal((LakeJobStatus.Succeeded, requests), (report!.Status, job.Server.Log.Count));
        Assert.Single(job.Lake.DataKeys());
        job.AssertWhole([1]);
    }

    [Fact]
    public async Task An_interrupted_run_of_another_document_is_told_by_the_address_of_the_document_that_is_there()
    {
        await using var job = await TmdbJob.StartAsync();
        job.Run = run => run with { DocumentAddress = "s3://jobs/a/films.jsonc" };
        job.StopAfter = 2;
        await job.RunAsync();

        job.StopAfter = int.MaxValue;
        job.Run = run => run with { DocumentAddress = "s3://jobs/b/films.json" };
        job.Step = """ "type":"FetchMovies","id":[1,2,3] """;
        await job.RunAsync();

        Assert.Contains(job.Lake.Reporter.Warnings, warning => warning.Contains("another document, 's3://jobs/a/films', waits", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_file_that_cannot_be_looked_at_fails_its_step_and_not_the_next()
    {
        var lake = await S3TestLake.StartAsync();
        await using var job = await TmdbJob.StartAsync(lake: lake);
        ProveNothing(lake);
        job.Step = """ "name":"films","type":"FetchMovies","id":[1,3],"maxRecords":5 """;
        await job.RunAsync();

        job.Step += """ }, { "name":"genres","type":"FetchGenres","media":"Movie" """;
        var (_, report) = await job.RunAsync();

        Assert.Equal(LakeJobStatus.Failed, report!.Status);
        Assert.Equal(("films", DataLakeError.AccessDenied), (Assert.Single(report.Failures).Step, report.Failures[0].Error));
        Assert.Equal([LakeStepStatus.Failed, LakeStepStatus.Succeeded], report.Steps.Select(step => step.Status));
    }

    [Fact]
    public async Task A_run_whose_time_is_up_while_it_watches_another_is_incomplete_and_says_so()
    {
        await using var job = await TmdbJob.StartAsync();
        var now = DateTimeOffset.UtcNow;
        await job.Lake.Open().WriteAsync(
            "checkpoints/films/2022/05/02/checkpoint.json", JobCheckpointJson.Write(new LeaseOwner("dead", "elsewhere", 1, now, now, now), []));
        job.Run = run => run with { Deadline = DateTimeOffset.UtcNow.AddSeconds(2) };

        var (results, report) = await job.RunAsync();

        Assert.Empty(results);
        Assert.Equal((LakeJobStatus.Incomplete, LakeStepStatus.NotStarted), (report!.Status, report.Steps[0].Status));
        Assert.StartsWith("The time was up before the job began: run the same job again with the date 2022-05-02", report.WhatNext, StringComparison.Ordinal);
        Assert.Equal("Incomplete", Assert.Single(job.Lake.Reports()).GetProperty("status").GetString());
    }

    // The lake confirms no checksum of what is fetched, and does not let it be read.
    private static void ProveNothing(S3TestLake lake)
    {
        lake.Server.Faults.Add(IsOfJson("PutObject"), S3Fault.WithoutChecksums().And(S3Fault.OtherHeader("ETag", "\"no-md5\"")));
        lake.Server.Faults.Add(IsOfJson("GetObject"), S3Fault.AccessDenied().Always());
        lake.Server.Faults.Add(IsOfJson("HeadObject"), S3Fault.WithoutChecksums().Always());

        static Func<S3Request, bool> IsOfJson(string operation) =>
            request => request.Operation == operation && request.Key!.Contains("/JSON/", StringComparison.Ordinal);
    }

    // Every look at the time is an hour later than the one before.
    private sealed class PastMidnight : TimeProvider
    {
        private int _looks;

        public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

        public override DateTimeOffset GetUtcNow() => new DateTimeOffset(2022, 5, 2, 23, 30, 0, TimeSpan.Zero).AddHours(_looks++);
    }
}
