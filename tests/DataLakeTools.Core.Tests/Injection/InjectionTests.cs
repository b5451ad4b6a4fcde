using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Jobs.Documents;
using DataLakeTools.Core.Jobs.Documents.Reading;
using DataLakeTools.Core.Jobs.Reports;
using DataLakeTools.Core.Jobs.Runs;
using DataLakeTools.Core.Lake;
using DataLakeTools.Core.Raw.Csv;
using DataLakeTools.Core.Raw.Json;
using DataLakeTools.Core.Storage;
using DataLakeTools.Core.Storage.Creation;
using DataLakeTools.Core.Tests.Jobs;
using DataLakeTools.Core.Tests.Raw;
using DataLakeTools.Core.Tests.Storage;
using DataLakeTools.Core.Tests.Storage.Folder;
using DataLakeTools.Core.Tests.Storage.S3;
using DataLakeTools.Core.Verification;
using DataLakeTools.DuckDb;
using DataLakeTools.TestServers.S3;
using DataLakeTools.TestServers.Tmdb;

namespace DataLakeTools.Core.Tests.Injection;

/// <summary>
/// Every call of a lake, of its streams and of the HTTP stack, thrown at with every kind of exception: only errors of the list come out, what is stored has its receipt, the report is written, the rest goes on.
/// </summary>
public sealed class InjectionTests
{
    private static readonly DateOnly Date = new(2022, 5, 2);

    [Fact]
    public async Task One_fault_costs_one_file_of_many()
    {
        using var local = new LocalFolder();
        string[] files = [.. Enumerable.Range(0, 4).Select(number => local.Write($"f{number}.csv", LocalFolder.Movies))];
        await EachAsync(kinds: 4, async fault =>
        {
            await using var lake = new FolderTestLake();
            await using var store = new FaultyStore(lake.Open(), fault);
            var queue = new RawCsvParallelSender(new RawCsvSender(store, new RawCsvOptions { Date = Date }, lake.Reporter, TimeProvider.System), limit: 2);

            var sent = await queue.SendAsync(files, CancellationToken.None).ToListAsync();

            Assert.Equal(files, sent.Select(file => file.Path));
            Assert.InRange(sent.Count(file => file.Error is not null), 0, fault.HasStruck ? 1 : 0);
            AssertReceipts(lake, sent.Select(file => file.Receipt));
        });
    }

    [Fact]
    public async Task One_fault_costs_one_batch_of_many()
    {
        RawRecord[] records = [.. Enumerable.Range(0, 12).Select(number => new RawRecord(Encoding.UTF8.GetBytes($$"""{"f{{number % 4}}":{{number}}}"""), Identifier: $"{number}"))];
        await EachAsync(kinds: 8, async fault =>
        {
            await using var lake = new FolderTestLake();
            await using var store = new FaultyStore(lake.Open(), fault);
            var writer = new RawJsonBatchWriter(store, new RawJsonOptions { Origin = "Files", Date = Date }, lake.Reporter, TimeProvider.System);

            var outcomes = await new RecordIngestion(writer, new BatchOptions(), lake.Reporter).RunAsync(records.ToAsyncEnumerable(), replace: true).ToListAsync();

            AssertReceipts(lake, outcomes.Select(outcome => outcome.Receipt));
            Assert.InRange(outcomes.Count(outcome => outcome.Error is not null), 0, 1);
            Assert.InRange(outcomes.Count(outcome => outcome.Receipt is not null), 3, 4);
        });
    }

    [Fact]
    public async Task One_fault_costs_the_verdict_on_one_object()
    {
        await using var lake = new FolderTestLake();
        using var local = new LocalFolder();
        var queue = new RawCsvParallelSender(new RawCsvSender(lake.Open(), new RawCsvOptions { Date = Date }, lake.Reporter, TimeProvider.System), limit: 2);
        await queue.SendAsync([.. Enumerable.Range(0, 4).Select(number => local.Write($"f{number}.csv", LocalFolder.Movies))], CancellationToken.None).ToListAsync();
        await EachAsync(kinds: int.MaxValue, async fault =>
        {
            await using var store = new FaultyStore(lake.Open(), fault);
            var verdicts = new List<LakeVerdict>();
            var failure = await Record.ExceptionAsync(async () => verdicts.AddRange(
                await new LakeVerifier(store, new LakeVerifierOptions { Deep = true }, lake.Reporter).TestAsync(new LakeObjectQuery(), CancellationToken.None).ToListAsync()));

            // A listing that ends is an error of all.
            Assert.True(failure is null || fault.HasStruck);
            Assert.InRange(verdicts.Count(verdict => verdict.Error is not null), 0, 1);
            Assert.All(verdicts, verdict => Assert.Empty(verdict.Findings));
        });
    }

