using System.Text;
using System.Text.RegularExpressions;
using DataLakeTools.Core.Jobs.Documents;
using DataLakeTools.Core.Jobs.Documents.Reading;
using DataLakeTools.Core.Jobs.Reports;
using DataLakeTools.Core.Jobs.Runs;
using DataLakeTools.Core.Reporting;
using DataLakeTools.Core.Tests.Raw;
using DataLakeTools.Core.Tests.Storage;
using DataLakeTools.Core.Tests.Storage.Folder;

namespace DataLakeTools.Core.Tests.Jobs;

public sealed class LakeJobReportTests
{
    [Fact]
    public async Task A_job_leaves_a_report_in_the_lake_and_gives_it_as_its_last_result()
    {
        using var local = new LocalFolder();
        await using var lake = new FolderTestLake();
        local.Write("a.csv", LocalFolder.Movies);

        var report = (await RunAsync(lake, RunOf(lake, local), """{"name":"nightly","steps":[{"type":"SendCsv","name":"films","path":"a.csv"}]}""")).Report;

        Assert.Equal((LakeJobStatus.Succeeded, "nightly", 1, "Nothing is left to do."), (report.Status, report.Job, report.Files, report.WhatNext));
        var key = Assert.Single(lake.Objects.Keys, key => key.StartsWith("reports/", StringComparison.Ordinal));
        Assert.Matches(new Regex("^reports/nightly/[0-9]{4}/[0-9]{2}/[0-9]{2}/[0-9]{6}-[0-9a-f]{8}\\.json$", RegexOptions.None, TimeSpan.FromSeconds(1)), key);
        Assert.Equal(lake.Address.AddressOf(key), report.Address);
        var json = Assert.Single(lake.Reports());
        Assert.Equal("Succeeded", json.GetProperty("status").GetString());
        Assert.Equal("2022-05-02", json.GetProperty("date").GetString());
        Assert.Equal(1, json.GetProperty("receipts").GetProperty("Uploaded").GetInt32());
        Assert.Equal(LocalFolder.Movies.Length, json.GetProperty("steps")[0].GetProperty("bytesSent").GetInt64());
        Assert.Equal("films", json.GetProperty("steps")[0].GetProperty("step").GetString());
        Assert.Single(Encoding.UTF8.GetString(lake.Objects[key]).TrimEnd('\n').Split('\n'));
    }

