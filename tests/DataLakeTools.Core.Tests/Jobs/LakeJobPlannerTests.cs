using System.Text;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Jobs.Documents.Reading;
using DataLakeTools.Core.Jobs.Runs;
using DataLakeTools.Core.Reporting;
using DataLakeTools.Core.Tables.Contracts;
using DataLakeTools.Core.Tests.Raw;
using DataLakeTools.Core.Tests.Storage.S3;
using DataLakeTools.TestServers.Tmdb;

namespace DataLakeTools.Core.Tests.Jobs;

public sealed class LakeJobPlannerTests : IDisposable
{
    private static readonly string[] Titles = ["tt0000001", "tt0000002", "tt0000003"];

    private readonly LocalFolder _local = new();

    public void Dispose() => _local.Dispose();

    [Fact]
    public void Files_have_their_keys_their_sizes_and_what_S3_charges_for_them()
    {
        _local.Write("a.csv", LocalFolder.Movies);
        _local.Write("big.csv", new byte[20_000_000]);

        var step = Assert.Single(Plan("""{"type":"SendCsv","path":["a.csv","*.csv"]}""", "s3://films").Steps);

        Assert.Equal(["Raw/Local/CSV/A/2022/05/02/a.csv", "Raw/Local/CSV/Big/2022/05/02/big.csv"], step.Keys);
        Assert.Equal((2, 20_000_000L + Encoding.UTF8.GetByteCount(LocalFolder.Movies), 0), (step.Files, step.Bytes, step.Requests));

        // One PUT; three parts of 8 MiB with a list of earlier ones, their beginning and end; looks at the keys. $0.005 and
        // $0.0004 for a thousand.
        Assert.Equal(10, step.LakeRequests);
        Assert.Equal(0.0000362m, step.Cost);
    }

    [Fact]
    public void What_a_step_would_fail_at_before_it_begins_is_told()
    {
        _local.Write("a.csv", LocalFolder.Movies);
        var job = LakeJobReader.Parse("""{"steps":[{"type":"SendCsv","path":"a.csv","storageClass":"COLD STORE"},{"type":"FetchMovies","first":3}]}"""u8.ToArray(), "job.json");
        job = job with { TmdbEndpoint = new Uri("ftp://films/3"), Tmdb = job.Tmdb with { Token = "stand-in.read.token" } };
        var run = new LakeJobRunOptions { BaseFolder = _local.Root, CurrentFolder = _local.Root, Lake = "s3://films" };

        var (_, failures) = LakeJobPlanner.Plan(job, run, TimeProvider.System);

        Assert.Equal([DataLakeError.InvalidOption, DataLakeError.InvalidOption], failures.Select(failure => failure.Error));
    }

    [Theory]
    [InlineData("""{"type":"SendCsv","path":"a.csv"}""")]
    [InlineData("""{"type":"SendCsv","path":"big.csv","partSize":5242880}""")]
    [InlineData("""{"type":"FetchMovies","first":30}""")]
    [InlineData("""{"type":"FetchMovies","first":30,"maxRecords":6}""")]
    [InlineData("""{"type":"FetchMovies","genre":"Crime","first":5}""")]
    [InlineData("""{"type":"FetchMovies","genre":["Crime",80],"keyword":"palavra 1","first":5,"summary":true}""")]
    [InlineData("""{"type":"FetchMovies","id":[1,2,3]}""")]
    [InlineData("""{"type":"FetchSeries","id":["tt0100001",100002]}""")]
    [InlineData("""{"type":"FetchMovies","collection":"1","first":2}""")]
    [InlineData("""{"type":"FetchPeople","person":["Fernanda Montenegro","2"]}""")]
    public async Task What_is_known_is_what_a_run_takes(string step)
    {
        await using var server = await TmdbServer.StartAsync(new TmdbServerOptions { Movies = 200 });
        await using var lake = await S3TestLake.StartAsync();
        _local.Write("a.csv", LocalFolder.Movies);
        _local.Write("big.csv", LocalFolder.Rows(12_000_000));
        var job = LakeJobReader.Parse(Encoding.UTF8.GetBytes($$"""{"steps":[{{step}}]}"""), "job.json");
        job = job with { TmdbEndpoint = server.Endpoint, Tmdb = job.Tmdb with { Token = server.Options.Token, RequestsPerSecond = 1000 } };
        var run = new LakeJobRunOptions
        {
            BaseFolder = _local.Root,
            CurrentFolder = _local.Root,
            Lake = lake.Address.ToString(),
            Date = new DateOnly(2022, 5, 2),
            StoreOptions = lake.Options,
        };
        var (plan, _) = LakeJobPlanner.Plan(job, run, TimeProvider.System);

        var results = await new LakeJobRunner(SilentReporter.Instance, TimeProvider.System).RunAsync(job, run, CancellationToken.None).ToListAsync();

        Assert.Empty(results[^1].Report!.Failures);
        var requests = lake.Server.Requests.Select(request => request.Operation).Where(operation => operation != "DeleteObject").ToList();
        Assert.True((server.Log.Count, requests.Count) == (plan.Requests, plan.LakeRequests), $"{plan}\n{server.Log.Count} to TMDB; {requests.Count} to S3: {string.Join(' ', requests)}");
    }

