using System.Text;
using System.Text.Json;
using DataLakeTools.Core.Jobs.Documents.Reading;
using DataLakeTools.Core.Jobs.Reports;
using DataLakeTools.Core.Jobs.Runs;
using DataLakeTools.Core.Reporting;
using DataLakeTools.Core.Tests.Raw;
using DataLakeTools.Core.Tests.Storage;
using DataLakeTools.Core.Tests.Storage.Folder;
using DataLakeTools.Core.Tests.Storage.S3;

namespace DataLakeTools.Core.Tests.Jobs;

/// <summary>The step <c>SendJson</c>: records of JSON files, byte for byte in batches.</summary>
public sealed class SendJsonStepTests : IDisposable
{
    private readonly LocalFolder _local = new();

    public void Dispose() => _local.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Records_of_arrays_and_of_lines_go_into_batches_of_one_structure_with_their_bytes(bool isBucket)
    {
        await using TestLake lake = isBucket ? await S3TestLake.StartAsync() : new FolderTestLake();
        _local.Write("a.json", """[ {"id":1,"name":"Ação","n":1.0},\n {"id":2,"name":"x","n":1e2} ]""".Replace("\\n", "\n", StringComparison.Ordinal));
        _local.Write("b.jsonl", "{\"id\":3,\"name\":\"y\",\"n\":3}\n{\"other\":true}\n");

        var (results, report) = await RunAsync(lake, """{"type":"SendJson","name":"json","path":["a.json","*.jsonl"],"origin":"TMDB","specification":"Movies"}""");

        Assert.Empty(report.Failures);
        Assert.All(results, result => Assert.StartsWith("Raw/TMDB/JSON/Movies/2022/05/02/", result.Receipt!.Key, StringComparison.Ordinal));
        Assert.Equal([3, 1], results.Select(result => result.Receipt!.Records));
        Assert.Equal(
            "[\n{\"id\":1,\"name\":\"Ação\",\"n\":1.0},\n{\"id\":2,\"name\":\"x\",\"n\":1e2},\n{\"id\":3,\"name\":\"y\",\"n\":3}\n]\n",
            Encoding.UTF8.GetString(lake.Objects[results[0].Receipt!.Key]));
    }

    [Fact]
    public async Task A_second_run_finds_its_batches_there()
    {
        await using var lake = new FolderTestLake();
        _local.Write("a.jsonl", string.Concat(Enumerable.Range(0, 250).Select(id => $"{{\"id\":{id}}}\n")));
        const string Step = """{"type":"SendJson","path":"a.jsonl"}""";

        var (first, _) = await RunAsync(lake, Step);
        var (second, report) = await RunAsync(lake, Step);

        Assert.Equal([100, 100, 50], first.Select(result => result.Receipt!.Records));
        Assert.All(second, result => Assert.Equal(ReceiptStatus.Unchanged, result.Receipt!.Status));
        Assert.Equal(LakeJobStatus.Succeeded, report.Status);
        Assert.StartsWith("Raw/Local/JSON/2022/05/02/", first[0].Receipt!.Key, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_not_there_or_breaks_off_does_not_keep_the_others_back()
    {
        await using var lake = new FolderTestLake();
        _local.Write("broken.json", """[{"id":1},{"id":2},{"id":""");
        _local.Write("good.json", """[{"id":3}]""");

        var (results, report) = await RunAsync(lake, """{"type":"SendJson","path":["missing.json","none*.json","broken.json","good.json"]}""");

        Assert.Equal(
            [DataLakeError.SourceNotFound, DataLakeError.SourceNotFound, DataLakeError.InvalidRecord], report.Failures.Select(failure => failure.Error));
        using var batch = JsonDocument.Parse(lake.Objects[Assert.Single(results, result => result.Receipt is not null).Receipt!.Key]);
        Assert.Equal([1, 2, 3], batch.RootElement.EnumerateArray().Select(record => record.GetProperty("id").GetInt32()));
    }

    [Fact]
    public async Task A_file_that_is_named_twice_is_sent_once_and_one_without_records_is_an_error_unless_it_is_an_array()
    {
        await using var lake = new FolderTestLake();
        _local.Write("a.json", """[{"id":1},{"id":2}]""");
        _local.Write("array.json", "[ ]");
        _local.Write("blank.json", " \r\n");
        _local.Write("empty.json", string.Empty);
        _local.Write("nothing.json", "null\n");
        _local.Write("nulls.json", "[null, null]");

        var (results, report) = await RunAsync(lake, """{"type":"SendJson","path":["a.json","*.json"]}""");

        Assert.Equal(2, Assert.Single(results, result => result.Receipt is not null).Receipt!.Records);
        Assert.Equal([true, true, true], report.Failures.Select(failure => failure.Reason.Contains("has no record", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_file_whose_first_record_is_broken_is_one_error()
    {
        await using var lake = new FolderTestLake();
        _local.Write("a.json", """{"a":NaN}""");

        var (results, report) = await RunAsync(lake, """{"type":"SendJson","path":"a.json"}""");

        Assert.DoesNotContain(results, result => result.Receipt is not null);
        Assert.Contains("line 1, byte 6", Assert.Single(report.Failures).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_breaks_off_before_its_first_record_is_one_failure()
    {
        await using var lake = new FolderTestLake();
        _local.Write("a.jsonl", "null\n{\"id\":\n");

        var (_, report) = await RunAsync(lake, """{"type":"SendJson","path":"a.jsonl"}""");

        Assert.Contains("is not valid JSON", Assert.Single(report.Failures).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_that_writes_nothing_says_what_it_would_write()
    {
        await using var lake = new FolderTestLake();
        _local.Write("a.json", """[{"id":3}]""");

        var (results, _) = await RunAsync(lake, """{"type":"SendJson","path":"a.json"}""", whatIf: true);

        Assert.Equal((ReceiptStatus.WhatIf, 1), (Assert.Single(results).Receipt!.Status, results[0].Receipt!.Records));
        Assert.Empty(lake.Objects);
    }

    private async Task<(List<LakeJobEvent> Results, LakeJobReport Report)> RunAsync(TestLake lake, string steps, bool whatIf = false)
    {
        var job = LakeJobReader.Parse(Encoding.UTF8.GetBytes($$"""{"steps":[{{steps}}]}"""), "job.json");
        var run = new LakeJobRunOptions
        {
            BaseFolder = _local.Root,
            CurrentFolder = _local.Root,
            Lake = lake.Address.ToString(),
            Date = new DateOnly(2022, 5, 2),
            StoreOptions = lake.Options,
            WhatIf = whatIf,
        };
        var results = new List<LakeJobEvent>();
        await foreach (var result in new LakeJobRunner(SilentReporter.Instance, TimeProvider.System).RunAsync(job, run, CancellationToken.None))
        {
            results.Add(result);
        }

        return (results[..^1], results[^1].Report!);
    }
}
