using System.Text.Json.Nodes;
using DataLakeTools.TestServers.S3;
using DataLakeTools.TestServers.StepFunctions;

namespace DataLakeTools.Module.Tests;

/// <summary>A job whose tables Athena makes: the program starts the workflow in AWS and waits for it.</summary>
public sealed class HostAthenaTests : IAsyncLifetime
{
    private const string Raw = "Raw/Local/CSV/Movies/2022/05/02/movies.csv";
    private const string Manifest = "Refined/Athena/JSON/Manifest/2022/05/02/0a1b.json";

    private readonly string _folder = Directory.CreateTempSubdirectory("datalake-athena-").FullName;
    private HostProgram _host = null!;
    private S3StandIn _s3 = null!;
    private StepFunctionsStandIn _states = null!;

    public async Task InitializeAsync()
    {
        _host = await HostProgram.FindAsync();
        _s3 = await S3StandIn.StartAsync(new S3StandInOptions { Buckets = ["lake-of-host"] });
        _s3.Put("lake-of-host", Manifest, "{}");
        _s3.Put("lake-of-host", Raw, "a|b\r\n1|2\r\n");
        _states = await StepFunctionsStandIn.StartAsync();
        await File.WriteAllTextAsync(Path.Combine(_folder, "job.json"), """{"lake":"s3://lake-of-host","steps":[{"name":"build","type":"BuildTables","engine":"athena"}]}""");
    }

    public async Task DisposeAsync()
    {
        await _s3.DisposeAsync();
        await _states.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_run_of_the_day_is_started_and_its_manifest_is_the_receipt()
    {
        _states.Faults = 1;

        var run = await RunAsync();

        Assert.True(run.ExitCode == 0, run.Error + run.Output);

        // "{}": its CRC-32C is 297BD0AA.
        Assert.Matches($"Uploaded +s3://lake-of-host/{Manifest}  [0-9]+ rows, 2 bytes, CRC32C:KXvQqg==, [0-9.]+ s", run.Output);
        var (name, input) = Assert.Single(_states.Executions);
        Assert.StartsWith("2022-05-02-", name, StringComparison.Ordinal);
        Assert.Equal("""{"date":"2022-05-02"}""", input);
        Assert.Equal(["ListExecutions", "ListExecutions", "StartExecution", "DescribeExecution", "DescribeExecution"], _states.Actions);
        Assert.Matches("^AWS4-HMAC-SHA256 Credential=test/[0-9]{8}/sa-east-1/states/aws4_request, SignedHeaders=content-type;host;x-amz-content-sha256;x-amz-date;x-amz-target, Signature=[0-9a-f]{64}$", _states.Authorization);
    }

    [Fact]
    public async Task A_run_of_the_day_that_goes_on_is_waited_for_and_none_is_started_beside_it()
    {
        _states.Executions["2022-05-01-of-another-day"] = "{}";
        await RunAsync();

        var run = await RunAsync();

        Assert.True(run.ExitCode == 0, run.Error + run.Output);
        Assert.Single(_states.Actions, "StartExecution");
    }

    [Fact]
    public async Task A_run_of_the_day_that_began_before_its_data_was_there_is_let_end_and_another_one_follows()
    {
        _states.Executions[$"2022-05-02-{new string('0', 32)}-of-an-empty-Raw"] = "{}";
        _states.EndsWith = ["empty-Raw"];

        var run = await RunAsync();

        Assert.True(run.ExitCode == 0, run.Error + run.Output);
        Assert.Equal(["ListExecutions", "DescribeExecution", "DescribeExecution", "ListExecutions", "StartExecution", "DescribeExecution"], _states.Actions);
        var started = Assert.Single(_states.Executions.Keys);
        Assert.Matches("^2022-05-02-[0-9a-f]{32}-[0-9a-f]{32}$", started);
        Assert.DoesNotContain(new string('0', 32), started, StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData("--time-limit 1", "", 3)]
    [InlineData("", "INT", 130)]
    public async Task A_run_that_nobody_waits_for_any_more_is_named(string option, string signal, int exitCode)
    {
        Skip.If(OperatingSystem.IsWindows(), "Needs Unix signals.");
        _states.IsEndless = true;

        var running = Command.RunAsync("sh", ["-c", $"echo $$ > pid; exec {_host.InShell} run job.json --date 2022-05-02 {option}"], _folder, Variables());
        while (!_states.Actions.Contains("DescribeExecution") && !running.IsCompleted)
        {
            await Task.Delay(50);
        }

        if (signal.Length > 0)
        {
            await Command.RunAsync("sh", ["-c", $"kill -{signal} $(cat pid)"], _folder);
        }

        var run = await running;
        Assert.Equal(exitCode, run.ExitCode);
        Assert.Contains($"Athena goes on with arn:aws:states:sa-east-1:123456789012:execution:datalake-tables:{Assert.Single(_states.Executions.Keys)}, which is paid for", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("TableTestFailed", "1 data tests of fact_title found something: title_id_is_there.", "error TableTestFailed in 'build'")]
    [InlineData("BuildConflict", "Another run published.", "error BuildConflict in 'build'")]
    [InlineData("QueryFailed", "SYNTAX_ERROR: line 1:8", "error EngineFailed in 'build'")]
    public async Task A_run_that_did_not_end_well_is_an_error_with_its_cause(string error, string cause, string said)
    {
        _states.End = new JsonObject { ["status"] = "FAILED", ["error"] = error, ["cause"] = cause };

        var run = await RunAsync();

        Assert.Equal(1, run.ExitCode);
        Assert.Contains(said, run.Error, StringComparison.Ordinal);
        Assert.Contains(cause.TrimEnd('.'), run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("AccessDeniedException", "error AccessDenied in 'build'", "states:StartExecution")]
    [InlineData("StateMachineDoesNotExist", "error EngineFailed in 'build'", "tables_workflow_arn")]
    public async Task What_AWS_refuses_is_told_with_what_to_do(string refusal, string said, string advice)
    {
        _states.Refusal = refusal;

        var run = await RunAsync();

        Assert.Equal(1, run.ExitCode);
        Assert.Contains(said, run.Error, StringComparison.Ordinal);
        Assert.Contains(advice, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_workflow_of_another_lake_is_told_of()
    {
        await _s3.DisposeAsync();
        _s3 = await S3StandIn.StartAsync(new S3StandInOptions { Buckets = ["lake-of-host"] });
        _s3.Put("lake-of-host", Raw, "a|b\r\n1|2\r\n");

        var run = await RunAsync();

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("but not in the lake 's3://lake-of-host'", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lake_without_data_starts_nothing()
    {
        await _s3.DisposeAsync();
        _s3 = await S3StandIn.StartAsync(new S3StandInOptions { Buckets = ["lake-of-host"] });

        var run = await RunAsync();

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("error LakeEmpty in 'build'", run.Error, StringComparison.Ordinal);
        Assert.Empty(_states.Actions);
    }

    private Task<CommandResult> RunAsync() => _host.RunAsync(["run", "job.json", "--date", "2022-05-02"], _folder, Variables());

    private Dictionary<string, string?> Variables() => new()
    {
        ["AWS_ENDPOINT_URL_S3"] = _s3.Endpoint.AbsoluteUri,
        ["AWS_ENDPOINT_URL_SFN"] = _states.Endpoint.AbsoluteUri,
        ["AWS_ACCESS_KEY_ID"] = "test",
        ["AWS_SECRET_ACCESS_KEY"] = "test",
        ["AWS_REGION"] = "us-east-1",
        ["DATALAKE_TABLES_WORKFLOW"] = StepFunctionsStandIn.Machine,
    };
}
