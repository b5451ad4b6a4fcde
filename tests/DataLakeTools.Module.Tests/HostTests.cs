using System.Security.Cryptography;

namespace DataLakeTools.Module.Tests;

/// <summary>The program that runs jobs where no PowerShell is, as a user starts it.</summary>
public sealed class HostTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("datalake-host-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task The_first_lake_sample_builds_a_lake_byte_for_byte()
    {
        var run = await RunAsync("run", Repository.In("module", "samples", "first-lake.json"), "--date", "2022-05-02");

        Assert.Equal((0, string.Empty), (run.ExitCode, run.Error));
        AssertSame("movies.csv", "lake/Raw/Local/CSV/Movies/2022/05/02/movies.csv");
        AssertSame("series.csv", "lake/Raw/Local/CSV/Series/2022/05/02/series.csv");
        Assert.Equal(2, Directory.EnumerateFiles(In("lake"), "*", SearchOption.AllDirectories).Count());
        Assert.Contains("2 Uploaded, 0 failed", run.Output, StringComparison.Ordinal);
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
    public async Task What_if_writes_nothing()
    {
        var run = await RunAsync("run", Repository.In("module", "samples", "first-lake.json"), "--what-if");

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("2 WhatIf", run.Output, StringComparison.Ordinal);
        Assert.False(Directory.Exists(In("lake")));
    }

    [Fact]
    public async Task One_bad_file_among_good_ones_ends_with_1_and_the_good_one_is_there()
    {
        await File.WriteAllTextAsync(In("bad.csv"), "a|b\n1|2\n3\n");
        await File.WriteAllTextAsync(In("good.csv"), "a|b\n1|2\n");
        await File.WriteAllTextAsync(In("job.json"), """{"lake":"./lake","steps":[{"type":"SendCsv","path":["bad.csv","good.csv"]}]}""");

        var run = await RunAsync("run", In("job.json"), "--date", "2022-05-02");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("error CsvCheckFailed", run.Error, StringComparison.Ordinal);
        Assert.Contains("line 3: expected 2 fields, found 1", run.Error, StringComparison.Ordinal);
        Assert.Equal(["good.csv"], Directory.EnumerateFiles(In("lake"), "*", SearchOption.AllDirectories).Select(Path.GetFileName));
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

    [Theory]
    [InlineData("run")]
    [InlineData("run", "no-such-job.json")]
    [InlineData("jog", "job.json")]
    [InlineData("run", "job.json", "--date", "02/05/2022")]
    public async Task Bad_usage_ends_with_2(params string[] arguments)
    {
        var run = await RunAsync(arguments);

        Assert.Equal(2, run.ExitCode);
        Assert.NotEmpty(run.Error);
    }

    [SkippableFact]
    public async Task An_interrupted_run_ends_with_130_and_leaves_nothing_half_written()
    {
        Skip.If(OperatingSystem.IsWindows(), "Needs Unix signals.");

        await File.WriteAllTextAsync(In("slow.csv"), "a|b\n" + string.Concat(Enumerable.Repeat("1|2\n", 1000)));
        await File.WriteAllTextAsync(In("job.json"), """{"lake":"s3://stalled/x","endpointUrl":"http://127.0.0.1:PORT","steps":[{"type":"SendCsv","path":"slow.csv"}]}""");
        using var silent = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        silent.Start();
        var port = ((System.Net.IPEndPoint)silent.LocalEndpoint).Port;
        await File.WriteAllTextAsync(In("job.json"), (await File.ReadAllTextAsync(In("job.json"))).Replace("PORT", port.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal));

        var running = Command.RunAsync(
            "sh", ["-c", $"echo $$ > pid; exec dotnet '{Repository.HostAssembly}' run job.json"], _folder, Credentials);
        using var connection = await silent.AcceptTcpClientAsync();
        await Command.RunAsync("sh", ["-c", "kill -INT $(cat pid)"], _folder);
        var run = await running;

        Assert.Equal(130, run.ExitCode);
        Assert.Contains("Interrupted", run.Error, StringComparison.Ordinal);
    }

    private static Dictionary<string, string?> Credentials { get; } = new()
    {
        ["AWS_ACCESS_KEY_ID"] = "test",
        ["AWS_SECRET_ACCESS_KEY"] = "test",
        ["AWS_REGION"] = "us-east-1",
    };

    private string In(string path) => Path.Combine(_folder, path.Replace('/', Path.DirectorySeparatorChar));

    private Task<CommandResult> RunAsync(params string[] arguments) =>
        Command.RunAsync("dotnet", [Repository.HostAssembly, .. arguments], _folder);

    private void AssertSame(string sample, string stored) => Assert.Equal(
        Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(Repository.In("module", "samples", "data", sample)))),
        Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(In(stored)))));
}
