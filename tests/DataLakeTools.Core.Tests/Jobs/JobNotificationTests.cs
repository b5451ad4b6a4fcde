using System.Net;
using System.Text;
using System.Text.Json;
using DataLakeTools.Core.Jobs.Documents.Reading;
using DataLakeTools.Core.Jobs.Runs;
using DataLakeTools.Core.Tests.Raw;
using DataLakeTools.Core.Tests.Storage.Folder;
using DataLakeTools.Core.Tests.Storage.S3;
using DataLakeTools.TestServers.S3;

namespace DataLakeTools.Core.Tests.Jobs;

/// <summary>Who is told of the end of a run.</summary>
public sealed class JobNotificationTests : IDisposable
{
    private const string Good = """{"type":"SendCsv","path":"a.csv"}""";
    private const string Bad = """{"name":"films","type":"SendCsv","path":"missing.csv"}""";

    private readonly LocalFolder _local = new();

    public JobNotificationTests() => _local.Write("a.csv", LocalFolder.Movies);

    public void Dispose() => _local.Dispose();

    [Fact]
    public async Task A_run_that_failed_is_told_of_once_with_its_report()
    {
        await using var hook = new Webhook();
        await using var lake = new FolderTestLake();

        await RunAsync(lake, $$"""{"notify":{"webhook":"{{hook.Address}}"},"steps":[{{Bad}},{{Bad.Replace("films", "more", StringComparison.Ordinal)}}]}""");

        using var body = JsonDocument.Parse(Assert.Single(hook.Bodies));
        Assert.Contains("'films': SourceNotFound", body.RootElement.GetProperty("text").GetString(), StringComparison.Ordinal);
        var report = body.RootElement.GetProperty("report");
        Assert.Equal(("Failed", 2), (report.GetProperty("status").GetString(), report.GetProperty("failures").GetArrayLength()));
    }

    [Fact]
    public async Task A_run_that_is_stopped_after_its_report_is_told_of_with_that_report()
    {
        await using var hook = new Webhook();
        var lake = await S3TestLake.StartAsync();
        await using var job = await TmdbJob.StartAsync(lake: lake);
        using var stop = new CancellationTokenSource();
        lake.Server.Faults.Add(request => request.Operation == "DeleteObject" && request.Key!.Contains("/checkpoints/", StringComparison.Ordinal), S3Fault.Before("Stop", (_, _) => stop.CancelAsync()));
        LakeJobReport? told = null;
        job.Document = $$""" "notify":{"on":"Always","webhook":"{{hook.Address}}"}, """;
        job.Step = """ "type":"FetchMovies","id":[1,3] """;
        job.Run = run => run with { OnStopped = report => told = report };

        await job.RunAsync(stop.Token);

        Assert.Equal(LakeJobStatus.Succeeded, told?.Status);
        using var body = JsonDocument.Parse(Assert.Single(hook.Bodies));
        Assert.Equal("Succeeded", body.RootElement.GetProperty("report").GetProperty("status").GetString());
    }

    [SkippableFact]
    public async Task A_program_that_reads_nothing_and_does_not_end_is_ended_however_much_there_is_to_tell()
    {
        Skip.If(OperatingSystem.IsWindows(), "There is no sleep on Windows.");
        await using var lake = new FolderTestLake();
        var steps = string.Join(',', Enumerable.Range(0, 5).Select(step => $$"""{"name":"s{{step}}","type":"SendCsv","path":"{{new string('x', 40_000)}}.csv"}"""));

        var running = RunAsync(lake, $$"""{"notify":{"command":["sleep","600"]},"steps":[{{steps}}]}""");

        Assert.Same(running, await Task.WhenAny(running, Task.Delay(TimeSpan.FromMinutes(5))));
        Assert.Equal(5, (await running).Failures.Count);
    }

    [SkippableFact]
    public async Task A_program_may_say_what_it_likes()
    {
        Skip.If(OperatingSystem.IsWindows(), "There is no sh on Windows.");
        await using var lake = new FolderTestLake();
        var done = Path.Combine(_local.Root, "done");

        await RunAsync(lake, $$"""{"notify":{"command":["sh","-c","yes | head -c 300000; touch '{{done}}'"]},"steps":[{{Bad}}]}""");

        Assert.True(File.Exists(done));
    }

    [Theory]
    [InlineData("", Good, 0)]
    [InlineData("\"on\":\"Always\",", Good, 1)]
    [InlineData("\"on\":\"Failure\",", Bad, 1)]
    public async Task The_document_says_of_which_ends(string on, string step, int told)
    {
        await using var hook = new Webhook();
        await using var lake = new FolderTestLake();

        await RunAsync(lake, $$"""{"notify":{{{on}}"webhook":"{{hook.Address}}"},"steps":[{{step}}]}""");

        Assert.Equal(told, hook.Bodies.Count);
    }

    [Fact]
    public async Task A_run_that_writes_nothing_tells_nobody()
    {
        await using var hook = new Webhook();
        await using var lake = new FolderTestLake();

        await RunAsync(lake, $$"""{"notify":{"on":"Always","webhook":"{{hook.Address}}"},"steps":[{{Good}}]}""", run => run with { WhatIf = true });

        Assert.Empty(hook.Bodies);
    }