    [Fact]
    public async Task A_job_ends_with_its_report_whatever_fails_in_its_lake()
    {
        using var local = new LocalFolder();
        local.Write("a.csv", LocalFolder.Movies);
        local.Write("b.csv", LocalFolder.Movies);
        local.Write("c.json", """[{"id":1},{"id":2}]""");
        var job = Parse("""{"steps":[{"name":"one","type":"SendCsv","path":"a.csv"},{"name":"two","type":"SendJson","path":"c.json","origin":"Files","specification":"C"},{"name":"three","type":"SendCsv","path":"b.csv"}]}""");
        await EachAsync(kinds: 8, async fault =>
        {
            await using var lake = new FolderTestLake();

            var results = await new LakeJobRunner(lake.Reporter, TimeProvider.System)
                .RunAsync(job, RunFor(lake, local) with { WrapStore = store => new FaultyStore(store, fault) }, CancellationToken.None).ToListAsync();

            AssertReported(lake, results, fault);
            Assert.InRange(results.Count(result => result.Receipt is not null), 2, 3);
        });
    }

    [Fact]
    public async Task A_job_that_fetches_ends_with_its_report_whatever_fails_in_its_lake()
    {
        await using var server = await TmdbServer.StartAsync(new TmdbServerOptions { Movies = 40 });
        using var local = new LocalFolder();
        local.Write("a.csv", LocalFolder.Movies);
        var job = Parse("""{"steps":[{"name":"one","type":"FetchMovies","first":30,"maxRecords":10},{"name":"two","type":"SendCsv","path":"a.csv"}]}""");
        job = job with { TmdbEndpoint = server.Endpoint, Tmdb = job.Tmdb with { Token = server.Options.Token, RequestsPerSecond = 1000, RetryDelay = TimeSpan.FromMilliseconds(1) } };
        await EachAsync(kinds: 1, async fault =>
        {
            await using var lake = new FolderTestLake();
            var run = RunFor(lake, local) with { WrapStore = store => new FaultyStore(store, fault) };

            await AssertEndsAsync(new LakeJobRunner(lake.Reporter, TimeProvider.System).RunAsync(job, run, CancellationToken.None), lake, fault);
        });
    }

    [Fact]
    public async Task Only_errors_of_the_list_come_out_of_a_bucket()
    {
        await using var lake = await S3TestLake.StartAsync();
        using var local = new LocalFolder();
        var file = local.Write("a.csv", LocalFolder.Movies);
        await EachAsync(kinds: int.MaxValue, async fault =>
        {
            await using var store = lake.Open(options => options with { MaxRetries = 0, RequestSent = _ => fault.Pass() });
            var sender = new RawCsvSender(store, new RawCsvOptions { Date = Date }, lake.Reporter, TimeProvider.System);
            string? key = null;
            await OnlyOursAsync(async () => key = (await sender.SendAsync(file, CancellationToken.None)).Key);
            key ??= "Raw/Local/CSV/A/2022/05/02/a.csv";
            await OnlyOursAsync(async () => await store.FindAsync(key, CancellationToken.None));
            await OnlyOursAsync(async () => await store.ListAsync("Raw/", CancellationToken.None).ToListAsync());
            await OnlyOursAsync(async () => await store.ListUnfinishedAsync(CancellationToken.None).ToListAsync());
            await OnlyOursAsync(async () =>
            {
                await using var content = await store.OpenReadAsync(key, CancellationToken.None);
                await content.CopyToAsync(Stream.Null);
            });
            await OnlyOursAsync(() => store.DeleteAsync(key, CancellationToken.None));
        }, Fault.KindsOfSockets);
    }

