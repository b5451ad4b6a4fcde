using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using DataLakeTools.TestServers.Lambda;
using DataLakeTools.TestServers.S3;

namespace DataLakeTools.Module.Tests;

/// <summary>Jobs with tables of a lake in S3, in a process with the memory, the disk and the time of a function.</summary>
public sealed class LambdaTableTests : IAsyncLifetime
{
    private const string Bucket = "lake-of-function";
    private const string Event = """{"job":"tables","date":"2022-05-02"}""";
    private const string RawKey = "Raw/Local/CSV/Movies/2022/05/02/movies.csv";
    private const string TrustedManifest = "Trusted/Lake/JSON/Manifest/2022/05/02/manifest.json";
    private const string RefinedManifest = "Refined/Lake/JSON/Manifest/2022/05/02/manifest.json";

    // Some 30 MB, so that a disk or a memory can be too small for it.
    private const int Copies = 2_500;

    private S3StandIn _s3 = null!;
    private int _rows;

    public async Task InitializeAsync()
    {
        _s3 = await S3StandIn.StartAsync(new S3StandInOptions { Buckets = [Bucket] });
        var lines = await File.ReadAllLinesAsync(Repository.In("module", "samples", "data", "movies.csv"));
        var ids = lines[1..].Select(line => line[..line.IndexOf('|', StringComparison.Ordinal)]).Distinct().Select((id, number) => (id, number)).ToDictionary(pair => pair.id, pair => pair.number);
        var text = new StringBuilder(lines[0]).Append("\r\n");
        for (var copy = 0; copy < Copies; copy++)
        {
            foreach (var line in lines[1..])
            {
                var bar = line.IndexOf('|', StringComparison.Ordinal);
                text.Append(CultureInfo.InvariantCulture, $"tt{(copy * ids.Count) + ids[line[..bar]]:0000000}").Append(line, bar, line.Length - bar).Append("\r\n");
            }
        }

        _rows = Copies * (lines.Length - 1);
        _s3.Put(Bucket, RawKey, text.ToString());
    }

    public async Task DisposeAsync() => await _s3.DisposeAsync();

    [SkippableFact]
    public async Task Tables_are_made_tested_and_shown_within_the_memory_and_the_disk_of_a_function()
    {
        await using var function = await WithinAsync(memory: 1024, storage: 512);

        var answer = await function.InvokeAsync(Event);

        Assert.False(answer.IsError, answer.Body);
        Assert.Equal("Succeeded", StatusOf(answer));
        Assert.Equal(_rows, RowsOf(TrustedManifest, "movies"));
        Assert.InRange(RowsOf(RefinedManifest, "fact_title"), Copies, _rows);
        Assert.Equal(0, (int?)JsonNode.Parse(answer.Body)!["failed"]);
    }

    [SkippableFact]
    public async Task A_disk_that_is_too_small_is_an_error_that_says_so_and_nothing_is_published()
    {
        await using var function = await WithinAsync(memory: 1024, storage: 16);

        var answer = await function.InvokeAsync(Event);

        Assert.Equal("DataLake.JobFailed", answer.ErrorType);
        Assert.Contains("WorkFolderFull", answer.Body, StringComparison.Ordinal);
        Assert.Contains("No space left on device", answer.Body, StringComparison.Ordinal);
        Assert.DoesNotContain(_s3.Buckets[Bucket].Objects.Keys, IsOfTables);
    }

    [SkippableFact]
    public async Task A_memory_that_is_too_small_leaves_whole_tables_or_none_and_more_of_it_does_the_rest()
    {
        await using (var small = await WithinAsync(memory: 64, storage: 512))
        {
            // Linux ends it, or the engine says that it has too little: which, depends on what is asked for first.
            var ended = await Record.ExceptionAsync(async () => Assert.True((await small.InvokeAsync(Event)).IsError));
            Assert.True(ended is null or InvalidOperationException, $"{ended}");
            Assert.DoesNotContain(RefinedManifest, _s3.Buckets[Bucket].Objects.Keys);
            Assert.True(!_s3.Buckets[Bucket].Objects.ContainsKey(TrustedManifest) || RowsOf(TrustedManifest, "movies") == _rows);
        }

        await using var large = await WithinAsync(memory: 1024, storage: 512);
        Assert.Equal("Succeeded", StatusOf(await large.InvokeAsync(Event)));
    }

    [SkippableFact]
    public async Task A_time_that_is_too_short_is_an_error_in_time_and_nothing_is_published()
    {
        await using var function = await WithinAsync(memory: 1024, storage: 512);
        function.WithVariable("DATALAKE_DEADLINE_MARGIN", "50%");
        _s3.Faults.Add("GetObject", S3Fault.Stall().Always());

        var answer = await function.InvokeAsync(Event, TimeSpan.FromSeconds(10));
        _s3.Faults.Clear();

        Assert.Equal("DataLake.JobFailed", answer.ErrorType);
        Assert.Contains("seconds of a run and published nothing", answer.Body, StringComparison.Ordinal);
        Assert.DoesNotContain(_s3.Buckets[Bucket].Objects.Keys, key => key is TrustedManifest or RefinedManifest);
        Assert.Equal("Succeeded", StatusOf(await function.InvokeAsync(Event)));
    }

    private async Task<LambdaFunction> WithinAsync(int memory, int storage)
    {
        Skip.If(FunctionLimits.WhyNot is not null, FunctionLimits.WhyNot);
        var function = await (await LambdaFunction.CreateAsync()).WithinAsync(new FunctionLimits(memory, storage));

        // The job of deploy/terraform, without its last step where no page was built.
        var job = JsonNode.Parse(await File.ReadAllTextAsync(Repository.In("deploy", "terraform", "jobs", "nightly-tables.json")))!;
        var steps = job["steps"]!.AsArray();
        Assert.Equal(["BuildTables", "TestTables", "ExportDashboard"], steps.Select(step => (string)step!["type"]!));
        if (!await IsPageBuiltAsync())
        {
            steps.RemoveAt(2);
        }

        return function.With("jobs/tables.json", job.ToJsonString())
            .WithVariable("DATALAKE_URI", $"s3://{Bucket}").WithVariable("AWS_ENDPOINT_URL", _s3.Endpoint.AbsoluteUri).WithVariable("AWS_REGION", "us-east-1")
            .WithVariable("AWS_ACCESS_KEY_ID", "test").WithVariable("AWS_SECRET_ACCESS_KEY", "test").WithVariable("AWS_SESSION_TOKEN", "");
    }

    private static async Task<bool> IsPageBuiltAsync()
    {
        var core = Repository.In("output", "DataLakeTools", "bin", "deps", "DataLakeTools.Core.dll");
        return File.Exists(core) && (await File.ReadAllTextAsync(core, Encoding.Latin1)).Contains("dashboard.html.br", StringComparison.Ordinal);
    }

    private static bool IsOfTables(string key) => key.StartsWith("Trusted/", StringComparison.Ordinal) || key.StartsWith("Refined/", StringComparison.Ordinal);

    private static string? StatusOf(LambdaAnswer answer) => (string?)JsonNode.Parse(answer.Body)!["status"];

    private int RowsOf(string manifest, string table) => (int)JsonNode.Parse(_s3.Buckets[Bucket].Objects[manifest].Bytes)!["tables"]!
        .AsArray().Single(one => (string?)one!["table"] == table)!["rows"]!;
}
