using System.Collections.Concurrent;
using System.Text;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Jobs.Documents;
using DataLakeTools.Core.Jobs.Documents.Reading;
using DataLakeTools.Core.Jobs.Reports;
using DataLakeTools.Core.Jobs.Runs;
using DataLakeTools.Core.Reporting;
using DataLakeTools.Core.Tests.Raw;
using DataLakeTools.Core.Tests.Storage;
using DataLakeTools.Core.Tests.Storage.Folder;
using DataLakeTools.Core.Tests.Storage.S3;
using DataLakeTools.Http;
using DataLakeTools.TestServers.S3;

namespace DataLakeTools.Core.Tests.Jobs;

public sealed class LakeJobRunnerTests
{
    [Fact]
    public async Task Steps_are_done_in_their_order()
    {
        using var local = new LocalFolder();
        await using var lake = new FolderTestLake();
        foreach (var name in (string[])["b.csv", "a.csv", "c.csv"])
        {
            local.Write(name, LocalFolder.Movies);
        }

        var results = await RunAsync(lake, local, """[{"type":"SendCsv","path":["c.csv","a.csv"],"name":"one"},{"type":"SendCsv","path":"b.csv","name":"two"}]""");

        Assert.Equal(
            [("one", "Raw/Local/CSV/C/2022/05/02/c.csv"), ("one", "Raw/Local/CSV/A/2022/05/02/a.csv"), ("two", "Raw/Local/CSV/B/2022/05/02/b.csv")],
            results.Select(result => (result.Step, result.Receipt!.Key)));
    }

    [Fact]
    public async Task A_file_that_fails_does_not_keep_the_others()
    {
        using var local = new LocalFolder();
        await using var lake = new FolderTestLake();
        local.Write("bad.csv", "a|b\r\n1\r\n");
        local.Write("good.csv", LocalFolder.Movies);

        var results = await RunAsync(lake, local, """[{"type":"SendCsv","path":["bad.csv","missing.csv","none*.csv","good.csv"]}]""");

        Assert.Equal(
            [DataLakeError.CsvFieldCount, DataLakeError.SourceNotFound, DataLakeError.SourceNotFound, null],
            results.Select(result => result.Error?.Error));
        Assert.Equal(["Raw/Local/CSV/Good/2022/05/02/good.csv"], lake.DataKeys());
    }

    [Fact]
    public async Task Wildcards_mean_the_files_of_a_folder_in_the_order_of_their_names()
    {
        using var local = new LocalFolder();
        await using var lake = new FolderTestLake();
        foreach (var name in (string[])["data/b.csv", "data/a.csv", "data/c.txt", "data/deep/d.csv", "e.csv"])
        {
            local.Write(name, LocalFolder.Movies);
        }

        var results = await RunAsync(lake, local, """[{"type":"SendCsv","path":"data/*.csv"}]""");

        Assert.Equal(["a.csv", "b.csv"], results.Select(result => Path.GetFileName(result.Receipt!.Source)));
    }

    [Fact]
    public async Task A_file_that_two_patterns_name_is_sent_and_counted_once()
    {
        using var local = new LocalFolder();
        await using var lake = new FolderTestLake();
        local.Write("a.csv", LocalFolder.Movies);
        local.Write("b.csv", LocalFolder.Movies);

        var results = await RunAsync(lake, local, """[{"type":"SendCsv","path":["b.csv","*.csv","./b.csv"]}]""");

        Assert.Equal([("b.csv", ReceiptStatus.Uploaded), ("a.csv", ReceiptStatus.Uploaded)], results.Select(result => (Path.GetFileName(result.Receipt!.Source), result.Receipt.Status)));
    }

    [Fact]
    public async Task Wildcards_in_a_folder_that_is_not_there_find_nothing()
    {
        using var local = new LocalFolder();
        await using var lake = new FolderTestLake();

        var result = Assert.Single(await RunAsync(lake, local, """[{"type":"SendCsv","path":"nowhere/*.csv"}]"""));

        Assert.Equal("No file matches 'nowhere/*.csv'.", result.Error!.Message);
    }

    [Fact]
    public async Task One_run_has_one_date_though_it_passes_midnight()
    {
        using var local = new LocalFolder();
        await using var lake = new FolderTestLake();
        local.Write("a.csv", LocalFolder.Movies);
        local.Write("b.csv", LocalFolder.Movies);
        var job = LakeJobReader.Parse(
            Encoding.UTF8.GetBytes("""{"steps":[{"type":"SendCsv","path":"a.csv"},{"type":"SendCsv","path":"b.csv"}]}"""), "job.json");

        var results = await CollectAsync(new LakeJobRunner(SilentReporter.Instance, new DayByDayClock()), job, RunOf(lake, local) with { Date = null });

        Assert.Equal(
            ["Raw/Local/CSV/A/2022/05/02/a.csv", "Raw/Local/CSV/B/2022/05/02/b.csv"], results.Select(result => result.Receipt!.Key));
    }