    [Fact]
    public void A_folder_costs_nothing()
    {
        _local.Write("a.csv", LocalFolder.Movies);

        var step = Assert.Single(Plan("""{"type":"SendCsv","path":"a.csv"}""").Steps);

        Assert.Equal((1, null, null), (step.Files, step.LakeRequests, step.Cost));
    }

    [Theory]
    [InlineData("""{"type":"FetchMovies","genre":"Crime","first":500}""", 526, 5)]
    [InlineData("""{"type":"FetchMovies","genre":"Crime","first":500,"summary":true}""", 26, 5)]
    [InlineData("""{"type":"FetchMovies","id":[550,238]}""", 2, 1)]
    [InlineData("""{"type":"FetchMovies","idsFrom":{"path":"ids.csv"}}""", 3, 1)]
    [InlineData("""{"type":"FetchSeries","idsFrom":{"path":"ids.csv"}}""", 6, 1)]
    [InlineData("""{"type":"FetchMovies","idsFrom":{"path":"ids.csv"},"first":2}""", 2, 1)]
    [InlineData("""{"type":"FetchMovies","genre":"Crime","all":true}""", null, null)]
    [InlineData("""{"type":"FetchGenres"}""", 1, null)]
    [InlineData("""{"type":"FetchPeople","person":["Al Pacino","Alice Braga"]}""", 4, 1)]
    public void A_step_that_fetches_says_how_many_requests_it_takes_where_that_is_known(string step, int? requests, int? files)
    {
        _local.Write("ids.csv", $"id|titulo\r\n{string.Concat(Titles.Append(Titles[0]).Select(id => $"{id}|x\r\n"))}");

        var plan = Assert.Single(Plan(step).Steps);

        Assert.Equal((requests, files), ((int?)plan.Requests, (int?)plan.Files));
        Assert.Equal(requests / 20.0, plan.Duration?.TotalSeconds);
        Assert.EndsWith("/2022/05/02/*", Assert.Single(plan.Keys), StringComparison.Ordinal);
    }

    [Fact]
    public void Tables_of_Athena_cost_what_it_reads_at_five_dollars_a_terabyte()
    {
        _local.Write("movies.csv", new byte[2_000_000_000 / 50]);
        const string Build = """{"type":"BuildTables","engine":"athena","workflow":"arn:aws:states:sa-east-1:123456789012:stateMachine:datalake-tables"}""";

        var plan = Plan($$"""{"type":"SendCsv","path":"movies.csv"},{{Build}}""", "s3://films");

        // The films of 40 MB, and 10 MB for each other statement: one makes a table, one tests it, and one reads TMDB's records.
        var model = TableModel.Load();
        var statements = 1 + (2 * (model.Of(TableLayer.Trusted).Count() + model.Of(TableLayer.Refined).Count()));
        var bytes = 40_000_000L + ((statements - 1) * 10_000_000L);
        Assert.Equal((bytes, bytes * 5m / 1_000_000_000_000m), (plan.Steps[1].EngineBytes, plan.Steps[1].EngineCost));
        Assert.Contains(", Athena for less than $0.01 at the least.", $"{plan}", StringComparison.Ordinal);
        Assert.Contains("what else Raw holds is read besides", plan.Steps[1].Note, StringComparison.Ordinal);
        Assert.Null(Plan("""{"type":"BuildTables"}""").EngineCost);
    }

    [Theory]
    [InlineData(265_429_491, "about 6 of its 900 seconds and up to 0.6 of its 10.7 GB of /tmp, for less than $0.01.")]
    [InlineData(5_000_000_000, "about 108 of its 900 seconds and up to 10.0 of its 10.7 GB of /tmp, for less than $0.01.")]
    [InlineData(6_000_000_000, "about 129 of its 900 seconds and up to 12.0 of its 10.7 GB of /tmp, for less than $0.01; that is more than it has, so use a container or Athena.")]
    public void Tables_of_DuckDb_say_what_a_function_takes_for_them_and_whether_it_holds_them(long size, string expected)
    {
        using (var file = File.Create(Path.Combine(_local.Root, "movies.csv")))
        {
            file.SetLength(size);
        }

        const string Job = """{"type":"SendCsv","path":"movies.csv"},{"type":"BuildTables"}""";

        // 10.27 processor seconds for 265 MB; 3,008 MB have 1.7 processors.
        Assert.EndsWith($"For the CSVs that this job sends a Lambda function of 3,008 MB takes {expected}", Plan(Job, "s3://films").Steps[1].Note, StringComparison.Ordinal);
        Assert.DoesNotContain("Lambda", Plan(Job).Steps[1].Note, StringComparison.Ordinal);
        Assert.DoesNotContain("Lambda", Assert.Single(Plan("""{"type":"BuildTables"}""", "s3://films").Steps).Note, StringComparison.Ordinal);
    }