    [Theory]
    [InlineData(false, "with the date 2022-05-02: what is in the lake stays")]
    [InlineData(true, "with the date 2022-05-02 and without noResume: what is in the lake stays")]
    public async Task Only_a_run_that_does_not_start_over_does_only_what_is_missing(bool startsOver, string expected)
    {
        using var local = new LocalFolder();
        await using var lake = new FolderTestLake();

        var report = (await RunAsync(lake, RunOf(lake, local) with { NoResume = startsOver }, """{"name":"nightly","steps":[{"type":"SendCsv","name":"films","path":"none.csv"}]}""")).Report;

        Assert.Equal(LakeJobStatus.Failed, report.Status);
        Assert.Contains(expected, report.WhatNext, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Everything_that_failed_stands_in_the_report_with_what_to_do()
    {
        using var local = new LocalFolder();
        await using var lake = new FolderTestLake();
        local.Write("bad.csv", "a|b\r\n1\r\n");
        local.Write("good.csv", LocalFolder.Movies);

        var (results, report) = await RunAsync(lake, RunOf(lake, local), """{"steps":[{"type":"SendCsv","path":["bad.csv","missing.csv","good.csv"]}]}""");

        Assert.Equal(LakeJobStatus.Failed, report.Status);
        Assert.Equal([DataLakeError.CsvFieldCount, DataLakeError.SourceNotFound], report.Failures.Select(failure => failure.Error));
        Assert.Equal(results.Where(result => result.Error is not null).Select(result => result.Error!.Message), report.Failures.Select(failure => failure.Reason));
        Assert.Equal(Path.Combine(local.Root, "missing.csv"), report.Failures[1].Target);
        Assert.All(report.Failures, failure => Assert.NotEmpty(failure.Recommendation));
        Assert.Equal(2, Assert.Single(lake.Reports()).GetProperty("failures").GetArrayLength());
        Assert.Contains("run the same job again with the date 2022-05-02", report.WhatNext, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_that_is_stopped_leaves_a_report_that_says_so()
    {
        using var local = new LocalFolder();
        using var stop = new CancellationTokenSource();
        await using var lake = new FolderTestLake();
        local.Write("a.csv", LocalFolder.Movies);
        local.Write("b.csv", LocalFolder.Movies);
        var job = Parse("""{"steps":[{"type":"SendCsv","path":"a.csv"},{"type":"SendCsv","path":"b.csv"}]}""");

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var result in new LakeJobRunner(SilentReporter.Instance, TimeProvider.System).RunAsync(job, RunOf(lake, local), stop.Token))
            {
                await stop.CancelAsync();
            }
        });

        var report = Assert.Single(lake.Reports());
        Assert.Equal("Canceled", report.GetProperty("status").GetString());
        Assert.Equal(["Canceled", "NotStarted"], report.GetProperty("steps").EnumerateArray().Select(step => step.GetProperty("status").GetString()));
        Assert.Equal(["Raw/Local/CSV/A/2022/05/02/a.csv"], lake.DataKeys());
    }

    [Fact]
    public async Task A_run_whose_results_nobody_takes_any_more_leaves_a_report_too()
    {
        using var local = new LocalFolder();
        await using var lake = new FolderTestLake();
        local.Write("a.csv", LocalFolder.Movies);
        var job = Parse("""{"steps":[{"type":"SendCsv","path":["a.csv","a.csv"]}]}""");

        await foreach (var result in new LakeJobRunner(SilentReporter.Instance, TimeProvider.System).RunAsync(job, RunOf(lake, local), CancellationToken.None))
        {
            break;
        }

        Assert.Equal("Canceled", Assert.Single(lake.Reports()).GetProperty("status").GetString());
    }

    [Fact]
    public async Task WhatIf_leaves_no_report_but_gives_one()
    {
        using var local = new LocalFolder();
        await using var lake = new FolderTestLake();
        local.Write("a.csv", LocalFolder.Movies);

        var report = (await RunAsync(lake, RunOf(lake, local) with { WhatIf = true }, """{"steps":[{"type":"SendCsv","path":"a.csv"}]}""")).Report;

        Assert.Equal((LakeJobStatus.Succeeded, null), (report.Status, report.Address));
        Assert.Empty(lake.Objects);
    }

    [Fact]
    public async Task A_report_that_cannot_be_written_is_an_error_of_its_own()
    {
        using var local = new LocalFolder();
        await using var lake = new FolderTestLake();
        local.Write("a.csv", LocalFolder.Movies);
        Directory.CreateDirectory(lake.Address.BucketOrFolder);
        await File.WriteAllTextAsync(Path.Combine(lake.Address.BucketOrFolder, "reports"), "in the way");

        var (results, report) = await RunAsync(lake, RunOf(lake, local), """{"steps":[{"type":"SendCsv","path":"a.csv"}]}""");

        Assert.Equal(DataLakeError.ReportNotWritten, results[^1].Error!.Error);
        Assert.Equal((LakeJobStatus.Failed, DataLakeError.ReportNotWritten), (report.Status, Assert.Single(report.Failures).Error));
        Assert.Equal(["Raw/Local/CSV/A/2022/05/02/a.csv"], lake.DataKeys().Where(key => key != "reports"));
    }

    [Fact]
    public async Task When_the_time_is_up_nothing_new_is_begun_and_the_run_is_incomplete()
    {
        using var local = new LocalFolder();
        await using var lake = new FolderTestLake();
        local.Write("a.csv", LocalFolder.Movies);
        var run = RunOf(lake, local) with { Deadline = TimeProvider.System.GetUtcNow().AddSeconds(-1) };

        var (results, report) = await RunAsync(lake, run, """{"steps":[{"type":"SendCsv","path":"a.csv"}]}""");

        Assert.Empty(results);
        Assert.Equal((LakeJobStatus.Incomplete, LakeStepStatus.NotStarted), (report.Status, report.Steps[0].Status));
        Assert.Empty(lake.DataKeys());
        Assert.Equal("Incomplete", Assert.Single(lake.Reports()).GetProperty("status").GetString());
    }

    private static LakeJobRunOptions RunOf(TestLake lake, LocalFolder local) => new()
    {
        BaseFolder = local.Root,
        CurrentFolder = local.Root,
        Lake = lake.Address.ToString(),
        Date = new DateOnly(2022, 5, 2),
        StoreOptions = lake.Options,
    };

    private static LakeJob Parse(string document) => LakeJobReader.Parse(Encoding.UTF8.GetBytes(document), "job.json");

    private static async Task<(List<LakeJobEvent> Results, LakeJobReport Report)> RunAsync(TestLake lake, LakeJobRunOptions run, string document)
    {
        var results = new List<LakeJobEvent>();
        await foreach (var result in new LakeJobRunner(lake.Reporter, TimeProvider.System).RunAsync(Parse(document), run, CancellationToken.None))
        {
            results.Add(result);
        }

        return (results[..^1], results[^1].Report!);
    }
}