    [Fact]
    public async Task Only_errors_of_the_list_come_out_of_the_making_of_a_bucket()
    {
        await using var server = await S3StandIn.StartAsync(new() { Credentials = [new S3Credential(AwsEnvironment.AccessKey, AwsEnvironment.Secret)] });
        var number = 0;
        await EachAsync(kinds: int.MaxValue, async fault =>
        {
            var options = new LakeCreationOptions { Store = new LakeStoreOptions { EndpointUrl = server.Endpoint, MaxRetries = 0, RequestSent = _ => fault.Pass() } };
            LakeCreationReport? report = null;
            await OnlyOursAsync(async () => report = await LakeCreation.EnsureAsync(
                LakeAddress.Parse(string.Create(CultureInfo.InvariantCulture, $"s3://lake-{++number}")), options, CancellationToken.None));
            Assert.True(report is not null || fault.HasStruck);
        }, Fault.KindsOfSockets);
    }

    [Fact]
    public async Task A_job_that_makes_tables_ends_with_its_report_whatever_its_engine_throws()
    {
        using var local = new LocalFolder();
        local.Write("a.csv", LocalFolder.Movies);
        local.Write("c.json", """[{"id":1},{"id":2}]""");
        var job = Parse("""{"steps":[{"name":"one","type":"SendCsv","path":"a.csv"},{"name":"two","type":"SendJson","path":"c.json","origin":"Files","specification":"C"},{"name":"three","type":"BuildTables","layer":"Trusted"},{"name":"four","type":"SendCsv","path":"a.csv","specification":"Again"}]}""");
        await EachAsync(kinds: int.MaxValue, async fault =>
        {
            await using var lake = new FolderTestLake();
            var run = RunFor(lake, local) with { Engine = model => new FaultyEngine(DuckDbEngine.For(model), fault) };

            var results = await new LakeJobRunner(lake.Reporter, TimeProvider.System).RunAsync(job, run, CancellationToken.None).ToListAsync();

            var report = results[^1].Report;
            Assert.NotNull(report);
            Assert.Equal(fault.HasStruck ? LakeStepStatus.Failed : LakeStepStatus.Succeeded, report.Steps[2].Status);
            Assert.All([report.Steps[0], report.Steps[1], report.Steps[3]], step => Assert.Equal(LakeStepStatus.Succeeded, step.Status));
            Assert.Single(lake.Reports());
        });
    }

    [SkippableFact]
    public async Task A_job_that_asks_tables_ends_with_its_report_whatever_its_engine_throws()
    {
        Skip.IfNot(typeof(LakeJobRunner).Assembly.GetManifestResourceNames().Contains("dashboard.html.br"), "The page was not built: node and npm are needed.");
        await using var lake = new FolderTestLake();
        using var local = new LocalFolder();
        local.Write("movies.csv", await File.ReadAllBytesAsync(Movies()));
        var make = Parse("""{"steps":[{"type":"SendCsv","path":"movies.csv"},{"type":"BuildTables"}]}""");
        await new LakeJobRunner(lake.Reporter, TimeProvider.System).RunAsync(make, RunFor(lake, local) with { Engine = DuckDbEngine.For }, CancellationToken.None).ToListAsync();
        var job = Parse("""{"steps":[{"name":"test","type":"TestTables","table":"dim_genre"},{"name":"page","type":"ExportDashboard","question":"ratings-by-genre","force":true},{"name":"send","type":"SendCsv","path":"movies.csv"}]}""");
        await EachAsync(kinds: 1, async fault =>
        {
            var reports = lake.Reports().Count;
            var run = RunFor(lake, local) with { Engine = model => new FaultyEngine(DuckDbEngine.For(model), fault) };

            var results = await new LakeJobRunner(lake.Reporter, TimeProvider.System).RunAsync(job, run, CancellationToken.None).ToListAsync();

            var report = results[^1].Report;
            Assert.NotNull(report);
            Assert.Equal(fault.HasStruck ? 1 : 0, report.Steps.Count(step => step.Status == LakeStepStatus.Failed));
            Assert.Equal(LakeStepStatus.Succeeded, report.Steps[2].Status);
            Assert.Equal(reports + 1, lake.Reports().Count);
        });
    }