    [Fact]
    public void What_would_fail_is_told_and_the_rest_is_planned()
    {
        _local.Write("a.csv", LocalFolder.Movies);

        var (plan, failures) = PlanOf("""{"type":"SendCsv","path":["missing.csv","none*.csv"]},{"type":"SendCsv","path":"a.csv"}""", "lake");

        Assert.Equal([DataLakeError.SourceNotFound, DataLakeError.SourceNotFound], failures.Select(failure => failure.Error));
        Assert.Equal([0L, 1L], plan.Steps.Select(step => step.Files));
    }

    [Fact]
    public void A_file_whose_name_makes_no_key_is_told_and_the_others_are_planned()
    {
        _local.Write("a.csv", LocalFolder.Movies);
        _local.Write("cafe\u0301.csv", LocalFolder.Movies);

        var (plan, failures) = PlanOf("""{"type":"SendCsv","path":"*.csv"},{"type":"BuildTables"}""", "s3://films");

        Assert.Equal(DataLakeError.InvalidKey, Assert.Single(failures).Error);
        Assert.Equal(["Raw/Local/CSV/A/2022/05/02/a.csv"], plan.Steps[0].Keys);
        Assert.NotEmpty(plan.Steps[1].Keys);
    }

    [Fact]
    public void A_plan_stops_reading_ids_when_it_is_told_to()
    {
        _local.Write("ids.csv", "id|titulo\r\n1|x\r\n");
        var job = LakeJobReader.Parse("""{"steps":[{"type":"FetchMovies","idsFrom":{"path":"ids.csv"}}]}"""u8.ToArray(), "job.json");
        var run = new LakeJobRunOptions { BaseFolder = _local.Root, CurrentFolder = _local.Root, Lake = Path.Combine(_local.Root, "lake") };

        Assert.Throws<OperationCanceledException>(() => LakeJobPlanner.Plan(job with { Tmdb = job.Tmdb with { Token = "token" } }, run, TimeProvider.System, new CancellationToken(canceled: true)));
    }

    [Fact]
    public void The_sum_says_whether_it_is_all()
    {
        _local.Write("a.csv", LocalFolder.Movies);

        Assert.StartsWith("job for 2022-05-02 would write 1 file.", $"{Plan("""{"type":"SendCsv","path":"a.csv"}""")}", StringComparison.Ordinal);
        Assert.StartsWith(
            $"job for 2022-05-02 would write at least 2 files.{Environment.NewLine}It takes about 126 requests to TMDB in 0.1 minutes.",
            $"{Plan("""{"type":"FetchMovies","first":120},{"type":"FetchMovies","all":true,"specification":"All"}""")}",
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_whose_earlier_uploads_are_removed_costs_a_listing_more()
    {
        _local.Write("a.csv", LocalFolder.Movies);

        var plain = Plan("""{"type":"SendCsv","path":"a.csv"}""", "s3://films").Steps[0].LakeRequests;

        Assert.Equal(plain + 1, Plan("""{"type":"SendCsv","path":"a.csv","noResume":true}""", "s3://films").Steps[0].LakeRequests);
    }

    [Fact]
    public void Nothing_of_a_folder_is_made()
    {
        _local.Write("a.csv", LocalFolder.Movies);

        Plan("""{"type":"SendCsv","path":"a.csv"}""");

        Assert.Equal([Path.Combine(_local.Root, "a.csv")], Directory.GetFileSystemEntries(_local.Root));
    }

    private LakeJobPlan Plan(string steps, string lake = "lake")
    {
        var (plan, failures) = PlanOf(steps, lake);
        Assert.Empty(failures);
        return plan;
    }

    private (LakeJobPlan Plan, IReadOnlyList<DataLakeException> Failures) PlanOf(string steps, string lake)
    {
        var job = LakeJobReader.Parse(
            Encoding.UTF8.GetBytes($$"""{"tmdb":{"requestsPerSecond":20},"steps":[{{steps}}]}"""), "job.json");
        var run = new LakeJobRunOptions
        {
            BaseFolder = _local.Root,
            CurrentFolder = _local.Root,
            Lake = lake.Contains(':', StringComparison.Ordinal) ? lake : Path.Combine(_local.Root, lake),
            Date = new DateOnly(2022, 5, 2),
        };
        return LakeJobPlanner.Plan(job with { Tmdb = job.Tmdb with { Token = "token" } }, run, TimeProvider.System);
    }
}