    [Fact]
    public async Task What_the_run_says_goes_before_what_the_document_says()
    {
        using var local = new LocalFolder();
        await using var lake = new FolderTestLake();
        local.Write("a.csv", LocalFolder.Movies);
        var job = LakeJobReader.Parse(
            Encoding.UTF8.GetBytes("""{"lake":"elsewhere","date":"1999-12-31","steps":[{"type":"SendCsv","path":"a.csv"}]}"""), "job.json");

        await CollectAsync(new LakeJobRunner(SilentReporter.Instance, TimeProvider.System), job, RunOf(lake, local));

        Assert.Equal(["Raw/Local/CSV/A/2022/05/02/a.csv"], lake.DataKeys());
    }

    [Fact]
    public async Task A_lake_of_the_document_starts_at_the_current_folder_and_sources_at_the_document()
    {
        using var local = new LocalFolder();
        using var current = new LocalFolder();
        local.Write("a.csv", LocalFolder.Movies);
        var job = LakeJobReader.Parse(
            Encoding.UTF8.GetBytes("""{"lake":"./lake","date":"2022-05-02","steps":[{"type":"SendCsv","path":"a.csv"}]}"""), "job.json");

        await CollectAsync(
            new LakeJobRunner(SilentReporter.Instance, TimeProvider.System), job, new LakeJobRunOptions { BaseFolder = local.Root, CurrentFolder = current.Root });

        Assert.True(File.Exists(Path.Combine(current.Root, "lake", "Raw", "Local", "CSV", "A", "2022", "05", "02", "a.csv")));
    }

    [Fact]
    public async Task WhatIf_writes_nothing()
    {
        using var local = new LocalFolder();
        await using var lake = new FolderTestLake();
        local.Write("a.csv", LocalFolder.Movies);
        var job = LakeJobReader.Parse("""{"steps":[{"type":"SendCsv","path":"a.csv"}]}"""u8.ToArray(), "job.json");

        var results = await CollectAsync(new LakeJobRunner(SilentReporter.Instance, TimeProvider.System), job, RunOf(lake, local) with { WhatIf = true });

        Assert.Equal(ReceiptStatus.WhatIf, Assert.Single(results).Receipt!.Status);
        Assert.Empty(lake.Objects);
    }

    [Fact]
    public async Task Run_again_a_job_changes_nothing()
    {
        using var local = new LocalFolder();
        await using var lake = new FolderTestLake();
        local.Write("a.csv", LocalFolder.Movies);
        const string Steps = """[{"type":"SendCsv","path":"a.csv"}]""";
        await RunAsync(lake, local, Steps);

        Assert.Equal(ReceiptStatus.Unchanged, Assert.Single(await RunAsync(lake, local, Steps)).Receipt!.Status);
    }

    [Fact]
    public async Task What_a_step_says_of_its_objects_arrives()
    {
        using var local = new LocalFolder();
        await using var lake = await S3TestLake.StartAsync();
        local.Write("a.csv", LocalFolder.Movies);

        await RunAsync(lake, local, """[{"type":"SendCsv","path":"a.csv","storageClass":"STANDARD_IA","tags":{"team":"films"}}]""");

        var stored = lake.Stored("Raw/Local/CSV/A/2022/05/02/a.csv");
        Assert.Equal(("STANDARD_IA", "team=films"), (stored.StorageClass, stored.Tagging));
    }

    [Fact]
    public async Task A_job_without_a_lake_is_not_begun()
    {
        using var local = new LocalFolder();
        var job = LakeJobReader.Parse("""{"steps":[{"type":"SendCsv","path":"a.csv"}]}"""u8.ToArray(), "job.json");

        await Writes.FailsAsync(
            DataLakeError.LakeNotGiven,
            () => CollectAsync(new LakeJobRunner(SilentReporter.Instance, TimeProvider.System), job, new LakeJobRunOptions { BaseFolder = local.Root, CurrentFolder = local.Root }));
    }

    private static LakeJobRunOptions RunOf(TestLake lake, LocalFolder local) => new()
    {
        BaseFolder = local.Root,
        CurrentFolder = local.Root,
        Lake = lake.Address.ToString(),
        Date = new DateOnly(2022, 5, 2),
        StoreOptions = lake.Options,
    };