    [Fact]
    public async Task Only_errors_of_the_list_come_out_of_TMDB_and_the_other_titles_come()
    {
        await using var server = await TmdbServer.StartAsync(new TmdbServerOptions { Movies = 40 });
        await EachAsync(kinds: int.MaxValue, async fault =>
        {
            var options = new Core.Tmdb.Wire.TmdbClientOptions
            {
                Endpoint = server.Endpoint,
                Token = server.Options.Token,
                RequestsPerSecond = 1000,
                RetryCount = 0,
                RetryDelay = TimeSpan.FromMilliseconds(1),
                RequestSent = _ => fault.Pass(),
            };
            using var limiter = new Core.Tmdb.Wire.TmdbRateLimiter();
            using var client = new Core.Tmdb.TmdbClient(options, limiter);

            var entries = new List<Core.Tmdb.Wire.TmdbResult>();
            await OnlyOursAsync(async () => entries.AddRange(await client.DiscoverAsync(new Core.Tmdb.Lookup.TmdbMovieQuery(), 6).ToListAsync()));
            if (entries.Count == 0)
            {
                Assert.True(fault.HasStruck);
                return;
            }

            var results = await client.GetDetailsAsync(entries.ToAsyncEnumerable()).ToListAsync();

            Assert.Equal(fault.HasStruck ? 5 : 6, results.Count(result => result.IsRecord));
            Assert.Equal(6, results.Count);
        }, Fault.KindsOfSockets);
    }

    private static async Task EachAsync(int kinds, Func<Fault, Task> test, IReadOnlyList<Func<Exception>>? of = null)
    {
        of ??= Fault.Kinds;
        var counted = Fault.None;
        await test(counted);
        Assert.InRange(counted.Calls, 1, 500);
        var next = 0;
        for (var at = 1; at <= counted.Calls; at++)
        {
            for (var kind = 0; kind < Math.Min(kinds, of.Count); kind++)
            {
                var fault = new Fault(at, of[next++ % of.Count]);
                try
                {
                    await test(fault);
                }
                catch (Exception exception)
                {
                    throw new Xunit.Sdk.XunitException($"{fault}: {exception.Message}", exception);
                }
            }
        }
    }

    private static async Task OnlyOursAsync(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (DataLakeException)
        {
        }
    }

    private static void AssertReceipts(FolderTestLake lake, IEnumerable<Receipt?> receipts) =>
        Assert.Equal(lake.DataKeys(), receipts.OfType<Receipt>().Select(receipt => receipt.Key).Order(StringComparer.Ordinal));

    // What ends a run before its end, as a checkpoint that cannot be written, is told to the caller and in the report.
    private static async Task AssertEndsAsync(IAsyncEnumerable<LakeJobEvent> run, FolderTestLake lake, Fault fault)
    {
        var results = new List<LakeJobEvent>();
        var failure = await Record.ExceptionAsync(async () =>
        {
            await foreach (var result in run)
            {
                results.Add(result);
            }
        });
        if (failure is null)
        {
            AssertReported(lake, results, fault);
            return;
        }

        Assert.True(fault.HasStruck);
        AssertReceipts(lake, results.Select(result => result.Receipt));
        Assert.Equal("Failed", Assert.Single(lake.Reports()).GetProperty("status").GetString());
    }

    private static void AssertReported(FolderTestLake lake, IReadOnlyList<LakeJobEvent> results, Fault fault)
    {
        var report = results[^1].Report;
        Assert.NotNull(report);
        AssertReceipts(lake, results.Select(result => result.Receipt));
        var failed = results.Count(result => result.Error is not null);
        Assert.Equal(failed > 0 ? LakeJobStatus.Failed : LakeJobStatus.Succeeded, report.Status);
        Assert.True(failed == 0 || fault.HasStruck || failed == 1);

        // The one report that may be missing is the one whose own writing failed, and that is told.
        Assert.True(lake.Reports().Count == 1 || results.Any(result => result.Error?.Error == DataLakeError.ReportNotWritten));
    }

    private static string Movies([CallerFilePath] string file = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "../../../module/samples/data/movies.csv"));

    private static LakeJob Parse(string document) => LakeJobReader.Parse(Encoding.UTF8.GetBytes(document), "job.json");

    private static LakeJobRunOptions RunFor(FolderTestLake lake, LocalFolder local) => new()
    {
        BaseFolder = local.Root,
        CurrentFolder = local.Root,
        Lake = lake.Address.ToString(),
        Date = Date,
        StoreOptions = lake.Options,
        Name = "injected",
    };
}
