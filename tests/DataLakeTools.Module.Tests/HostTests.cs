using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using DataLakeTools.TestServers.S3;
using DataLakeTools.TestServers.Tmdb;

namespace DataLakeTools.Module.Tests;

/// <summary>The program that runs jobs where no PowerShell is, as a user starts it.</summary>
public sealed class HostTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("datalake-host-").FullName;
    private HostProgram _host = null!;

    public async Task InitializeAsync() => _host = await HostProgram.FindAsync();

    public Task DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return Task.CompletedTask;
    }

    [Fact]
    public async Task The_first_lake_sample_builds_a_lake_byte_for_byte()
    {
        var run = await RunAsync("run", Repository.In("module", "samples", "first-lake.json"), "--date", "2022-05-02");

        Assert.Equal((0, string.Empty), (run.ExitCode, run.Error));
        AssertSame("movies.csv", "lake/Raw/Local/CSV/Movies/2022/05/02/movies.csv");
        AssertSame("series.csv", "lake/Raw/Local/CSV/Series/2022/05/02/series.csv");
        Assert.Equal(2, Directory.EnumerateFiles(In("lake/Raw"), "*", SearchOption.AllDirectories).Count());
        Assert.Contains($"Report    {Assert.Single(Directory.EnumerateFiles(In("lake/reports/first-lake"), "*", SearchOption.AllDirectories))}", run.Output, StringComparison.Ordinal);
        Assert.Contains("2 Uploaded, 0 failed", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void The_garbage_of_a_run_is_bounded_however_large_the_cache_of_the_processor_is()
    {
        var settings = JsonNode.Parse(File.ReadAllText(Path.ChangeExtension(Repository.HostAssembly, ".runtimeconfig.json")))!["runtimeOptions"]!["configProperties"]!;

        Assert.InRange((long)settings["System.GC.Gen0MaxBudget"]!, 1, 4 * 1024 * 1024);
    }

    [Fact]
    public async Task A_second_run_sends_nothing_and_says_so()
    {
        await RunAsync("run", Repository.In("module", "samples", "first-lake.json"), "--date", "2022-05-02");

        var run = await RunAsync("run", Repository.In("module", "samples", "first-lake.json"), "--date", "2022-05-02");

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("2 Unchanged, 0 failed; 0 bytes sent", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_if_writes_nothing_and_gives_the_plan_of_every_step()
    {
        var run = await RunAsync("run", Repository.In("module", "samples", "first-lake.json"), "--what-if", "--date", "2022-05-02");

        Assert.Equal(0, run.ExitCode);
        Assert.Contains($"WhatIf    movies: 1 file, 10,308 bytes{Environment.NewLine}", run.Output, StringComparison.Ordinal);
        Assert.Contains("Raw/Local/CSV/Series/2022/05/02/series.csv", run.Output, StringComparison.Ordinal);
        Assert.Contains("first-lake for 2022-05-02 would write 2 files.", run.Output, StringComparison.Ordinal);
        Assert.False(Directory.Exists(In("lake")));
    }

    [Fact]
    public async Task A_run_is_a_trace_with_its_steps_and_requests_and_metrics_where_a_collector_is_named()
    {
        await using var collector = new Collector();
        await using var s3 = await S3StandIn.StartAsync(new S3StandInOptions { Buckets = ["traced"] });
        await File.WriteAllTextAsync(In("good.csv"), "a|b\n1|2\n");
        await File.WriteAllTextAsync(In("bad.csv"), "a|b\n1\n");
        await File.WriteAllTextAsync(In("nightly.json"), """{"lake":"s3://traced","steps":[{"name":"good","type":"SendCsv","path":"good.csv"},{"name":"bad","type":"SendCsv","path":"bad.csv"}]}""");
        var environment = Credentials.ToDictionary(pair => pair.Key, pair => (string?)pair.Value);
        environment["AWS_ENDPOINT_URL"] = s3.Endpoint.ToString();
        environment["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Address;
        environment["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf";

        var run = await _host.RunAsync(["run", In("nightly.json"), "--date", "2022-05-02"], _folder, environment);

        Assert.Equal(1, run.ExitCode);
        foreach (var name in (string[])["job nightly", "step good", "step bad", "datalake.run_id", "PUT", "Failed", "service.name"])
        {
            Assert.Contains(name, collector.Bodies["/v1/traces"], StringComparison.Ordinal);
        }

        foreach (var name in (string[])["datalake.files", "datalake.bytes_sent", "datalake.failures", "datalake.step.duration", "http.client.request.duration"])
        {
            Assert.Contains(name, collector.Bodies["/v1/metrics"], StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_collector_that_is_not_there_changes_nothing()
    {
        var run = await _host.RunAsync(
            ["run", Repository.In("module", "samples", "first-lake.json"), "--lake", In("lake")],
            _folder,
            new Dictionary<string, string?> { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = "http://127.0.0.1:9", ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf" });

        Assert.Equal((0, string.Empty), (run.ExitCode, run.Error));
    }

    [Fact]
    public async Task One_bad_file_among_good_ones_ends_with_1_and_the_good_one_is_there()
    {
        await File.WriteAllTextAsync(In("bad.csv"), "a|b\n1|2\n3\n");
        await File.WriteAllTextAsync(In("good.csv"), "a|b\n1|2\n");
        await File.WriteAllTextAsync(In("job.json"), """{"lake":"./lake","steps":[{"type":"SendCsv","path":["bad.csv","good.csv"]}]}""");

        var run = await RunAsync("run", In("job.json"), "--date", "2022-05-02");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("error CsvFieldCount", run.Error, StringComparison.Ordinal);
        Assert.Contains("line 3: expected 2 fields, found 1", run.Error, StringComparison.Ordinal);
        Assert.Equal(["good.csv"], Directory.EnumerateFiles(In("lake/Raw"), "*", SearchOption.AllDirectories).Select(Path.GetFileName));
    }

    [Theory]
    [InlineData("""{"lake":"./lake","steps":[{"type":"SendCsv","pathh":"a.csv"}]}""", "$.steps[0].pathh")]
    [InlineData("""{"lake":"./lake","steps":[{"type":"SendCsv","path":7}]}""", "$.steps[0].path")]
    [InlineData("""{"lake":"./lake","steps":[]}""", "$.steps")]
    [InlineData("""{"lake":"./lake"}""", "'steps'")]
    [InlineData("""{"lake":"./lake",""", "not valid JSON")]
    public async Task A_bad_job_is_refused_with_2_and_the_place_before_anything_is_written(string job, string place)
    {
        await File.WriteAllTextAsync(In("job.json"), job);

        var run = await RunAsync("run", In("job.json"));

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("error InvalidJob", run.Error, StringComparison.Ordinal);
        Assert.Contains(place, run.Error, StringComparison.Ordinal);
        Assert.Equal(["job.json"], Directory.EnumerateFileSystemEntries(_folder).Select(Path.GetFileName));
    }

    [Fact]
    public async Task What_an_interrupted_run_has_left_is_discarded_when_asked()
    {
        await using var tmdb = await TmdbServer.StartAsync(new TmdbServerOptions { Movies = 5 });
        var environment = new Dictionary<string, string?> { ["TMDB_TOKEN"] = tmdb.Options.Token, ["TMDB_ENDPOINT"] = tmdb.Endpoint.ToString() };
        await File.WriteAllTextAsync(In("job.json"), """{"lake":"./lake","steps":[{"type":"FetchMovies","all":true}]}""");
        Directory.CreateDirectory(In("lake/checkpoints/job/2022/05/02"));
        await File.WriteAllTextAsync(In("lake/checkpoints/job/2022/05/02/checkpoint.json"), """{"version":99}""");
        string[] line = ["run", "job.json", "--date", "2022-05-02"];

        var refused = await _host.RunAsync(line, _folder, environment);
        var anew = await _host.RunAsync([.. line, "--no-resume"], _folder, environment);

        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("error CheckpointUnreadable", refused.Error, StringComparison.Ordinal);
        Assert.Equal((0, string.Empty), (anew.ExitCode, anew.Error));
        Assert.False(Directory.Exists(In("lake/checkpoints")));
    }

    [Theory]
    [InlineData("run")]
    [InlineData("run", "no-such-job.json")]
    [InlineData("jog", "job.json")]
    [InlineData("run", "job.json", "--date", "02/05/2022")]
    [InlineData("run", "job.json", "--log-format", "xml")]
    [InlineData("run", "job.json", "--time-limit", "soon")]
    [InlineData("run", "job.json", "--time-limit", "0")]
    public async Task Bad_usage_ends_with_2(params string[] arguments)
    {
        var run = await RunAsync(arguments);

        Assert.Equal(2, run.ExitCode);
        Assert.NotEmpty(run.Error);
    }

    [Fact]
    public async Task A_time_limit_that_would_not_be_kept_is_refused()
    {
        var run = await RunAsync("run", Repository.In("module", "samples", "first-lake.json"), "--time-limit", "40.00:00:00");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("'40.00:00:00' is not a time limit", run.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(In("lake")));
    }

    [Fact]
    public async Task A_step_that_is_named_runs_alone()
    {
        var run = await RunAsync("run", Repository.In("module", "samples", "first-lake.json"), "--step", "ser*", "--date", "2022-05-02");

        Assert.Equal((0, string.Empty), (run.ExitCode, run.Error));
        Assert.Equal(["series.csv"], Directory.EnumerateFiles(In("lake/Raw"), "*", SearchOption.AllDirectories).Select(Path.GetFileName));
    }

    [Fact]
    public async Task A_step_that_is_not_there_is_bad_usage_and_the_names_are_said()
    {
        var run = await RunAsync("run", Repository.In("module", "samples", "first-lake.json"), "--step", "serie");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("movies, series", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_log_in_JSON_has_every_result_as_a_line_and_the_output_is_the_report()
    {
        await File.WriteAllTextAsync(In("bad.csv"), "a|b\n1|2\n3\n");
        await File.WriteAllTextAsync(In("good.csv"), "a|b\n1|2\n");
        await File.WriteAllTextAsync(In("job.json"), """{"lake":"./lake","steps":[{"name":"both","type":"SendCsv","path":["bad.csv","good.csv"]}]}""");

        var run = await RunAsync("run", In("job.json"), "--date", "2022-05-02", "--log-format", "json");

        Assert.Equal(1, run.ExitCode);
        var lines = run.Error.TrimEnd().Split('\n').Select(line => JsonNode.Parse(line)!).ToList();
        Assert.Equal(["ERROR", "INFO"], lines.Select(line => (string?)line["level"]));
        Assert.All(lines, line => Assert.Equal("both", (string?)line["step"]));
        Assert.All(lines, line => Assert.Equal(DateTimeKind.Utc, line["timestamp"]!.GetValue<DateTime>().Kind));
        Assert.Equal("CsvFieldCount", (string?)lines[0]["error"]);
        Assert.Equal("Raw/Local/CSV/Good/2022/05/02/good.csv", (string?)lines[1]["key"]);
        var report = JsonNode.Parse(run.Output)!;
        Assert.Equal("Failed", (string?)report["status"]);
        Assert.Equal((1, 1), ((int)report["failed"]!, (int)report["counts"]!["Uploaded"]!));
    }

    [Fact]
    public async Task The_report_on_the_output_leaves_out_nothing_that_failed_and_says_what_to_do()
    {
        await File.WriteAllTextAsync(In("good.csv"), "a|b\n1|2\n");
        var absent = string.Concat(Enumerable.Range(1, 30).Select(number => $",\"no{number}.csv\""));
        await File.WriteAllTextAsync(In("job.json"), $$"""{"lake":"./lake","steps":[{"type":"SendCsv","path":["good.csv"{{absent}}]}]}""");

        var run = await RunAsync("run", In("job.json"), "--date", "2022-05-02", "--log-format", "json");
        var text = await RunAsync("run", In("job.json"), "--date", "2022-05-02");

        var report = JsonNode.Parse(run.Output)!;
        Assert.Equal(Enumerable.Range(1, 30).Select(number => In($"no{number}.csv")), report["errors"]!.AsArray().Select(error => (string?)error!["target"]));
        Assert.Equal((8, 8), ((int)report["bytes"]!, (int)report["bytesSent"]!));
        Assert.StartsWith("See to the failures, and run the same job again with the date 2022-05-02", (string?)report["whatNext"], StringComparison.Ordinal);
        Assert.EndsWith((string)report["whatNext"]!, text.Output.TrimEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_environment_can_ask_for_a_log_in_JSON()
    {
        var run = await _host.RunAsync(
            ["run", Repository.In("module", "samples", "first-lake.json")],
            _folder,
            new Dictionary<string, string?> { ["DATALAKE_LOG_FORMAT"] = "json" });

        Assert.Equal("Succeeded", (string?)JsonNode.Parse(run.Output)!["status"]);
        Assert.All(run.Error.TrimEnd().Split('\n'), line => Assert.Equal("INFO", (string?)JsonNode.Parse(line)!["level"]));
    }

    [Theory]
    [InlineData("text")]
    [InlineData("json")]
    public async Task What_stands_in_names_and_files_never_acts_on_a_terminal(string format)
    {
        await File.WriteAllTextAsync(In("odd.csv"), "a\u001b[31m|a\u001b[31m\n1|2|\u001b]0;title\u0007\n");
        await File.WriteAllTextAsync(In("job.json"), """{"lake":"./lake","steps":[{"name":"st\u001b[2Jep\u009b","type":"SendCsv","path":["odd.csv","no\u001b[31m.csv"]}]}""");

        var run = await RunAsync("run", In("job.json"), "--log-format", format);

        Assert.Equal(1, run.ExitCode);
        Assert.NotEmpty(run.Error);
        Assert.DoesNotContain(run.Output + run.Error, letter => char.IsControl(letter) && letter != '\n');
    }

    [SkippableFact]
    public async Task A_reader_that_goes_away_keeps_nothing_from_the_lake_and_is_no_failure()
    {
        Skip.If(OperatingSystem.IsWindows(), "Needs a Unix shell.");

        var run = await Command.RunAsync(
            "sh", ["-c", $"({_host.InShell} run '{Repository.In("module", "samples", "first-lake.json")}'; echo $? > code) | true"], _folder);

        Assert.Equal(string.Empty, run.Error);
        Assert.Equal("0", (await File.ReadAllTextAsync(In("code"))).Trim());
        Assert.Equal(2, Directory.EnumerateFiles(In("lake/Raw"), "*", SearchOption.AllDirectories).Count());
    }

    [SkippableFact]
    public async Task An_output_that_is_full_is_said_and_keeps_nothing_from_the_lake()
    {
        Skip.IfNot(File.Exists("/dev/full"), "Needs /dev/full.");

        var run = await Command.RunAsync(
            "sh", ["-c", $"{_host.InShell} run '{Repository.In("module", "samples", "first-lake.json")}' > /dev/full"], _folder);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("error OutputFailed", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
        Assert.Equal(2, Directory.EnumerateFiles(In("lake/Raw"), "*", SearchOption.AllDirectories).Count());
    }

    [Fact]
    public async Task A_run_whose_time_is_over_ends_with_3_and_leaves_nothing_half_written()
    {
        await File.WriteAllTextAsync(In("slow.csv"), "a|b\n1|2\n");
        using var silent = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        silent.Start();
        var port = ((System.Net.IPEndPoint)silent.LocalEndpoint).Port;
        await File.WriteAllTextAsync(
            In("job.json"), $$"""{"lake":"s3://stalled/x","endpointUrl":"http://127.0.0.1:{{port}}","steps":[{"type":"SendCsv","path":"slow.csv"}]}""");

        var run = await _host.RunAsync(["run", In("job.json"), "--time-limit", "1"], _folder, Credentials);

        Assert.Equal(3, run.ExitCode);
        Assert.Contains("The time was up: run the same job again", run.Output, StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData("INT")]
    [InlineData("TERM")]
    [InlineData("HUP")]
    public async Task An_interrupted_run_ends_with_130_and_leaves_nothing_half_written(string signal)
    {
        Skip.If(OperatingSystem.IsWindows(), "Needs Unix signals.");
        var interrupts = await Command.RunAsync("sh", ["-c", $"trap - {signal}; kill -{signal} $$; echo ignored"], _folder);
        Skip.If(interrupts.Output.Length > 0, $"Whoever started this run has SIG{signal} ignored, as nohup does, or a shell with what it starts in the background.");

        await File.WriteAllTextAsync(In("slow.csv"), "a|b\n" + string.Concat(Enumerable.Repeat("1|2\n", 1000)));
        await File.WriteAllTextAsync(In("job.json"), """{"lake":"s3://stalled/x","endpointUrl":"http://127.0.0.1:PORT","steps":[{"type":"SendCsv","path":"slow.csv"}]}""");
        using var silent = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        silent.Start();
        var port = ((System.Net.IPEndPoint)silent.LocalEndpoint).Port;
        await File.WriteAllTextAsync(In("job.json"), (await File.ReadAllTextAsync(In("job.json"))).Replace("PORT", port.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal));

        var running = Command.RunAsync(
            "sh", ["-c", $"echo $$ > pid; exec {_host.InShell} run job.json"], _folder, Credentials);
        using var connection = await silent.AcceptTcpClientAsync();
        await Command.RunAsync("sh", ["-c", $"kill -{signal} $(cat pid)"], _folder);
        var run = await running;

        Assert.Equal(130, run.ExitCode);
        Assert.Contains("Interrupted", run.Error, StringComparison.Ordinal);
        Assert.Contains("more may be: run again", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("specification", "../../outside")]
    [InlineData("specification", "Movies/../..")]
    [InlineData("origin", "..")]
    [InlineData("layer", "a/b")]
    [InlineData("layer", "/tmp")]
    public async Task A_job_that_would_leave_the_lake_is_refused_with_2(string property, string value)
    {
        await File.WriteAllTextAsync(In("good.csv"), "a|b\n1|2\n");
        await File.WriteAllTextAsync(In("job.json"), $$"""{"lake":"./lake","steps":[{"type":"SendCsv","path":"good.csv","{{property}}":"{{value}}"}]}""");

        var run = await RunAsync("run", In("job.json"));

        Assert.Equal(2, run.ExitCode);
        Assert.Contains($"$.steps[0].{property}", run.Error, StringComparison.Ordinal);
        Assert.Equal(["good.csv", "job.json"], Directory.EnumerateFileSystemEntries(_folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [SkippableFact]
    public async Task An_output_that_nobody_reads_any_more_keeps_no_file_from_the_lake()
    {
        Skip.If(Command.Find("bash") is null, "bash is not on this machine.");
        for (var file = 0; file < 300; file++)
        {
            await File.WriteAllTextAsync(In($"f{file}.csv"), "a|b\n1|2\n");
        }

        await File.WriteAllTextAsync(In("job.json"), """{"lake":"./lake","steps":[{"type":"SendCsv","path":"f*.csv"}]}""");

        var run = await Command.RunAsync(
            "bash", ["-c", $"{_host.InShell} run job.json --date 2022-05-02 | head -1; echo ended with ${{PIPESTATUS[0]}}"], _folder);

        Assert.Matches("^Uploaded [^\n]*\nended with 0\n$", run.Output);
        Assert.Equal(300, Directory.EnumerateFiles(In("lake"), "*.csv", SearchOption.AllDirectories).Count());
        Assert.Empty(Directory.EnumerateFiles(In("lake"), ".*", SearchOption.AllDirectories));
    }

    [SkippableFact]
    public async Task A_lake_that_this_user_may_not_write_ends_with_1()
    {
        Skip.If(OperatingSystem.IsWindows(), "Needs the rights of Unix.");
        await File.WriteAllTextAsync(In("good.csv"), "a|b\n1|2\n");
        await File.WriteAllTextAsync(In("job.json"), """{"lake":"./lake","steps":[{"type":"SendCsv","path":"good.csv"}]}""");
        Directory.CreateDirectory(In("lake"));
        SetMode(In("lake"), "500");
        string[] asNobody = [];
        if (Environment.IsPrivilegedProcess)
        {
            // Root may write everywhere, so somebody else has to try.
            SetMode(_folder, "755");
            asNobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"];
            Skip.If(Command.Find("setpriv") is null, "Rights do not bind root, and setpriv is not on this machine.");
            Skip.If((await Command.RunAsync("setpriv", [.. asNobody[1..], "test", "-r", _host.CommandLine[^1]])).ExitCode != 0, "Nobody else may read this checkout.");
        }

        string[] line = [.. asNobody, .. _host.CommandLine, "run", "job.json"];
        var run = await Command.RunAsync(line[0], line[1..], _folder, new Dictionary<string, string?> { ["HOME"] = _folder });

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("error AccessDenied", run.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(In("lake")));
        SetMode(In("lake"), "700");
    }

    private static void SetMode(string path, string octal)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, (UnixFileMode)Convert.ToInt32(octal, 8));
        }
    }

    [Fact]
    public async Task A_lake_that_is_as_its_receipts_say_passes_its_test_and_another_ends_with_1()
    {
        await File.WriteAllTextAsync(In("movies.csv"), "a|b\n1|2\n");
        await File.WriteAllTextAsync(In("job.json"), """{"lake":"./lake","steps":[{"type":"SendCsv","path":"movies.csv"}]}""");
        var sent = await RunAsync("run", In("job.json"), "--date", "2022-05-02", "--log-format", "json");
        await File.WriteAllTextAsync(In("run.log"), sent.Error);

        var good = await RunAsync("test", "--lake", In("lake"), "--receipts", In("run.log"));
        await File.AppendAllTextAsync(In("lake/Raw/Local/CSV/Movies/2022/05/02/movies.csv"), "3\n");
        var other = await RunAsync("test", "--lake", In("lake"), "--receipts", In("run.log"));
        var deep = await RunAsync("test", "--lake", In("lake"), "--prefix", "Raw/Local", "--date", "2022-05-02", "--deep");

        Assert.Equal((0, "1 object tested, 0 findings, 0 failed\n", string.Empty), (good.ExitCode, good.Output.ReplaceLineEndings("\n"), good.Error));
        Assert.Equal(1, other.ExitCode);
        Assert.Contains("SizeDiffers Raw/Local/CSV/Movies/2022/05/02/movies.csv: expected 8 bytes, found 10 bytes", other.Output, StringComparison.Ordinal);
        Assert.Equal(1, deep.ExitCode);
        Assert.Contains("InvalidCsv", deep.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3_000_000, 2)]
    public async Task A_file_gets_to_S3_without_the_SDK_being_loaded(int rows, int parts)
    {
        // A host without the SDK of S3: what is not there cannot be loaded.
        Directory.CreateDirectory(In("host"));
        foreach (var file in Directory.EnumerateFiles(Path.GetDirectoryName(Repository.HostAssembly)!, "*.dll"))
        {
            if (!Path.GetFileName(file).StartsWith("AWSSDK.S", StringComparison.Ordinal))
            {
                File.Copy(file, In("host/" + Path.GetFileName(file)));
            }
        }

        File.Copy(Path.ChangeExtension(Repository.HostAssembly, ".runtimeconfig.json"), In("host/datalake.runtimeconfig.json"));
        await File.WriteAllTextAsync(In("movies.csv"), "a|b\n" + string.Concat(Enumerable.Repeat("1|2\n", rows)));
        await File.WriteAllTextAsync(In("job.json"), """{"lake":"s3://lake-of-host","steps":[{"type":"SendCsv","path":"movies.csv"}]}""");
        await using var s3 = await S3StandIn.StartAsync(new S3StandInOptions { Buckets = ["lake-of-host"] });
        var environment = Environment.GetEnvironmentVariables().Keys.Cast<string>()
            .Where(name => name.StartsWith("AWS_", StringComparison.Ordinal)).ToDictionary(name => name, _ => (string?)null);
        foreach (var (name, value) in Credentials)
        {
            environment[name] = value;
        }

        environment["AWS_ENDPOINT_URL"] = s3.Endpoint.ToString();
        environment["AWS_CONFIG_FILE"] = environment["AWS_SHARED_CREDENTIALS_FILE"] = In("none");

        var run = await Command.RunAsync("dotnet", [In("host/datalake.dll"), "run", In("job.json"), "--date", "2022-05-02"], _folder, environment);

        Assert.Equal((0, string.Empty), (run.ExitCode, run.Error));
        Assert.Contains("Raw/Local/CSV/Movies/2022/05/02/movies.csv", s3.Buckets["lake-of-host"].Objects.Keys);
        Assert.Equal(parts, s3.Requests.Count(request => request.Method == "PUT" && request.Key.EndsWith("movies.csv", StringComparison.Ordinal)));
    }

    [SkippableFact]
    public async Task A_file_gets_to_a_folder_without_OpenSSL_being_loaded()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Needs the loader of Linux, which tells what it loads.");
        await File.WriteAllTextAsync(In("movies.csv"), "a|b\n1|2\n");
        await File.WriteAllTextAsync(In("job.json"), """{"lake":"./lake","steps":[{"type":"SendCsv","path":"movies.csv"}]}""");

        var run = await _host.RunAsync(
            ["run", "job.json"], _folder, new Dictionary<string, string?> { ["LD_DEBUG"] = "files", ["LD_DEBUG_OUTPUT"] = In("loaded") });

        Assert.Equal((0, string.Empty), (run.ExitCode, run.Error));
        var loaded = await File.ReadAllTextAsync(Assert.Single(Directory.EnumerateFiles(_folder, "loaded.*")));
        Assert.Contains("file=libc.so.6", loaded, StringComparison.Ordinal);
        Assert.DoesNotContain("file=libssl", loaded, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_start_writes_little_memory_of_its_own()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Needs /proc, which tells the memory that a process shares with no file.");
        Skip.IfNot(_host.WhyNotNative is null, _host.WhyNotNative);
        await File.WriteAllTextAsync(In("movies.csv"), "a|b\n1|2\n");
        await File.WriteAllTextAsync(In("job.json"), """{"lake":"s3://lake-of-host","steps":[{"type":"SendCsv","path":"movies.csv"}]}""");
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var start = new ProcessStartInfo(_host.CommandLine[0], ["run", "job.json"]) { WorkingDirectory = _folder, RedirectStandardError = true, RedirectStandardOutput = true };
        foreach (var (name, value) in Credentials)
        {
            start.Environment[name] = value;
        }

        start.Environment["AWS_ENDPOINT_URL"] = $"http://{silent.LocalEndpoint}";
        start.Environment["AWS_CONFIG_FILE"] = start.Environment["AWS_SHARED_CREDENTIALS_FILE"] = In("none");
        using var process = Process.Start(start)!;
        string[] status;
        try
        {
            using var asking = await silent.AcceptTcpClientAsync();
            Assert.NotEqual(-1, asking.GetStream().ReadByte());
            status = await File.ReadAllLinesAsync($"/proc/{process.Id}/status");
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync();
        }

        // The tables of types alone, unpacked at each start, would be 6 MB.
        var own = status.Single(line => line.StartsWith("RssAnon:", StringComparison.Ordinal)).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        Assert.InRange(int.Parse(own[1], CultureInfo.InvariantCulture), 1, 5 * 1024);
    }

    [Theory]
    [InlineData("job", "run", "")]
    [InlineData("job", "run", " ")]
    [InlineData("--env-file", "run", "job.json", "--env-file", "")]
    [InlineData("--env-file", "test", "--lake", ".", "--env-file", "")]
    [InlineData("--receipts", "test", "--lake", ".", "--receipts", "")]
    public async Task A_file_without_a_name_is_a_wrong_command_line(string name, params string[] arguments)
    {
        var run = await Command.RunAsync("dotnet", [Repository.HostAssembly, .. arguments], _folder, Credentials.ToDictionary(pair => pair.Key, pair => (string?)pair.Value));

        Assert.Equal(2, run.ExitCode);
        Assert.Contains($"'{name}' is empty; name a file.", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_job_that_lies_in_a_bucket_and_may_not_be_read_is_not_called_absent()
    {
        await using var s3 = await S3StandIn.StartAsync(new S3StandInOptions { Buckets = ["lake-of-host"] });
        s3.Put("lake-of-host", "jobs/csv.json", "{}");
        s3.Faults.Add("HeadObject", S3Fault.AccessDenied().Always());
        var environment = Credentials.ToDictionary(pair => pair.Key, pair => (string?)pair.Value);
        environment["AWS_ENDPOINT_URL"] = s3.Endpoint.ToString();
        environment["AWS_CONFIG_FILE"] = environment["AWS_SHARED_CREDENTIALS_FILE"] = In("none");

        var run = await Command.RunAsync("dotnet", [Repository.HostAssembly, "run", "s3://lake-of-host/jobs/csv.json"], _folder, environment);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("error AccessDenied: S3 does not let s3://lake-of-host/jobs/csv.json be read; without s3:ListBucket it says the same of what is not there.", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_job_that_lies_in_a_bucket_is_run_and_one_that_does_not_is_told_of()
    {
        await File.WriteAllTextAsync(In("movies.csv"), "a|b\n1|2\n");
        await using var s3 = await S3StandIn.StartAsync(new S3StandInOptions { Buckets = ["lake-of-host"] });
        s3.Put("lake-of-host", "films/jobs/csv.json", """{"lake":"s3://lake-of-host/films","steps":[{"type":"SendCsv","path":"movies.csv"}]}""");
        var environment = Credentials.ToDictionary(pair => pair.Key, pair => (string?)pair.Value);
        environment["AWS_ENDPOINT_URL"] = s3.Endpoint.ToString();
        environment["AWS_CONFIG_FILE"] = environment["AWS_SHARED_CREDENTIALS_FILE"] = In("none");

        var run = await Command.RunAsync("dotnet", [Repository.HostAssembly, "run", "s3://lake-of-host/films/jobs/csv.json", "--date", "2022-05-02"], _folder, environment);
        var other = await Command.RunAsync("dotnet", [Repository.HostAssembly, "run", "s3://lake-of-host/films/jobs/none.json"], _folder, environment);

        Assert.Equal((0, string.Empty), (run.ExitCode, run.Error));
        Assert.Contains("films/Raw/Local/CSV/Movies/2022/05/02/movies.csv", s3.Buckets["lake-of-host"].Objects.Keys);
        Assert.Contains(s3.Buckets["lake-of-host"].Objects.Keys, key => key.StartsWith("films/reports/csv/", StringComparison.Ordinal));
        Assert.Equal(2, other.ExitCode);
        Assert.Contains("There is no job document 's3://lake-of-host/films/jobs/none.json'", other.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_job_that_lies_in_a_bucket_is_the_same_one_in_every_folder()
    {
        await using var tmdb = await TmdbServer.StartAsync(new TmdbServerOptions { Movies = 5 });
        tmdb.Break(TmdbFault.Unauthorized, where: "/3/movie/", times: int.MaxValue);
        await using var s3 = await S3StandIn.StartAsync(new S3StandInOptions { Buckets = ["lake-of-host"] });
        var environment = Credentials.ToDictionary(pair => pair.Key, pair => (string?)pair.Value);
        environment["AWS_ENDPOINT_URL"] = s3.Endpoint.ToString();
        environment["AWS_CONFIG_FILE"] = environment["AWS_SHARED_CREDENTIALS_FILE"] = In("none");
        (environment["TMDB_TOKEN"], environment["TMDB_ENDPOINT"]) = (tmdb.Options.Token, tmdb.Endpoint.ToString());
        async Task<string> RunInAsync(string folder, string address, int id)
        {
            s3.Put("lake-of-host", "jobs/nightly.json", $$"""{"lake":"s3://lake-of-host","steps":[{"type":"FetchMovies","id":[{{id}}]}]}""");
            Directory.CreateDirectory(In(folder));
            return (await _host.RunAsync(["run", address, "--date", "2022-05-02"], In(folder), environment)).Error;
        }

        await RunInAsync("a", "s3://lake-of-host/jobs/nightly.json", 1);
        var error = await RunInAsync("b", "s3://lake-of-host/jobs/nightly.json", 3);
        var noScheme = await RunInAsync("c", "S3://lake-of-host/jobs/none.json", 3);

        Assert.Contains("is not what it was when a run of 2022-05-02 was interrupted, so it starts over", error, StringComparison.Ordinal);
        Assert.DoesNotContain("another document", error, StringComparison.Ordinal);
        Assert.Contains("There is no job document 'S3://lake-of-host/jobs/none.json'", noScheme, StringComparison.Ordinal);
        Assert.Contains(s3.Requests, request => request.Path.EndsWith("/jobs/none.json", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_the_lake_does_not_prove_is_said_and_is_no_success()
    {
        await File.WriteAllTextAsync(In("movies.csv"), "a|b\n1|2\n");
        await File.WriteAllTextAsync(In("job.json"), """{"lake":"s3://lake-of-host","steps":[{"type":"SendCsv","path":"movies.csv"}]}""");
        await using var s3 = await S3StandIn.StartAsync(new S3StandInOptions { Buckets = ["lake-of-host"] });
        s3.Faults.Add("PutObject", S3Fault.WithoutChecksums().And(S3Fault.OtherHeader("ETag", "\"no-md5\"")));
        s3.Faults.Add("GetObject", S3Fault.AccessDenied().Always());
        s3.Faults.Add("HeadObject", S3Fault.WithoutChecksums().Always());
        var environment = Credentials.ToDictionary(pair => pair.Key, pair => (string?)pair.Value);
        environment["AWS_ENDPOINT_URL"] = s3.Endpoint.ToString();
        environment["AWS_CONFIG_FILE"] = environment["AWS_SHARED_CREDENTIALS_FILE"] = In("none");

        var run = await Command.RunAsync("dotnet", [Repository.HostAssembly, "run", In("job.json"), "--date", "2022-05-02"], _folder, environment);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("Unproved  s3://lake-of-host/Raw/Local/CSV/Movies/2022/05/02/movies.csv", run.Output, StringComparison.Ordinal);
        Assert.Contains("1 Unproved, 0 failed", run.Output, StringComparison.Ordinal);
        var report = JsonNode.Parse(Assert.Single(s3.Buckets["lake-of-host"].Objects, found => found.Key.StartsWith("reports/", StringComparison.Ordinal)).Value.Bytes)!;
        Assert.Equal(("Failed", "Failed"), ((string?)report["status"], (string?)report["steps"]![0]!["status"]));
    }

    [Fact]
    public async Task What_NO_PROXY_excludes_is_reached_without_the_proxy_be_it_the_lake_TMDB_or_a_webhook()
    {
        await using var tmdb = await TmdbServer.StartAsync(new TmdbServerOptions { Movies = 5 });
        await using var s3 = await S3StandIn.StartAsync(new S3StandInOptions { Buckets = ["lake-of-host"] });
        await using var webhook = new Collector();
        await File.WriteAllTextAsync(
            In("job.json"), $$"""{"lake":"s3://lake-of-host","notify":{"on":"Always","webhook":"{{webhook.Address}}/end"},"steps":[{"type":"FetchMovies","id":[1]}]}""");
        var environment = Credentials.ToDictionary(pair => pair.Key, pair => (string?)pair.Value);
        environment["AWS_ENDPOINT_URL"] = s3.Endpoint.ToString();
        environment["AWS_CONFIG_FILE"] = environment["AWS_SHARED_CREDENTIALS_FILE"] = In("none");
        (environment["TMDB_TOKEN"], environment["TMDB_ENDPOINT"]) = (tmdb.Options.Token, tmdb.Endpoint.ToString());
        environment["http_proxy"] = "http://127.0.0.1:1";
        environment["no_proxy"] = "*";

        var run = await Command.RunAsync("dotnet", [Repository.HostAssembly, "run", In("job.json"), "--date", "2022-05-02"], _folder, environment);

        Assert.Equal((0, string.Empty), (run.ExitCode, run.Error));
        Assert.Single(tmdb.Log);
        Assert.Contains("/end", webhook.Bodies.Keys);
    }

    [Fact]
    public async Task A_plan_takes_the_time_of_the_rate_that_the_machine_allows()
    {
        await File.WriteAllTextAsync(In("job.json"), """{"lake":"./lake","steps":[{"type":"FetchMovies","first":1140}]}""");

        var plan = await Command.RunAsync(
            "dotnet", [Repository.HostAssembly, "run", In("job.json"), "--what-if"], _folder, new Dictionary<string, string?> { ["TMDB_TOKEN"] = "stand-in.read.token", ["TMDB_REQUESTS_PER_SECOND"] = "5" });

        // 57 pages and 1,140 films.
        Assert.Contains("1,197 requests to TMDB, 4.0 minutes", plan.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_metadata_service_that_never_answers_is_not_asked_for_what_is_known_and_not_waited_for()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        await File.WriteAllTextAsync(In("movies.csv"), "a|b\n1|2\n");
        await File.WriteAllTextAsync(In("job.json"), """{"lake":"s3://lake-of-host","steps":[{"type":"SendCsv","path":"movies.csv"}]}""");
        await using var s3 = await S3StandIn.StartAsync(new S3StandInOptions { Buckets = ["lake-of-host"] });
        var environment = Credentials.ToDictionary(pair => pair.Key, pair => (string?)pair.Value);
        environment["AWS_REGION"] = environment["AWS_DEFAULT_REGION"] = null;
        environment["AWS_EC2_METADATA_DISABLED"] = null;
        environment["AWS_EC2_METADATA_SERVICE_ENDPOINT"] = $"http://{silent.LocalEndpoint}";
        environment["AWS_ENDPOINT_URL"] = s3.Endpoint.ToString();
        environment["AWS_CONFIG_FILE"] = environment["AWS_SHARED_CREDENTIALS_FILE"] = In("none");

        var withKeys = await Command.RunAsync("dotnet", [Repository.HostAssembly, "run", In("job.json"), "--date", "2022-05-02"], _folder, environment);
        environment["AWS_ENDPOINT_URL"] = null;
        environment["HTTPS_PROXY"] = "http://127.0.0.1:1";
        environment["AWS_MAX_ATTEMPTS"] = "1";
        var withoutEndpoint = await Command.RunAsync("dotnet", [Repository.HostAssembly, "run", In("job.json"), "--date", "2022-05-02"], _folder, environment);
        var asked = silent.Pending();
        environment["AWS_ACCESS_KEY_ID"] = environment["AWS_SECRET_ACCESS_KEY"] = null;
        var withoutKeys = await Command.RunAsync("dotnet", [Repository.HostAssembly, "run", In("job.json"), "--date", "2022-05-02"], _folder, environment);
        var connections = 0;
        for (; silent.Pending(); connections++)
        {
            (await silent.AcceptTcpClientAsync()).Dispose();
        }

        Assert.Equal((0, false), (withKeys.ExitCode, asked));
        Assert.Contains("s3://lake-of-host", withoutEndpoint.Output + withoutEndpoint.Error, StringComparison.Ordinal);

        // Once for the work, once for the report; each is waited for half of three seconds.
        Assert.InRange(connections, 1, 2);
        Assert.Contains("the metadata service of the instance took too long", withoutKeys.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_test_of_nothing_is_no_success()
    {
        Directory.CreateDirectory(In("lake"));
        await File.WriteAllTextAsync(In("none.json"), "[]");

        Assert.Equal(1, (await RunAsync("test", "--lake", In("lake"))).ExitCode);
        Assert.Equal(1, (await RunAsync("test", "--lake", In("no-such-lake"))).ExitCode);
        Assert.Equal(2, (await RunAsync("test", "--lake", In("lake"), "--receipts", In("none.json"))).ExitCode);
        Assert.Equal(1, (await RunAsync("test", "--lake", In("lake"), "--receipts", In("missing.json"))).ExitCode);
    }

    private static Dictionary<string, string?> Credentials { get; } = new()
    {
        ["AWS_ACCESS_KEY_ID"] = "test",
        ["AWS_SECRET_ACCESS_KEY"] = "test",
        ["AWS_REGION"] = "us-east-1",
    };

    private string In(string path) => Path.Combine(_folder, path.Replace('/', Path.DirectorySeparatorChar));

    private Task<CommandResult> RunAsync(params string[] arguments) =>
        _host.RunAsync(arguments, _folder);

    private void AssertSame(string sample, string stored) => Assert.Equal(
        Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(Repository.In("module", "samples", "data", sample)))),
        Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(In(stored)))));
}
