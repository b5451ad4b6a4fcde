using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using DataLakeTools.Core.Jobs.Documents.Reading;
using DataLakeTools.Core.Jobs.Reports;
using DataLakeTools.Core.Jobs.Runs;
using DataLakeTools.Core.Reporting;
using DataLakeTools.Core.Tables.Contracts;
using DataLakeTools.Core.Tables.Engine;
using DataLakeTools.Core.Tests.Raw;
using DataLakeTools.Core.Tests.Storage;
using DataLakeTools.Core.Tests.Storage.Folder;
using DataLakeTools.Core.Tests.Storage.S3;
using DataLakeTools.DuckDb;

namespace DataLakeTools.Core.Tests.Jobs;

/// <summary>The steps <c>BuildTables</c>, <c>TestTables</c> and <c>ExportDashboard</c>, with the engine that ships.</summary>
public sealed class TableStepTests : IDisposable
{
    private const string Send = """{"type":"SendCsv","name":"send","path":"movies.csv"}""";
    private const string Build = """{"type":"BuildTables","name":"build"}""";
    private const string Test = """{"type":"TestTables","name":"test"}""";
    private const string Page = """{"type":"ExportDashboard","name":"page"}""";
    private const string PageKey = "Refined/Lake/HTML/Dashboard/2022/05/02/dashboard.html";
    private const string TrustedKey = "Trusted/Local/Parquet/Movies/2022/05/02/movies.parquet";
    private const string FactKey = "Refined/Lake/Parquet/FactTitle/2022/05/02/fact_title.parquet";
    private const string ManifestKey = "Refined/Lake/JSON/Manifest/2022/05/02/manifest.json";

    private readonly LocalFolder _local = new();

    public TableStepTests() => File.Copy(Path.Combine(Module(), "samples", "data", "movies.csv"), Path.Combine(_local.Root, "movies.csv"));

    public void Dispose() => _local.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task One_job_sends_makes_tables_and_tests_them(bool isBucket)
    {
        await using TestLake lake = isBucket ? await S3TestLake.StartAsync() : new FolderTestLake();

        var (results, report) = await RunAsync(lake, $"{Send},{Build},{Test}");

        Assert.Empty(report.Failures);
        Assert.Equal((LakeJobStatus.Succeeded, "Nothing is left to do."), (report.Status, report.WhatNext));
        var receipts = results.Where(result => result.Step == "build").Select(result => result.Receipt!).ToList();
        Assert.All(receipts, receipt => Assert.Equal((ReceiptStatus.Uploaded, true, "CRC32C"), (receipt.Status, receipt.Verified, receipt.Checksum!.Algorithm)));
        Assert.All(receipts, receipt => Assert.Equal((lake.Objects[receipt.Key].Length, receipt.Size), (receipt.Size, receipt.BytesSent)));
        Assert.Equal(File.ReadLines(Path.Combine(_local.Root, "movies.csv")).Count() - 1, Assert.Single(receipts, receipt => receipt.Key == TrustedKey).Rows);
        Assert.Single(receipts, receipt => receipt.Key == FactKey);
        Assert.Equal(["Succeeded", "Succeeded", "Succeeded"], report.Steps.Select(step => step.Status.ToString()));
        Assert.Equal(receipts.Count, report.Steps[1].Receipts["Uploaded"]);
        Assert.Equal(receipts.Sum(receipt => receipt.Size), report.Steps[1].BytesSent);
    }

    [Fact]
    public async Task A_second_run_makes_nothing_and_says_so()
    {
        await using var lake = new FolderTestLake();
        await RunAsync(lake, $"{Send},{Build}");
        var before = Tables(lake);

        var (results, report) = await RunAsync(lake, $"{Send},{Build},{Test}");

        Assert.Equal(LakeJobStatus.Succeeded, report.Status);
        Assert.All(results, result => Assert.Equal((ReceiptStatus.Unchanged, 0L), (result.Receipt!.Status, result.Receipt.BytesSent)));
        Assert.Equal(before, Tables(lake));
    }