    [Theory]
    [InlineData(null, 2)]
    [InlineData(3, 4)]
    public async Task The_run_goes_before_the_document_where_both_say_how_often_to_try(int? ofRun, int requests)
    {
        using var local = new LocalFolder();
        await using var lake = await S3TestLake.StartAsync();
        local.Write("movies.csv", LocalFolder.Movies);
        lake.Server.Faults.Add("PutObject", DataLakeTools.TestServers.S3.S3Fault.InternalError().Always());
        var job = LakeJobReader.Parse("""{"retries":1,"steps":[{"type":"SendCsv","path":"movies.csv"}]}"""u8.ToArray(), "job.json");

        var results = await CollectAsync(
            new LakeJobRunner(lake.Reporter, TimeProvider.System), job, RunOf(lake, local) with { RequestLimits = new Core.Storage.RequestLimits { MaxRetries = ofRun } });

        Assert.Equal(DataLakeError.LakeUnavailable, results[0].Error?.Error);
        Assert.Equal(requests, lake.Server.Requests.Of("PutObject").Count(request => request.Key?.EndsWith("movies.csv", StringComparison.Ordinal) == true));
    }

    [Fact]
    public async Task A_run_that_is_stopped_while_its_report_is_confirmed_has_that_report()
    {
        using var local = new LocalFolder();
        await using var lake = await S3TestLake.StartAsync();
        using var stop = new CancellationTokenSource();
        local.Write("movies.csv", LocalFolder.Movies);
        lake.Server.Faults.Add(
            request => request.Operation == "PutObject" && request.Key!.Contains("/reports/", StringComparison.Ordinal),
            S3Fault.After("Stop", async (_, serverStop) =>
            {
                await stop.CancelAsync();
                await Task.Delay(Timeout.Infinite, serverStop);
            }));
        var job = LakeJobReader.Parse("""{"steps":[{"type":"SendCsv","path":"movies.csv"}]}"""u8.ToArray(), "job.json");
        LakeJobReport? told = null;
        var run = RunOf(lake, local) with { OnStopped = report => told = report };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in new LakeJobRunner(lake.Reporter, TimeProvider.System).RunAsync(job, run, stop.Token))
            {
            }
        });

        Assert.Equal((LakeJobStatus.Succeeded, 0), (told!.Status, told.Failures.Count));
        Assert.Equal("Succeeded", Assert.Single(lake.Reports()).GetProperty("status").GetString());
        Assert.DoesNotContain(lake.Reporter.Warnings, warning => warning.Contains("could not be written", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("")]
    [InlineData("""
        , "tags":{"step":"{0}"}
        """)]
    public async Task A_server_that_is_silent_is_waited_for_once_however_many_steps_there_are(string ofItsOwn)
    {
        using var local = new LocalFolder();
        await using var lake = await S3TestLake.StartAsync();
        local.Write("a.csv", LocalFolder.Movies);
        async Task<(int Requests, int Errors)> RunAsync(int steps)
        {
            using var server = new SilentServer();
            var sent = new ConcurrentQueue<RequestReport>();
            var step = Enumerable.Range(1, steps).Select(number => $$"""{"type":"SendCsv","path":"a.csv","specification":"{{number}}"{{ofItsOwn.Replace("{0}", $"{number}", StringComparison.Ordinal)}}}""");
            var job = LakeJobReader.Parse(Encoding.UTF8.GetBytes($$"""{"timeoutSeconds":1,"connectionTimeoutSeconds":1,"steps":[{{string.Join(',', step)}}]}"""), "job.json");
            var run = RunOf(lake, local);
            var results = await CollectAsync(
                new LakeJobRunner(lake.Reporter, TimeProvider.System), job, run with { StoreOptions = run.StoreOptions with { EndpointUrl = server.Endpoint, RequestSent = sent.Enqueue } });
            return (sent.Count, results.Count(result => result.Error is not null));
        }

        var one = await RunAsync(1);
        var four = await RunAsync(4);

        Assert.Equal((one.Requests, 2, 5), (four.Requests, one.Errors, four.Errors));
    }

    [Theory]
    [InlineData("storageClass", "\"COLD STORE\"")]
    [InlineData("kmsKeyId", "\"chave ç\"")]
    public async Task What_a_step_cannot_be_written_with_is_the_failure_of_that_step(string property, string value)
    {
        using var local = new LocalFolder();
        await using var lake = await S3TestLake.StartAsync();
        local.Write("a.csv", LocalFolder.Movies);
        var send = """{"type":"SendCsv","path":"a.csv","specification":""";

        var results = await RunAsync(lake, local, $$"""[{{send}}"1"},{{send}}"2","{{property}}":{{value}}},{{send}}"3"}]""");

        Assert.Equal([null, DataLakeError.InvalidOption, null], results.Select(result => result.Error?.Error));
        Assert.Equal(["1", "2", "3"], results.Select(result => result.Step[^1..]));
        Assert.Equal("Failed", Assert.Single(lake.Reports()).GetProperty("status").GetString());
        Assert.Equal(2, lake.DataKeys().Count());
    }

    [Fact]
    public async Task An_address_of_TMDB_that_cannot_be_used_is_the_failure_of_the_steps_that_fetch()
    {
        await using var job = await TmdbJob.StartAsync();
        job.Write("a.csv", LocalFolder.Movies);
        job.Step = """ "type":"FetchMovies","first":2 }, { "type":"SendCsv","path":"a.csv" }, { "type":"FetchSeries","first":2,"optional":true """;
        job.Job = document => document with { TmdbEndpoint = new Uri("ftp://films/3") };

        var (results, report) = await job.RunAsync();

        Assert.Equal([DataLakeError.InvalidOption, null, DataLakeError.InvalidOption], results.Select(result => result.Error?.Error));
        Assert.Equal(LakeJobStatus.Failed, report!.Status);
        Assert.Single(job.Lake.Reports());
        Assert.Single(job.Lake.DataKeys());
    }

    [Fact]
    public async Task A_bucket_is_looked_at_once_however_differently_the_steps_write()
    {
        using var local = new LocalFolder();
        await using var lake = await S3TestLake.StartAsync();
        local.Write("a.csv", LocalFolder.Movies);

        await RunAsync(lake, local, """
            [{"type":"SendCsv","path":"a.csv","specification":"1"},
             {"type":"SendCsv","path":"a.csv","specification":"2","tags":{"of":"two"}},
             {"type":"SendCsv","path":"a.csv","specification":"3","storageClass":"STANDARD_IA","partSize":5242880}]
            """);

        Assert.Equal(3, lake.DataKeys().Count());
        Assert.Single(lake.Server.Requests.Of("HeadBucket"));
    }

    [Fact]
    public async Task A_checkpoint_that_may_not_be_read_is_told_with_the_right_that_is_missing()
    {
        var lake = await S3TestLake.StartAsync();
        await using var job = await TmdbJob.StartAsync(lake: lake);
        job.StopAfter = 2;
        await job.RunAsync();
        job.StopAfter = int.MaxValue;
        lake.Server.Faults.Add("HeadObject", S3Fault.AccessDenied().Always());
        lake.Server.Faults.Add("GetObject", S3Fault.AccessDenied().Always());

        var failure = await Assert.ThrowsAsync<DataLakeException>(() => job.RunAsync());

        Assert.Equal(DataLakeError.AccessDenied, failure.Error);
        Assert.Contains("s3:GetObject", failure.Recommendation, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bucket_is_looked_at_once_for_the_checkpoint_and_the_files()
    {
        var lake = await S3TestLake.StartAsync();
        await using var job = await TmdbJob.StartAsync(lake: lake);

        Assert.Equal(LakeJobStatus.Succeeded, (await job.RunAsync()).Report!.Status);

        Assert.Single(lake.Server.Requests.Of("HeadBucket"));
    }

    private static Task<List<LakeJobEvent>> RunAsync(TestLake lake, LocalFolder local, string steps) => CollectAsync(
        new LakeJobRunner(lake.Reporter, TimeProvider.System), LakeJobReader.Parse(Encoding.UTF8.GetBytes($$"""{"steps":{{steps}}}"""), "job.json"), RunOf(lake, local));

    private static async Task<List<LakeJobEvent>> CollectAsync(LakeJobRunner runner, LakeJob job, LakeJobRunOptions run)
    {
        var results = new List<LakeJobEvent>();
        await foreach (var result in runner.RunAsync(job, run, CancellationToken.None))
        {
            results.Add(result);
        }

        Assert.NotNull(results[^1].Report);
        return results[..^1];
    }

    // Every look at this clock is a day later than the one before.
    private sealed class DayByDayClock : TimeProvider
    {
        private int _looks;

        public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

        public override DateTimeOffset GetUtcNow() => new DateTimeOffset(2022, 5, 2, 23, 59, 59, TimeSpan.Zero).AddDays(_looks++);
    }
}