    [Fact]
    public async Task An_address_that_refuses_is_a_warning_without_the_address_and_is_not_asked_again()
    {
        await using var hook = new Webhook(HttpStatusCode.InternalServerError);
        await using var lake = new FolderTestLake();

        var report = await RunAsync(lake, $$"""{"notify":{"on":"Always","webhook":"{{hook.Address}}"},"steps":[{{Good}}]}""");

        Assert.Equal(LakeJobStatus.Succeeded, report.Status);
        Assert.Single(hook.Bodies);
        var warning = Assert.Single(lake.Reporter.Warnings);
        Assert.Contains("answered 500", warning, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", warning, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_secret_comes_from_the_environment()
    {
        await using var hook = new Webhook();
        await using var lake = new FolderTestLake();

        await RunAsync(lake, $$"""{"notify":{"on":"Always","webhook":"${HOOK}"},"steps":[{{Good}}]}""", variables: name => name == "HOOK" ? hook.Address : null);

        Assert.Single(hook.Bodies);
    }

    [Fact]
    public async Task A_program_reads_it_and_knows_how_the_run_ended()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        await using var lake = new FolderTestLake();
        var told = Path.Combine(_local.Root, "told");

        await RunAsync(lake, $$"""{"name":"nightly","notify":{"command":["sh","-c","cat > '{{told}}'; echo $DATALAKE_JOB $DATALAKE_STATUS >> '{{told}}'"]},"steps":[{{Bad}}]}""");

        var lines = await File.ReadAllLinesAsync(told);
        Assert.StartsWith("nightly Failed for 2022-05-02", lines[0], StringComparison.Ordinal);
        Assert.Contains(lines, line => line.StartsWith("- 'films': SourceNotFound", StringComparison.Ordinal));
        Assert.Equal("nightly Failed", lines[^1]);
        Assert.Empty(lake.Reporter.Warnings);
    }

    [SkippableFact]
    public async Task A_relative_program_is_one_beside_the_document_and_a_name_alone_is_not()
    {
        Skip.If(OperatingSystem.IsWindows(), "There is no sh on Windows.");
        await using var lake = new FolderTestLake();
        var program = _local.Write("tell", "#!/bin/sh\ntouch \"$1\"\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        var done = Path.Combine(_local.Root, "done");

        await RunAsync(lake, $$"""{"notify":{"command":["./tell","{{done}}"]},"steps":[{{Bad}}]}""");
        Assert.True(File.Exists(done));
        Assert.Empty(lake.Reporter.Warnings);

        await RunAsync(lake, $$"""{"notify":{"command":["tell","{{done}}"]},"steps":[{{Bad}}]}""");
        Assert.Contains("could not be started", Assert.Single(lake.Reporter.Warnings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("no-such-program-anywhere", "could not be started")]
    [InlineData("./no-such-program-anywhere", "could not be started")]
    [InlineData("a\\u0000b", "could not be started")]
    [InlineData("./a\\u0000b", "")]
    [InlineData("false", "ended with 1")]
    public async Task A_program_that_cannot_be_started_or_fails_is_a_warning_without_its_name_which_may_be_a_secret(string program, string said)
    {
        await using var lake = new FolderTestLake();

        var report = await RunAsync(lake, $$"""{"notify":{"on":"Always","command":"{{program}}"},"steps":[{{Good}}]}""");

        Assert.Equal(LakeJobStatus.Succeeded, report.Status);
        var warning = Assert.Single(lake.Reporter.Warnings);
        Assert.Contains(said, warning, StringComparison.Ordinal);
        Assert.DoesNotContain(program, warning, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"webhook":"https://x/y","command":"a"}""")]
    [InlineData("{}")]
    [InlineData("""{"webhook":"ftp://x"}""")]
    [InlineData("""{"webhook":"https://x/y","on":"Sometimes"}""")]
    public void A_document_that_is_not_understood_is_refused(string notify) =>
        Assert.NotEmpty(LakeJobReader.Check(Encoding.UTF8.GetBytes($$"""{"notify":{{notify}},"steps":[{{Good}}]}"""), "job.json"));

    private async Task<LakeJobReport> RunAsync(
        FolderTestLake lake, string document, Func<LakeJobRunOptions, LakeJobRunOptions>? change = null, Func<string, string?>? variables = null)
    {
        var job = LakeJobReader.Parse(Encoding.UTF8.GetBytes(document), "job.json", variables);
        var run = new LakeJobRunOptions
        {
            BaseFolder = _local.Root,
            CurrentFolder = _local.Root,
            Lake = lake.Address.ToString(),
            Date = new DateOnly(2022, 5, 2),
        };
        LakeJobReport? report = null;
        await foreach (var result in new LakeJobRunner(lake.Reporter, TimeProvider.System).RunAsync(job, change?.Invoke(run) ?? run, CancellationToken.None))
        {
            report = result.Report;
        }

        return report!;
    }

    // An address that keeps what it gets.
    private sealed class Webhook : IAsyncDisposable
    {
        private readonly HttpListener _listener = new();
        private readonly HttpStatusCode _status;
        private readonly Task _work;

        public Webhook(HttpStatusCode status = HttpStatusCode.OK)
        {
            _status = status;
            Address = $"http://localhost:{FreePort()}/secret/";
            _listener.Prefixes.Add(Address);
            _listener.Start();
            _work = ListenAsync();
        }

        public string Address { get; }

        public List<byte[]> Bodies { get; } = [];

        public async ValueTask DisposeAsync()
        {
            _listener.Stop();
            await _work;
            _listener.Close();
        }

        private static int FreePort()
        {
            using var free = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
            free.Start();
            return ((IPEndPoint)free.LocalEndpoint).Port;
        }

        private async Task ListenAsync()
        {
            try
            {
                while (true)
                {
                    var context = await _listener.GetContextAsync();
                    using var body = new MemoryStream();
                    await context.Request.InputStream.CopyToAsync(body);
                    Bodies.Add(body.ToArray());
                    context.Response.StatusCode = (int)_status;
                    context.Response.Close();
                }
            }
            catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException)
            {
                // Stopped.
            }
        }
    }
}