    [Fact]
    public async Task A_step_that_tests_fails_where_raw_data_came_that_no_table_was_made_of()
    {
        await using var lake = new FolderTestLake();
        await RunAsync(lake, $"{Send},{Build}");
        _local.Write("movies.csv", string.Join("\r\n", File.ReadAllLines(Path.Combine(_local.Root, "movies.csv"))[..^1]) + "\r\n");

        var (_, report) = await RunAsync(lake, $$"""{"type":"SendCsv","path":"movies.csv","force":true},{{Test}}""");

        var failure = Assert.Single(report.Failures);
        Assert.Contains("'is_up_to_date' of the table 'movies' found 'Raw/Local/CSV/Movies/2022/05/02': this raw data changed", failure.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tables_of_other_raw_data_of_the_same_day_take_the_place_of_those_before()
    {
        await using var lake = new FolderTestLake();
        await RunAsync(lake, $"{Send},{Build}");
        var lines = File.ReadAllLines(Path.Combine(_local.Root, "movies.csv"));
        _local.Write("movies.csv", string.Join("\r\n", lines[..^1]) + "\r\n");

        var (results, _) = await RunAsync(lake, $$"""{"type":"SendCsv","path":"movies.csv","force":true},{{Build}}""");

        var trusted = Assert.Single(results, result => result.Receipt?.Key.StartsWith("Trusted/", StringComparison.Ordinal) == true).Receipt!;
        Assert.Equal((ReceiptStatus.Replaced, lines.Length - 2), (trusted.Status, trusted.Rows));
        Assert.Equal(trusted.Key, Assert.Single(lake.Objects.Keys, key => key.StartsWith("Trusted/Local/Parquet/", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task What_if_says_what_would_be_made_and_makes_nothing()
    {
        await using var lake = new FolderTestLake();
        await RunAsync(lake, Send);
        var before = lake.Objects.Keys.Order(StringComparer.Ordinal).ToList();

        var (results, report) = await RunAsync(lake, $"{Build},{Test}", run => run with { WhatIf = true });

        Assert.Equal(before, lake.Objects.Keys.Order(StringComparer.Ordinal));
        var receipts = results.Where(result => result.Step == "build").Select(result => result.Receipt!).ToList();
        Assert.All(receipts, receipt => Assert.Equal((ReceiptStatus.WhatIf, false, 0L), (receipt.Status, receipt.Verified, receipt.BytesSent)));
        Assert.Contains("Trusted/Local/Parquet/Movies/2022/05/02", receipts.Select(receipt => receipt.Key));
        Assert.Contains(FactKey, receipts.Select(receipt => receipt.Key));
        Assert.Equal([LakeStepStatus.Succeeded, LakeStepStatus.Skipped], report.Steps.Select(step => step.Status));
        Assert.Equal("1 step skipped, with its reason.", report.WhatNext);
    }

    [Fact]
    public async Task What_if_with_Athena_says_what_it_would_read_of_all_that_Raw_holds()
    {
        await using var lake = await S3TestLake.StartAsync();
        _local.Write("movies.csv", new byte[30_000_000]);
        _local.Write("people.jsonl", string.Concat(Enumerable.Range(1, 20_000).Select(id => $$"""{"id":{{id}},"name":"{{new string('x', 900)}}"}{{'\n'}}""")));
        var (_, sent) = await RunAsync(lake, """{"type":"SendCsv","path":"movies.csv","skipCheck":true},{"type":"SendJson","path":"people.jsonl","origin":"TMDB","specification":"People"}""");
        Assert.Empty(sent.Failures);
        await RunAsync(lake, """{"type":"SendCsv","path":"movies.csv","skipCheck":true}""", run => run with { Date = new DateOnly(2022, 5, 1) });
        var records = lake.Objects.Where(pair => pair.Key.StartsWith("Raw/TMDB/", StringComparison.Ordinal)).Sum(pair => (long)pair.Value.Length);

        var (results, _) = await RunAsync(
            lake, """{"type":"BuildTables","engine":"athena","workflow":"arn:aws:states:sa-east-1:123456789012:stateMachine:x"}""", run => run with { WhatIf = true });

        var job = LakeJobReader.Parse(Encoding.UTF8.GetBytes("""{"steps":[{"type":"BuildTables","engine":"athena","workflow":"arn:aws:states:sa-east-1:123456789012:stateMachine:x"}]}"""), "job.json");
        var run = new LakeJobRunOptions { BaseFolder = _local.Root, CurrentFolder = _local.Root, Lake = lake.Address.ToString(), Date = new DateOnly(2022, 5, 2), StoreOptions = lake.Options };
        var trial = await LakeJobTrial.RunAsync("job.json", job, run, SilentReporter.Instance, CancellationToken.None);

        // Films of one day; every record once; 10 MB for every other statement, seven of which make the tables of records.
        var model = TableModel.Load();
        Assert.Equal(7, model.Of(TableLayer.Trusted).Count(table => table.From!.Format == "JSON"));
        var others = 1 + 7 + model.Of(TableLayer.Trusted).Count() + (2 * model.Of(TableLayer.Refined).Count());
        var expected = 30_000_000 + records + (others * 10_000_000L);
        Assert.StartsWith(FormattableString.Invariant($"Athena reads at least {expected / 1e9:0.00} GB, for less than $0.01 at $5 a terabyte, of what Raw holds now."), Assert.Single(results).Skipped!.Reason, StringComparison.Ordinal);
        Assert.Contains(results[0].Skipped!.Reason, $"{trial.Report}", StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_trial_of_tables_in_a_bucket_says_what_a_function_takes_for_the_largest_day()
    {
        await using var lake = await S3TestLake.StartAsync();
        _local.Write("movies.csv", new byte[30_000_000]);
        await RunAsync(lake, """{"type":"SendCsv","path":"movies.csv","skipCheck":true}""");
        _local.Write("movies.csv", new byte[60_000_000]);
        await RunAsync(lake, """{"type":"SendCsv","path":"movies.csv","skipCheck":true}""", run => run with { Date = new DateOnly(2022, 5, 1) });
        var job = LakeJobReader.Parse(Encoding.UTF8.GetBytes($$"""{"steps":[{{Build}}]}"""), "job.json");
        var run = new LakeJobRunOptions
        {
            BaseFolder = _local.Root,
            CurrentFolder = _local.Root,
            Lake = lake.Address.ToString(),
            Date = new DateOnly(2022, 5, 2),
            StoreOptions = lake.Options,
            Engine = DuckDbEngine.For,
        };

        var trial = await LakeJobTrial.RunAsync("job.json", job, run, SilentReporter.Instance, CancellationToken.None);

        Assert.Contains("For the raw files of the largest day a Lambda function of 3,008 MB takes about 2 of its 900 seconds and up to 0.2 of its 10.7 GB of /tmp", trial.Report.WhatNext, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_if_of_a_first_run_says_that_there_is_no_lake_yet()
    {
        var (results, report) = await RunAsync(Path.Combine(_local.Root, "new"), $"{Send},{Build},{Test}", run => run with { WhatIf = true });

        Assert.Equal((ReceiptStatus.WhatIf, LakeJobStatus.Succeeded), (results[0].Receipt!.Status, report.Status));
        Assert.Contains("is not there yet", results[1].Skipped!.Reason, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(_local.Root, "new")));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("Trusted")]
    [InlineData("Refined")]
    public async Task A_build_of_a_lake_without_data_fails_and_publishes_nothing(string? layer)
    {
        await using var lake = new FolderTestLake();
        Directory.CreateDirectory(lake.Root);
        var step = layer is null ? Build : $$"""{"type":"BuildTables","name":"build","layer":"{{layer}}"}""";

        var (_, empty) = await RunAsync(lake, step);
        await RunAsync(lake, Send);
        var (_, early) = await RunAsync(lake, step, run => run with { Date = new DateOnly(2022, 5, 1) });

        Assert.Equal((DataLakeError.LakeEmpty, LakeJobStatus.Failed), (Assert.Single(empty.Failures).Error, empty.Status));
        Assert.Equal((DataLakeError.DayWithoutData, LakeJobStatus.Failed), (Assert.Single(early.Failures).Error, early.Status));
        Assert.Empty(Tables(lake));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("Trusted")]
    public async Task What_if_of_a_lake_that_an_earlier_step_would_fill_skips_the_build_and_without_such_a_step_fails_as_the_run_would(string? layer)
    {
        await using var lake = new FolderTestLake();
        Directory.CreateDirectory(lake.Root);
        var step = layer is null ? Build : $$"""{"type":"BuildTables","name":"build","layer":"{{layer}}"}""";

        var (results, filled) = await RunAsync(lake, $"{Send},{step}", run => run with { WhatIf = true });
        var (_, empty) = await RunAsync(lake, step, run => run with { WhatIf = true });

        Assert.Empty(filled.Failures);
        Assert.Contains("is not there yet", results[^1].Skipped!.Reason, StringComparison.Ordinal);
        Assert.Equal(DataLakeError.LakeEmpty, Assert.Single(empty.Failures).Error);
    }

    [Fact]
    public async Task What_if_skips_the_build_of_Refined_where_an_earlier_step_would_make_the_first_Trusted_tables()
    {
        await using var lake = new FolderTestLake();
        await RunAsync(lake, Send);
        const string Refined = """{"type":"BuildTables","name":"refined","layer":"Refined"}""";

        var (results, planned) = await RunAsync(lake, $$"""{"type":"BuildTables","name":"trusted","layer":"Trusted"},{{Refined}}""", run => run with { WhatIf = true });
        var (_, alone) = await RunAsync(lake, Refined, run => run with { WhatIf = true });

        Assert.Empty(planned.Failures);
        Assert.Contains("is not there yet", results[^1].Skipped!.Reason, StringComparison.Ordinal);
        Assert.Equal(DataLakeError.TableNotFound, Assert.Single(alone.Failures).Error);
    }

    [Fact]
    public async Task Findings_of_a_build_keep_its_tables_from_being_published_and_later_steps_run()
    {
        await using var lake = new FolderTestLake();
        WriteModel();

        var (results, report) = await RunAsync(lake, $$"""{{Send}},{"type":"BuildTables","name":"build","model":"mine"},{"type":"SendCsv","name":"after","path":"movies.csv","specification":"Again"}""");

        var failure = Assert.Single(report.Failures);
        Assert.Equal(("build", DataLakeError.TableTestFailed), (failure.Step, failure.Error));
        Assert.Contains("\"force\": true in the job document", failure.Recommendation, StringComparison.Ordinal);
        Assert.Equal((LakeStepStatus.Failed, LakeStepStatus.Succeeded), (report.Steps[1].Status, report.Steps[2].Status));
        Assert.Equal("after", results[^1].Step);
        Assert.DoesNotContain(ManifestKey, lake.Objects.Keys);
    }

    [Fact]
    public async Task Each_finding_of_a_test_is_a_failure_of_the_step_and_stands_in_the_report()
    {
        await using var lake = new FolderTestLake();
        WriteModel();
        var years = File.ReadLines(Path.Combine(_local.Root, "movies.csv")).Skip(1).Select(line => line.Split('|')).DistinctBy(fields => fields[0]).GroupBy(fields => fields[3]).ToList();

        var (_, report) = await RunAsync(lake, $$"""{{Send}},{"type":"BuildTables","name":"build","model":"mine","force":true},{"type":"TestTables","name":"test","model":"mine","table":"titles_of_year"}""");

        Assert.Equal(LakeJobStatus.Failed, report.Status);
        Assert.Equal(LakeStepStatus.Failed, report.Steps[2].Status);
        Assert.Equal(years.Count, report.Steps[2].Failures);
        Assert.All(report.Failures, failure => Assert.Equal(("test", DataLakeError.TableTestFailed, "titles_of_year"), (failure.Step, failure.Error, failure.Target)));
        Assert.Contains(report.Failures, failure => failure.Reason == $"The data test 'no_titles_at_all' of the table 'titles_of_year' found '{years[0].Key}': {years[0].Count()} titles.");
        Assert.Equal(years.Count, Assert.Single(lake.Reports()).GetProperty("failures").GetArrayLength());
    }

    [Fact]
    public async Task A_table_that_is_not_there_fails_its_step_only()
    {
        await using var lake = new FolderTestLake();

        var (_, report) = await RunAsync(lake, $$"""{{Send}},{{Test}},{"type":"TestTables","name":"unknown","table":"fact_titel"}""");

        Assert.Equal([("test", DataLakeError.TableNotFound), ("unknown", DataLakeError.TableNotFound)], report.Failures.Select(failure => (failure.Step!, failure.Error)));
    }

    [Fact]
    public async Task Trusted_alone_is_the_day_of_the_run()
    {
        await using var lake = new FolderTestLake();
        await RunAsync(lake, Send, run => run with { Date = new DateOnly(2022, 5, 1) });

        var (results, _) = await RunAsync(lake, $$"""{{Send}},{"type":"BuildTables","name":"build","layer":"Trusted"}""");

        Assert.Equal([TrustedKey], results.Where(result => result.Step == "build").Select(result => result.Receipt!.Key));
    }

    [Fact]
    public async Task A_job_without_tables_asks_for_no_engine()
    {
        await using var lake = new FolderTestLake();

        var (_, report) = await RunAsync(lake, Send, run => run with { Engine = _ => throw new InvalidOperationException("Nobody needs it.") });

        Assert.Equal(LakeJobStatus.Succeeded, report.Status);
    }

    [Fact]
    public async Task A_host_without_an_engine_says_so_and_runs_the_other_steps()
    {
        await using var lake = new FolderTestLake();

        var (_, report) = await RunAsync(lake, $"{Build},{Send}", run => run with { Engine = null });

        Assert.Equal(DataLakeError.EngineNotInstalled, Assert.Single(report.Failures).Error);
        Assert.Equal(LakeStepStatus.Succeeded, report.Steps[1].Status);
    }

    [Theory]
    [InlineData("Trusted")]
    [InlineData(null)]
    public async Task When_the_time_is_up_a_build_has_published_what_is_whole_or_nothing(string? layer)
    {
        await using var lake = new FolderTestLake();
        await RunAsync(lake, Send);
        var before = lake.DataKeys().ToList();
        var step = layer is null ? Build : $$"""{"type":"BuildTables","name":"build","layer":"{{layer}}"}""";

        // The engine never opens, so that the time runs out in the middle of the build.
        var (_, report) = await RunAsync(
            lake, $"{step},{Test}", run => run with { Engine = _ => new EngineThatWaits(), Deadline = TimeProvider.System.GetUtcNow() + TimeSpan.FromSeconds(1) });

        // Another run of a second would come no further.
        var failure = Assert.Single(report.Failures);
        Assert.Equal((DataLakeError.EngineFailed, LakeJobStatus.Failed), (failure.Error, report.Status));
        Assert.Contains("The step 'build' had most of the 1 seconds of a run and published nothing", failure.Reason, StringComparison.Ordinal);
        Assert.Equal([LakeStepStatus.Failed, LakeStepStatus.NotStarted], report.Steps.Select(one => one.Status));
        Assert.Equal(before, lake.DataKeys());
        Assert.Equal(LakeJobStatus.Succeeded, (await RunAsync(lake, $"{Build},{Test}")).Report.Status);
    }

    [Fact]
    public async Task A_build_that_others_left_too_little_time_is_made_by_the_next_run()
    {
        await using var lake = new FolderTestLake();

        // By the clock of the run, two of its three seconds have passed when the file is sent.
        var clock = new ClockThatJumps(TimeSpan.FromSeconds(2));
        var (_, report) = await RunAsync(
            lake,
            $"{Send},{Build},{Test}",
            run => run with { Engine = _ => new EngineThatWaits(), Deadline = clock.GetUtcNow() + TimeSpan.FromSeconds(3), WrapStore = store => new HookedStore(store, clock.Jump) },
            clock);

        Assert.Empty(report.Failures);
        Assert.Equal(LakeJobStatus.Incomplete, report.Status);
        Assert.Equal(LakeJobStatus.Succeeded, (await RunAsync(lake, $"{Send},{Build},{Test}")).Report.Status);
    }

    [SkippableFact]
    public async Task One_job_ends_with_a_page_and_the_next_run_leaves_it()
    {
        Skip.IfNot(IsPageBuilt, "The page was not built: node and npm are needed.");
        await using var lake = new FolderTestLake();

        var (results, report) = await RunAsync(lake, $"{Send},{Build},{Page}");

        Assert.Empty(report.Failures);
        var receipt = Assert.Single(results, result => result.Step == "page").Receipt!;
        Assert.Equal((ReceiptStatus.Uploaded, true, PageKey), (receipt.Status, receipt.Verified, receipt.Key));
        Assert.Equal(receipt.Size, lake.Objects[PageKey].Length);
        Assert.Contains("professions", Encoding.UTF8.GetString(lake.Objects[PageKey]), StringComparison.Ordinal);
        Assert.Equal(ReceiptStatus.Unchanged, (await RunAsync(lake, Page)).Results[^1].Receipt!.Status);
    }

    [SkippableFact]
    public async Task Another_page_of_the_day_is_replaced_where_the_step_says_so()
    {
        Skip.IfNot(IsPageBuilt, "The page was not built: node and npm are needed.");
        await using var lake = new FolderTestLake();
        await RunAsync(lake, $"{Send},{Build},{Page}");

        var (_, refused) = await RunAsync(lake, """{"type":"ExportDashboard","name":"page","language":"pt-BR"}""");
        var (results, _) = await RunAsync(lake, """{"type":"ExportDashboard","name":"page","language":"pt-BR","force":true}""");

        Assert.Equal(DataLakeError.ObjectExists, Assert.Single(refused.Failures).Error);
        Assert.Equal(ReceiptStatus.Replaced, results[^1].Receipt!.Status);
    }

    [Fact]
    public async Task A_page_of_a_lake_without_tables_is_an_error_and_is_skipped_where_a_run_that_writes_nothing_would_have_made_them()
    {
        await using var lake = new FolderTestLake();

        var (_, report) = await RunAsync(lake, $"{Send},{Page}");
        var (_, checkedReport) = await RunAsync(lake, Page, run => run with { WhatIf = true });
        var (planned, _) = await RunAsync(lake, $"{Build},{Page}", run => run with { WhatIf = true });

        var expected = IsPageBuilt ? DataLakeError.TableNotFound : DataLakeError.PageNotBuilt;
        Assert.Equal(expected, Assert.Single(report.Failures).Error);
        Assert.Equal(expected, Assert.Single(checkedReport.Failures).Error);
        Assert.Equal("page", planned[^1].Skipped!.Step);
    }

    [Theory]
    [InlineData(Build)]
    [InlineData(Test)]
    [InlineData(Page)]
    public async Task What_if_of_tables_in_a_lake_that_is_not_there_and_that_no_step_makes_fails_as_the_run_would(string step)
    {
        var nowhere = Path.Combine(_local.Root, "nowhere");
        var isLookedFor = step != Page || IsPageBuilt;

        var (_, planned) = await RunAsync(nowhere, step, run => run with { WhatIf = true });
        var (_, report) = await RunAsync(nowhere, step, run => run);

        Assert.Equal(isLookedFor ? DataLakeError.LakeNotFound : DataLakeError.PageNotBuilt, Assert.Single(planned.Failures).Error);
        Assert.Equal(planned.Failures[0].Error, report.Failures[0].Error);
    }

    private static bool IsPageBuilt => typeof(LakeJobRunner).Assembly.GetManifestResourceNames().Contains("dashboard.html.br");

    private static string Module([CallerFilePath] string file = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "..", "..", "..", "module"));

    private static Dictionary<string, string> Tables(TestLake lake) => lake.Objects
        .Where(pair => pair.Key.StartsWith("Trusted/", StringComparison.Ordinal) || pair.Key.StartsWith("Refined/", StringComparison.Ordinal))
        .ToDictionary(pair => pair.Key, pair => Convert.ToHexString(SHA256.HashData(pair.Value)));

    // A model with a table of its own, in whose every row a data test finds something.
    private void WriteModel()
    {
        _local.Write("mine/refined/titles_of_year.json", """
            {"table":"titles_of_year","grain":{"en":"One row for a year."},"key":["year"],
             "columns":[{"name":"year","type":"integer","meaning":{"en":"Year."}},{"name":"titles","type":"bigint","meaning":{"en":"Titles."}}],
             "tests":[{"name":"no_titles_at_all","sql":"SELECT CAST(year AS varchar) AS key, concat(CAST(titles AS varchar), ' titles') AS finding FROM titles_of_year"}]}
            """);
        _local.Write("mine/refined/titles_of_year.sql", "SELECT ano_lancamento AS year, count(DISTINCT id) AS titles FROM movies GROUP BY ano_lancamento");
    }

    private Task<(List<LakeJobEvent> Results, LakeJobReport Report)> RunAsync(TestLake lake, string steps, Func<LakeJobRunOptions, LakeJobRunOptions>? change = null, TimeProvider? clock = null) =>
        RunAsync(
            new LakeJobRunOptions
            {
                BaseFolder = _local.Root,
                CurrentFolder = _local.Root,
                Lake = lake.Address.ToString(),
                Date = new DateOnly(2022, 5, 2),
                StoreOptions = lake.Options,
            },
            steps,
            change,
            clock);

    private Task<(List<LakeJobEvent> Results, LakeJobReport Report)> RunAsync(string lake, string steps, Func<LakeJobRunOptions, LakeJobRunOptions> change) => RunAsync(
        new LakeJobRunOptions { BaseFolder = _local.Root, CurrentFolder = _local.Root, Lake = lake, Date = new DateOnly(2022, 5, 2) }, steps, change);

    private static async Task<(List<LakeJobEvent> Results, LakeJobReport Report)> RunAsync(
        LakeJobRunOptions run, string steps, Func<LakeJobRunOptions, LakeJobRunOptions>? change, TimeProvider? clock = null)
    {
        var job = LakeJobReader.Parse(Encoding.UTF8.GetBytes($$"""{"steps":[{{steps}}]}"""), "job.json");
        run = run with { Engine = DuckDbEngine.For };
        var results = new List<LakeJobEvent>();
        await foreach (var result in new LakeJobRunner(SilentReporter.Instance, clock ?? TimeProvider.System).RunAsync(job, change?.Invoke(run) ?? run, CancellationToken.None))
        {
            results.Add(result);
        }

        return (results[..^1], results[^1].Report!);
    }

    private sealed class EngineThatWaits : IEngine
    {
        public string Version => "none";

        public async Task<IEngineSession> OpenAsync(EngineOptions options, CancellationToken cancellationToken)
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
            throw new InvalidOperationException("It does not end by itself.");
        }
    }
}
