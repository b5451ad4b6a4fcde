using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Raw.Csv;
using DataLakeTools.Core.Reporting;
using DataLakeTools.Core.Storage;
using DataLakeTools.Core.Tables.Builds;
using DataLakeTools.Core.Tables.Contracts;
using DataLakeTools.Core.Tables.Engine;
using DataLakeTools.Core.Tables.Reading;
using DataLakeTools.Core.Tests.Injection;
using DataLakeTools.Core.Tests.Raw;
using DataLakeTools.Core.Tests.Storage;
using DataLakeTools.Core.Tests.Storage.Folder;
using DataLakeTools.DuckDb;

namespace DataLakeTools.Core.Tests.Tables;

public sealed class TableBuilderTests : IAsyncLifetime, IDisposable
{
    private const string Contract = """
        {"table":"notes","from":{"origin":"Local","format":"CSV","specification":"Notes"},"columns":[{"name":"id","type":"varchar","source":"id"}]}
        """;

    private const string Refined = """{"table":"TABLE","key":["id"],"columns":[{"name":"id","type":"varchar"}],"tests":[{"name":"nothing","sql":"SELECT id AS key, id AS finding FROM TABLE"}]}""";

    private static readonly DateOnly Day = new(2022, 5, 3);

    private readonly FolderTestLake _lake = new();
    private readonly LocalFolder _local = new();
    private readonly StubEngine _engine = new();

    // A model of two Refined tables, the first of which reads the second.
    private TableModel Model => field ??= Load();

    public Task InitializeAsync() => SendAsync("id|x\n1|a\n", new DateOnly(2022, 5, 2));

    public Task DisposeAsync() => _lake.DisposeAsync().AsTask();

    public void Dispose() => _local.Dispose();

    [Fact]
    public async Task The_manifest_is_written_last_and_names_what_is_there()
    {
        var built = await BuildAsync();

        Assert.Equal(["notes", "b_table", "a_table"], built.Select(table => table.Table));
        Assert.Equal("a_table(b_table(notes of id|x\n1|a\n))", Text("Refined/Lake/Parquet/ATable/2022/05/03/a_table.parquet"));
        Assert.Contains("Trusted/Lake/JSON/Manifest/2022/05/02/manifest.json", _lake.Objects.Keys);
        Assert.Contains("Refined/Lake/JSON/Manifest/2022/05/03/manifest.json", _lake.Objects.Keys);
    }

    [Fact]
    public async Task A_day_of_which_one_folder_changed_still_names_what_the_others_were_made_of()
    {
        var day = new DateOnly(2022, 5, 2);
        await SendAsync("id|x\n2|b\n", day, specification: "Others");
        await BuildAsync();
        await SendAsync("id|x\n3|c\n", day, force: true);

        await BuildAsync();

        using var manifest = JsonDocument.Parse(Text("Trusted/Lake/JSON/Manifest/2022/05/02/manifest.json"));
        Assert.Equal(
            ["Raw/Local/CSV/Notes/2022/05/02/notes.csv", "Raw/Local/CSV/Others/2022/05/02/notes.csv"],
            manifest.RootElement.GetProperty("inputs").EnumerateArray().Select(input => input.GetProperty("key").GetString()));
        Assert.All(await BuildAsync(), table => Assert.Equal(TableBuildStatus.Unchanged, table.Status));
    }

    [Fact]
    public async Task A_day_whose_raw_data_is_gone_keeps_its_tables_and_says_so()
    {
        await BuildAsync();
        File.Delete(Path.Combine(_lake.Root, "Raw/Local/CSV/Notes/2022/05/02/notes.csv"));

        var built = await BuildAsync();

        var notes = built.Single(table => table.Table == "notes");
        Assert.Equal((TableBuildStatus.Unchanged, "raw data gone"), (notes.Status, notes.Reason));
        Assert.Contains(notes.Key!, _lake.Objects.Keys);
    }

    [Theory]
    [InlineData(true, "would no longer have")]
    [InlineData(false, "no longer has")]
    public async Task A_day_that_lost_one_of_its_folders_loses_its_tables_with_a_warning(bool isWhatIf, string words)
    {
        await SendAsync("id|x\n2|b\n", new DateOnly(2022, 5, 2), specification: "Others");
        var others = (await BuildAsync()).Single(table => table.Key?.StartsWith("Trusted/Local/Parquet/Others/", StringComparison.Ordinal) == true).Table;
        File.Delete(Path.Combine(_lake.Root, "Raw/Local/CSV/Others/2022/05/02/notes.csv"));
        var reporter = new RecordingReporter();

        await BuildAsync(isWhatIf: isWhatIf, reporter: reporter);

        Assert.Equal($"The raw data in Raw/Local/CSV/Others/2022/05/02 is gone, so 2022-05-02 {words} what was made of it: {others}.", Assert.Single(reporter.Warnings));
        Assert.Equal(isWhatIf, Text("Trusted/Lake/JSON/Manifest/2022/05/02/manifest.json").Contains("Others", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_folders_of_a_day_are_typed_side_by_side_with_a_session_each_that_is_used_again()
    {
        foreach (var specification in (string[])["Others", "Third"])
        {
            await SendAsync("id|x\n2|b\n", new DateOnly(2022, 5, 2), specification: specification);
        }

        // Two have to be typed at once for one to end; the third has a session of before.
        var begun = 0;
        var both = new TaskCompletionSource();
        _engine.Typing = () =>
        {
            if (Interlocked.Increment(ref begun) == 2)
            {
                both.SetResult();
            }

            return both.Task;
        };

        var built = await BuildAsync(threads: 2);

        Assert.Equal(3, built.Count(table => table.Layer == TableLayer.Trusted));

        // And one that makes the Refined tables.
        Assert.Equal(2 + 1, _engine.Sessions);
    }

    [Fact]
    public async Task Progress_names_each_table_and_counts_what_is_done_of_all_that_will_be()
    {
        await SendAsync("id|x\n2|b\n3|c\n", new DateOnly(2022, 5, 3), specification: "Others");
        var reporter = new RecordingReporter();

        await BuildAsync(reporter: reporter);

        // Two folders, two Refined tables and the tests of each.
        var steps = reporter.Steps.ToList();
        Assert.All(steps, step => Assert.Equal(2 + (2 * 2), step.Total));
        Assert.Equal(["notes", "others", "b_table", "a_table", "tests of b_table", "tests of a_table"], steps.Where(step => !step.IsCompleted).Select(step => step.Current).Distinct());
        Assert.Equal(Enumerable.Range(0, 6), steps.DistinctBy(step => step.Current).Where(step => !step.IsCompleted).Select(step => step.Done));
        Assert.Equal(steps.Select(step => step.Percent).Order(), steps.Select(step => step.Percent));
        Assert.Equal(steps.Select(step => step.Rows).Order(), steps.Select(step => step.Rows));
        Assert.Equal((true, 6, 100, 1 + 2 + 1 + 1), (steps[^1].IsCompleted, steps[^1].Done, steps[^1].Percent, steps[^1].Rows));

        // Raw folders do not tell how long Refined tables take.
        Assert.All(steps.Where(step => step.Current is "notes" or "others"), step => Assert.Null(step.Remaining));
        Assert.Null(steps.First(step => step.Current == "b_table").Remaining);
        Assert.NotNull(steps.First(step => step.Current == "a_table").Remaining);
    }

    [Fact]
    public async Task Progress_of_folders_that_are_typed_at_once_names_both_and_counts_neither_as_done()
    {
        await SendAsync("id|x\n2|b\n", new DateOnly(2022, 5, 2), specification: "Others");
        var reporter = new RecordingReporter();
        var begun = 0;
        var both = new TaskCompletionSource<StepProgress>();
        _engine.Typing = () =>
        {
            if (Interlocked.Increment(ref begun) == 2)
            {
                both.SetResult(reporter.Steps.Last());
            }

            return both.Task;
        };

        await BuildAsync(threads: 2, reporter: reporter);

        var seen = await both.Task;
        Assert.Equal(["notes", "others"], seen.Current.Split(", ").Order());
        Assert.Equal((0, 6, (TimeSpan?)null), (seen.Done, seen.Total, seen.Remaining));
    }

    [Fact]
    public async Task Nothing_is_said_of_tables_that_are_up_to_date_and_a_folder_that_is_counts_as_no_step()
    {
        await BuildAsync();
        var reporter = new RecordingReporter();

        await BuildAsync(reporter: reporter);
        Assert.Empty(reporter.Steps);

        await SendAsync("id|x\n2|b\n", new DateOnly(2022, 5, 3), specification: "Others");
        await BuildAsync(reporter: reporter, layer: TableLayer.Trusted);
        Assert.All(reporter.Steps, step => Assert.Equal(1, step.Total));
        Assert.Equal((1, 1L), (reporter.Steps.Last().Done, reporter.Steps.Last().Rows));
    }

    [Fact]
    public async Task Two_files_that_are_published_under_one_key_at_once_are_both_there()
    {
        using var work = WorkFolder.Create(_local.Root);
        var files = new TableFiles(_lake.Open(), work);
        for (var round = 0; round < 20; round++)
        {
            var key = LakeKey.Parse($"Trusted/Local/Parquet/Sales/2022/05/02/{round}.parquet");
            var published = await Task.WhenAll(new[] { "a", "b", "a" }.Select((text, index) => Task.Run(() => files.PublishAsync(_local.Write($"{round}/{index}.parquet", text), key, CancellationToken.None))));

            Assert.Equal(["a", "b", "a"], published.Select(one => Text(one.Key)));
            Assert.Contains(key.Value, published.Select(one => one.Key));
        }
    }

    [Theory]
    [InlineData("Notes", TableBuildStatus.WhatIf, TableBuildStatus.Built)]
    [InlineData("Others", TableBuildStatus.Unchanged, TableBuildStatus.Unchanged)]
    public async Task What_would_be_made_is_told_where_raw_data_is_gone(string specification, TableBuildStatus wouldBe, TableBuildStatus isMade)
    {
        var day = new DateOnly(2022, 5, 2);
        await SendAsync("id|x\n2|b\n", day, specification: "Others");
        await BuildAsync();
        File.Delete(Path.Combine(_lake.Address.BucketOrFolder, $"Raw/Local/CSV/{specification}/2022/05/02/notes.csv"));

        var planned = await BuildAsync(isWhatIf: true);

        Assert.All(planned.Where(table => table.Layer == TableLayer.Refined), table => Assert.Equal(wouldBe, table.Status));
        Assert.All((await BuildAsync()).Where(table => table.Layer == TableLayer.Refined), table => Assert.Equal(isMade, table.Status));
    }

    [Theory]
    [InlineData(2, 512, 2, 256)]
    [InlineData(8, 600, 2, 300)]
    [InlineData(4, 4096, 4, 1024)]
    [InlineData(4, 100, 1, 100)]
    public void Sessions_side_by_side_have_a_thread_each_and_the_memory_of_one(int threads, int memory, int sessions, int memoryOfEach)
    {
        var options = new EngineOptions("work", []) { Threads = threads, MemoryLimit = (long)memory << 20 };

        Assert.Equal((sessions, (long)memoryOfEach << 20), (options.Shares, options.Share().Memory));
        Assert.Equal((sessions, 1), (options.Share().SideBySide, options.Share(sessions: 1).SideBySide));
    }

    [Fact]
    public async Task What_is_up_to_date_starts_no_engine()
    {
        await BuildAsync();
        var before = _engine.Sessions;

        var again = await BuildAsync();

        Assert.All(again, table => Assert.Equal(TableBuildStatus.Unchanged, table.Status));
        Assert.Equal((true, before), (before > 0, _engine.Sessions));
    }

    [Fact]
    public async Task A_build_that_ends_at_any_change_of_the_lake_is_made_whole_by_the_next()
    {
        await BuildAsync();
        var expected = Published(await SentAgainAndBuiltAsync());
        for (var changes = 0; ; changes++)
        {
            await using var lake = new FolderTestLake();
            await SendAsync("id|x\n1|a\n", new DateOnly(2022, 5, 2), lake);
            await BuildAsync(lake.Open());
            await SendAsync("id|x\n1|b\n", new DateOnly(2022, 5, 2), lake, force: true);
            var before = Published(lake);
            var hasFailed = false;
            try
            {
                await BuildAsync(new FailingStore(lake.Open(), changes));
            }
            catch (DataLakeException exception) when (exception.Error == DataLakeError.LakeUnavailable)
            {
                hasFailed = true;

                // Of each layer the old tables or the new ones, never some of both.
                Assert.All(Published(lake), layer => Assert.True(layer.Value == before[layer.Key] || layer.Value == expected[layer.Key], $"{layer.Key} after {changes} changes: {layer.Value}"));
            }

            await BuildAsync(lake.Open());

            Assert.Equal(expected, Published(lake));
            if (!hasFailed)
            {
                // Three files, two manifests, and the removal of the Trusted file of before. The two of Refined could not be removed
                // any more, which is no failure.
                Assert.Equal(6, changes);
                break;
            }
        }
    }

    [Fact]
    public async Task A_file_that_is_refused_leaves_nothing_in_the_lake_and_the_mended_one_has_its_name()
    {
        await SendAsync($"id|x\n1|{StubEngine.Broken}\n", new DateOnly(2022, 5, 2), force: true);
        var exception = await Assert.ThrowsAsync<DataLakeException>(() => BuildAsync());
        var left = _lake.Objects.Keys.Where(key => !key.StartsWith("Raw/", StringComparison.Ordinal)).ToList();
        await SendAsync("id|x\n1|b\n", new DateOnly(2022, 5, 2), force: true);

        await BuildAsync();

        Assert.Equal(DataLakeError.TooManyRejects, exception.Error);
        Assert.Empty(left);
        Assert.Equal(["Trusted/Local/Parquet/Notes/2022/05/02/notes.parquet"], TableFilesOf(_lake, TableLayer.Trusted));
    }

    [Fact]
    public async Task What_a_build_that_ended_early_has_left_goes_with_the_next_one_that_publishes_the_table()
    {
        for (var (changes, hasFailed) = (0, true); hasFailed; changes++)
        {
            await using var lake = new FolderTestLake();
            await SendAsync("id|x\n1|a\n", new DateOnly(2022, 5, 2), lake);
            hasFailed = await Record.ExceptionAsync(() => BuildAsync(new FailingStore(lake.Open(), changes))) is not null;
            await SendAsync("id|x\n1|b\n", new DateOnly(2022, 5, 2), lake, force: true);

            await BuildAsync(lake.Open());

            Assert.All(Enum.GetValues<TableLayer>(), layer => Assert.Equal(KeysInManifests(lake, layer), TableFilesOf(lake, layer)));
        }
    }

    [Fact]
    public async Task A_build_that_fails_takes_away_what_it_has_put_beside_the_Refined_tables_of_its_day()
    {
        await BuildAsync();
        await SendAsync("id|x\n1|b\n", new DateOnly(2022, 5, 2), force: true);

        // At the sixth change, which is the manifest of Refined.
        await Assert.ThrowsAsync<DataLakeException>(() => BuildAsync(new FailingStore(_lake.Open(), changes: 5, failures: 1)));
        Assert.Equal(KeysInManifests(_lake, TableLayer.Refined), TableFilesOf(_lake, TableLayer.Refined));

        Assert.All(await BuildAsync(), table => Assert.Equal(table.Layer == TableLayer.Refined ? TableBuildStatus.Built : TableBuildStatus.Unchanged, table.Status));
        Assert.Equal(KeysInManifests(_lake, TableLayer.Refined), TableFilesOf(_lake, TableLayer.Refined));
    }

    [Fact]
    public async Task What_others_put_beside_the_files_of_a_table_stays()
    {
        const string Folder = "Trusted/Local/Parquet/Notes/2022/05/02/";
        string[] others = [Folder + "notes.backup.parquet", Folder + "notes-copy.parquet", Folder + "notes.txt"];
        await BuildAsync();
        foreach (var other in others)
        {
            await File.WriteAllTextAsync(Path.Combine(_lake.Root, other), "theirs");
        }

        await SentAgainAndBuiltAsync();

        Assert.All(others, other => Assert.Contains(other, _lake.Objects.Keys));
    }

    [Theory]
    [InlineData("Raw/Local/CSV/Notes/2022/05/02/more.csv", "id|x\n1|a\n2|b\n")]
    [InlineData("Raw/Local/JSON/Others/2022/05/02/more.json", "[{\"id\":1},{\"id\":2}]")]
    public async Task A_table_with_fewer_rows_than_were_read_is_not_published(string key, string text)
    {
        await BuildAsync();
        var path = Path.Combine(_lake.Root, key);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllTextAsync(path, text);
        _engine.LostRows = 1;

        var exception = await Assert.ThrowsAsync<DataLakeException>(() => BuildAsync());

        Assert.Equal(DataLakeError.EngineFailed, exception.Error);
        Assert.Equal(["Trusted/Local/Parquet/Notes/2022/05/02/notes.parquet"], TableFilesOf(_lake, TableLayer.Trusted));
        _engine.LostRows = 0;
        Assert.Contains(await BuildAsync(), table => table is { Status: TableBuildStatus.Built, Layer: TableLayer.Trusted });
    }

    [Fact]
    public async Task A_file_of_rejects_that_is_another_than_was_published_is_refused()
    {
        await SendAsync($"id|x\n1|{StubEngine.Broken}\n", new DateOnly(2022, 5, 2), specification: "Others");
        await BuildAsync();
        await using var reader = await TableReader.OpenAsync(_lake.Open(), _engine, Model, new TableReadOptions(), CancellationToken.None);
        const string Rejects = "Trusted/Local/Parquet/Others/2022/05/02/rejects.parquet";
        await File.AppendAllTextAsync(Path.Combine(_lake.Root, Rejects), "more");

        var exception = await Assert.ThrowsAsync<DataLakeException>(() => reader.QueryAsync("SELECT * FROM rejects", CancellationToken.None));

        Assert.Equal((DataLakeError.ChecksumMismatch, Rejects), (exception.Error, exception.Target));
        Assert.NotNull((await PublishedFiles.ReadAsync(_lake.Open(), new LakeObjectQuery { Layer = nameof(TableLayer.Trusted) }, CancellationToken.None))[Rejects].Checksum);
    }

    [Theory]
    [InlineData("sources/duckdb/macros.sql", "CREATE MACRO plus_one(x) AS x + 1;", "b_table model changed, a_table model changed")]
    [InlineData("trusted/notes.json", "LATEST", "b_table model changed, a_table up to date")]
    public async Task Refined_tables_are_made_again_where_functions_or_the_latest_record_are_others(string file, string text, string expected)
    {
        await BuildAsync();
        _local.Write("model/" + file, text.Replace("LATEST", Contract.Replace("\"table\":\"notes\",", "\"table\":\"notes\",\"latest\":\"id\",", StringComparison.Ordinal), StringComparison.Ordinal));

        var built = await BuildAsync(model: FolderModel.Load(Path.Combine(_local.Root, "model")));

        Assert.Equal(expected, string.Join(", ", built.Where(table => table.Layer == TableLayer.Refined).Select(table => $"{table.Table} {table.Reason}")));
    }

    [Fact]
    public async Task A_build_reads_no_table_that_its_model_does_not_name()
    {
        await SendAsync("id|x\n2|b\n", new DateOnly(2022, 5, 2), specification: "Others");

        await BuildAsync();

        Assert.Contains(_engine.Tables, table => table.Table == "notes");
        Assert.DoesNotContain(_engine.Tables, table => table.Table == "others");
    }

    [Fact]
    public async Task A_table_of_files_with_other_columns_has_those_of_all()
    {
        await SendAsync("x|y\n1|2\n", new DateOnly(2022, 5, 2), specification: "Others", name: "a.csv");
        await SendAsync("x|z\n3|4\n", new DateOnly(2022, 5, 2), specification: "Others", name: "b.csv");
        await BuildAsync();
        await using var reader = await TableReader.OpenAsync(_lake.Open(), _engine, Model, new TableReadOptions(), CancellationToken.None);

        await using var result = await reader.QueryAsync("SELECT * FROM others", CancellationToken.None);

        Assert.Equal(["x", "z", "y"], _engine.Tables.Last(table => table.Table == "others").Columns.Select(column => column.Name));
        Assert.Equal(["x", "z", "y"], reader.Published.ContractOf("others").Columns.Select(column => column.Name));
    }

    [Fact]
    public async Task Files_with_any_columns_of_one_table_are_read_as_one()
    {
        var engine = new DuckDbEngine(macros: null);
        await SendAsync("file_row_number|y\n1|2\n", new DateOnly(2022, 5, 2), specification: "Others", name: "a.csv");
        await SendAsync("file_row_number|z\n3|4\n", new DateOnly(2022, 5, 2), specification: "Others", name: "b.csv");
        await BuildAsync(engine: engine, isForced: true);
        await using var reader = await TableReader.OpenAsync(_lake.Open(), engine, Model, new TableReadOptions(), CancellationToken.None);

        await using var result = await reader.QueryAsync("SELECT file_row_number_2, y, z, raw_row FROM others ORDER BY raw_key", CancellationToken.None);
        var rows = new List<object?[]>();
        await foreach (var row in result.RowsAsync(CancellationToken.None))
        {
            rows.Add(row);
        }

        Assert.Equal([["1", "2", null, 0L], ["3", null, "4", 0L]], rows);
    }

    [Theory]
    [InlineData("'/etc/passwd'", DataLakeError.QueryOutsideLake)]
    [InlineData("'/etc/passwd.csv'", DataLakeError.QueryOutsideLake)]
    [InlineData("'C:\\data'", DataLakeError.QueryOutsideLake)]
    [InlineData("'http://example.com'", DataLakeError.QueryOutsideLake)]
    [InlineData("\"s3://bucket/key\"", DataLakeError.QueryOutsideLake)]
    [InlineData("'file.parquet'", DataLakeError.QueryOutsideLake)]
    [InlineData("'*.tsv'", DataLakeError.QueryOutsideLake)]
    [InlineData("'Sales.JSON.gz'", DataLakeError.QueryOutsideLake)]
    [InlineData("'lake.duckdb'", DataLakeError.QueryOutsideLake)]
    [InlineData("sales.csv", DataLakeError.QueryOutsideLake)]
    [InlineData("sales.parquet", DataLakeError.QueryOutsideLake)]
    [InlineData("(SELECT * FROM notes, 'x.ndjson')", DataLakeError.QueryOutsideLake)]
    [InlineData("'nothing'", DataLakeError.TableNotFound)]
    [InlineData("'a.b'", DataLakeError.TableNotFound)]
    [InlineData("information_schema.tables", DataLakeError.TableNotFound)]
    [InlineData("parquet", DataLakeError.TableNotFound)]
    [InlineData("main.parquet", DataLakeError.TableNotFound)]
    [InlineData("csv", null)]
    [InlineData("main.csv", null)]
    [InlineData("'notes'", null)]
    public async Task A_query_that_names_a_file_or_an_address_in_place_of_a_table_reads_outside_the_lake(string named, DataLakeError? expected)
    {
        var engine = new DuckDbEngine(macros: null);
        await SendAsync("x\n1\n", new DateOnly(2022, 5, 2), specification: "CSV");
        await BuildAsync(engine: engine, isForced: true);
        await using var reader = await TableReader.OpenAsync(_lake.Open(), engine, Model, new TableReadOptions(), CancellationToken.None);

        var exception = await Record.ExceptionAsync(async () => await (await reader.QueryAsync($"SELECT * FROM {named}", CancellationToken.None)).DisposeAsync());

        Assert.Equal(expected, (exception as DataLakeException)?.Error);
        Assert.Equal(expected is null, exception is null);
    }

    [Fact]
    public async Task Raw_folders_whose_names_become_one_table_are_warned_of()
    {
        await SendAsync("id|x\n1|a\n", new DateOnly(2022, 5, 2), specification: "Sales/EU");
        await SendAsync("id|x\n2|b\n", new DateOnly(2022, 5, 1), specification: "Sales_EU");
        var reporter = new RecordingReporter();

        await BuildAsync(reporter: reporter);

        Assert.StartsWith("The table 'sales_eu' has the rows of all of these, whose names are alike: Local/Sales/EU, Local/Sales_EU.", Assert.Single(reporter.Warnings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, 1)]
    [InlineData(TableLayer.Trusted, 0)]
    public async Task A_build_of_many_days_keeps_no_files_but_those_that_it_still_reads(TableLayer? layer, int kept)
    {
        for (var day = 3; day <= 6; day++)
        {
            await SendAsync($"id|x\n1|{day}\n", new DateOnly(2022, 4, day));
        }

        var most = 0;
        var work = Path.Combine(_local.Root, "work");
        Directory.CreateDirectory(work);
        _engine.Typing = () =>
        {
            most = Math.Max(most, Directory.GetFiles(work, "*.parquet", SearchOption.AllDirectories).Length);
            return Task.CompletedTask;
        };

        await BuildAsync(work: work, layer: layer);

        Assert.Equal(kept, most);
    }

    [Fact]
    public async Task A_test_that_fails_says_which_tables_stand()
    {
        await SendAsync("id|x\n1|b\n", new DateOnly(2022, 5, 1));
        _engine.Findings = [["1", "wrong"]];

        var first = await Assert.ThrowsAsync<DataLakeException>(() => BuildAsync());
        var second = await Assert.ThrowsAsync<DataLakeException>(() => BuildAsync());

        Assert.StartsWith("No Refined table was published; those of before stay, beside Trusted tables of 2022-05-01 to 2022-05-02 that this build has published.", first.Recommendation, StringComparison.Ordinal);
        Assert.StartsWith("No Refined table was published; those of before stay. ", second.Recommendation, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_builds_at_once_publish_one_and_refuse_the_other()
    {
        var first = BuildAsync();
        var second = BuildAsync();
        var failures = new List<DataLakeError>();
        foreach (var build in (Task<List<LakeTableBuild>>[])[first, second])
        {
            try
            {
                await build;
            }
            catch (DataLakeException exception)
            {
                failures.Add(exception.Error);
            }
        }

        Assert.All(failures, error => Assert.Equal(DataLakeError.BuildConflict, error));
        Assert.All(await BuildAsync(), table => Assert.Equal(TableBuildStatus.Unchanged, table.Status));
    }

    [Fact]
    public async Task A_build_that_its_engine_ends_at_any_call_leaves_the_tables_of_before_and_is_made_whole_by_the_next()
    {
        await BuildAsync();
        await SendAsync("id|x\n1|b\n", new DateOnly(2022, 5, 2), force: true);
        var refined = ManifestStore.KeyOf(TableLayer.Refined, Day);
        var before = Published(_lake)[refined];
        Fault fault;
        var calls = 0;
        do
        {
            fault = new Fault(++calls, Fault.Kinds[calls % Fault.Kinds.Count]);
            var failure = await Record.ExceptionAsync(() => BuildAsync(isForced: true, engine: new FaultyEngine(_engine, fault)));

            Assert.Equal(fault.HasStruck, failure is not null);
            Assert.Equal(fault.HasStruck ? before : before.Replace("1|a", "1|b", StringComparison.Ordinal), Published(_lake)[refined]);
        }
        while (fault.HasStruck);

        Assert.InRange(calls, 15, 100);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_build_on_older_data_does_not_take_the_place_of_a_newer_one(bool isForced)
    {
        _engine.Meanwhile = SentAgainAndBuiltAsync;

        var exception = await Assert.ThrowsAsync<DataLakeException>(() => BuildAsync(isForced: isForced));

        Assert.Equal(DataLakeError.BuildConflict, exception.Error);
        Assert.Equal("b_table(notes of id|x\n1|b\n)\na_table(b_table(notes of id|x\n1|b\n))", Published(_lake)[ManifestStore.KeyOf(TableLayer.Refined, Day)]);
    }

    [Fact]
    public async Task A_manifest_that_cannot_be_read_is_replaced_by_a_forced_build_alone()
    {
        await BuildAsync();
        var key = ManifestStore.KeyOf(TableLayer.Refined, Day);
        await File.WriteAllTextAsync(Path.Combine(_lake.Root, key), "{");

        var exception = await Assert.ThrowsAsync<DataLakeException>(() => BuildAsync());
        var built = await BuildAsync(isForced: true);

        Assert.Equal(DataLakeError.ManifestUnreadable, exception.Error);
        Assert.All(built, table => Assert.Equal(TableBuildStatus.Built, table.Status));
        Assert.Equal("b_table(notes of id|x\n1|a\n)\na_table(b_table(notes of id|x\n1|a\n))", Published(_lake)[key]);
    }

    [Theory]
    [InlineData(TableLayer.Refined, false, false)]
    [InlineData(TableLayer.Refined, true, false)]
    [InlineData(null, false, false)]
    [InlineData(null, true, true)]
    [InlineData(TableLayer.Trusted, false, false)]
    [InlineData(TableLayer.Trusted, true, true)]
    public async Task A_Trusted_manifest_that_cannot_be_read_is_replaced_by_what_its_raw_data_becomes_and_else_stops_the_build(TableLayer? layer, bool hasRaw, bool isBuilt)
    {
        var day = new DateOnly(2022, 5, 2);
        await SendAsync("id|x\n3|c\n", Day);
        await BuildAsync();
        var published = Published(_lake);
        var refined = Text(ManifestStore.KeyOf(TableLayer.Refined, Day));
        await File.WriteAllTextAsync(Path.Combine(_lake.Root, ManifestStore.KeyOf(TableLayer.Trusted, day)), "{");
        if (!hasRaw)
        {
            Directory.Delete(Path.Combine(_lake.Root, "Raw/Local/CSV/Notes/2022/05/02"), recursive: true);
        }

        var build = await Record.ExceptionAsync(() => BuildAsync(isForced: true, layer: layer));

        if (isBuilt)
        {
            Assert.Null(build);
            Assert.Equal(published, Published(_lake));
        }
        else
        {
            Assert.Equal(DataLakeError.ManifestUnreadable, Assert.IsType<DataLakeException>(build).Error);
            Assert.Equal(refined, Text(ManifestStore.KeyOf(TableLayer.Refined, Day)));
        }
    }

    [Fact]
    public async Task A_table_that_nobody_described_gives_up_its_name_to_one_that_the_model_describes()
    {
        await SendAsync("id|x\n3|c\n", Day, specification: "Marks", name: "marks.csv");
        Assert.Contains("marks", (await BuildAsync(layer: TableLayer.Trusted)).Select(table => table.Table));
        _local.Write("model/trusted/marks.json", Contract.Replace("notes", "marks", StringComparison.Ordinal).Replace("Notes", "Marks", StringComparison.Ordinal).Replace("CSV", "JSON", StringComparison.Ordinal));
        var model = FolderModel.Load(Path.Combine(_local.Root, "model"));

        var built = await BuildAsync(layer: TableLayer.Trusted, model: model);

        Assert.Equal(("marks_text", "model changed"), Assert.Single(built, table => table.Status == TableBuildStatus.Built) is var table ? (table.Table, table.Reason) : default);
        Assert.DoesNotContain("marks", built.Select(one => one.Table));
    }

    [Fact]
    public async Task A_reader_that_began_before_a_build_reads_the_new_tables_where_the_old_are_gone()
    {
        await BuildAsync();
        await using var reader = await TableReader.OpenAsync(_lake.Open(), _engine, Model, new TableReadOptions(), CancellationToken.None);
        await SentAgainAndBuiltAsync();

        await using var result = await reader.QueryAsync("SELECT * FROM a_table", CancellationToken.None);

        Assert.Contains("1|b", await File.ReadAllTextAsync(_engine.Attached[^1]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_query_that_names_a_Refined_table_reads_the_Trusted_files_that_it_was_made_of_and_another_the_newest()
    {
        await BuildAsync();
        await SendAsync("id|x\n3|c\n", Day);
        await BuildAsync(layer: TableLayer.Trusted);
        _engine.Queries.Clear();
        await using var reader = await OpenAsync();

        foreach (var sql in new[] { "SELECT * FROM b_table JOIN notes", "SELECT * FROM notes", "SELECT * FROM b_table JOIN notes" })
        {
            await using var result = await reader.QueryAsync(sql, CancellationToken.None);
        }

        Assert.Equal(
            ["b_table(notes of id|x\n1|a\n)notes of id|x\n1|a\n", "notes of id|x\n3|c\n", "b_table(notes of id|x\n1|a\n)notes of id|x\n1|a\n"],
            _engine.Queries.Select(query => query.Found));
    }

    [Fact]
    public async Task Refined_tables_are_not_read_with_Trusted_files_that_they_were_not_made_of()
    {
        await BuildAsync();
        await SendAsync("id|x\n1|b\n", new DateOnly(2022, 5, 2), force: true);
        await BuildAsync(layer: TableLayer.Trusted);
        _engine.Queries.Clear();
        await using var reader = await OpenAsync();

        var exception = await Assert.ThrowsAsync<DataLakeException>(() => reader.QueryAsync("SELECT * FROM a_table JOIN notes", CancellationToken.None));
        await using var refined = await reader.QueryAsync("SELECT * FROM a_table", CancellationToken.None);
        await using var trusted = await reader.QueryAsync("SELECT * FROM notes", CancellationToken.None);

        Assert.Equal(DataLakeError.TablesOutdated, exception.Error);
        Assert.Equal("Trusted/Local/Parquet/Notes/2022/05/02/notes.parquet", exception.Target);
        Assert.Equal(["a_table(b_table(notes of id|x\n1|a\n))", "notes of id|x\n1|b\n"], _engine.Queries.Select(query => query.Found));
    }

    [Fact]
    public async Task A_query_is_refused_for_a_file_of_a_table_that_it_names_alone()
    {
        var model = ModelWithMarks();
        await SendAsync("id|x\n5|e\n", new DateOnly(2022, 5, 2), specification: "Marks");
        await BuildAsync(model: model);
        await SendAsync("id|x\n1|b\n", new DateOnly(2022, 5, 2), force: true);
        await BuildAsync(model: model, layer: TableLayer.Trusted);
        _engine.Queries.Clear();

        await using (var reader = await OpenAsync(model))
        {
            await using var other = await reader.QueryAsync("SELECT * FROM a_table JOIN marks", CancellationToken.None);
            var exception = await Assert.ThrowsAsync<DataLakeException>(() => reader.QueryAsync("SELECT * FROM a_table JOIN marks JOIN notes", CancellationToken.None));

            Assert.Equal((DataLakeError.TablesOutdated, "Trusted/Local/Parquet/Notes/2022/05/02/notes.parquet"), (exception.Error, exception.Target));
            Assert.Equal(["a_table(b_table(notes of id|x\n1|a\n)(marks of id|x\n5|e\n))marks of id|x\n5|e\n"], _engine.Queries.Select(query => query.Found));
        }

        // As earlier versions wrote it: a file may be of any table.
        RewriteInputs();
        await using var before = await OpenAsync(model);
        Assert.Equal(DataLakeError.TablesOutdated, (await Assert.ThrowsAsync<DataLakeException>(() => before.QueryAsync("SELECT * FROM a_table JOIN marks", CancellationToken.None))).Error);
    }

    [Fact]
    public async Task Data_that_no_Refined_table_is_made_of_makes_none_again_and_is_read_with_them_as_it_is()
    {
        await BuildAsync();
        await SendAsync("id|x\n2|b\n", new DateOnly(2022, 5, 2), specification: "Others");

        Assert.Equal(["others"], (await BuildAsync(isWhatIf: true)).Where(table => table.Status == TableBuildStatus.WhatIf).Select(table => table.Table));
        var built = await BuildAsync();
        await using var reader = await OpenAsync();
        await using var result = await reader.QueryAsync("SELECT * FROM a_table JOIN others", CancellationToken.None);

        Assert.Equal(["others"], built.Where(table => table.Status == TableBuildStatus.Built).Select(table => table.Table));
        Assert.Equal("a_table(b_table(notes of id|x\n1|a\n))others of id|x\n2|b\n", _engine.Queries[^1].Found);
    }

    [Fact]
    public async Task A_query_of_a_table_without_data_is_an_error_and_one_of_the_model_takes_it_as_empty()
    {
        var model = ModelWithMarks();
        await BuildAsync(model: model);

        await using (var reader = await TableReader.OpenAsync(_lake.Open(), _engine, model, new TableReadOptions { Day = Day }, CancellationToken.None))
        {
            var exception = await Assert.ThrowsAsync<DataLakeException>(() => reader.QueryAsync("SELECT * FROM MARKS", CancellationToken.None));
            await using var result = await reader.QueryOfModelAsync("SELECT * FROM notes JOIN marks", CancellationToken.None);

            Assert.Equal((DataLakeError.TableNotFound, "marks"), (exception.Error, exception.Target));
            Assert.Equal("The lake has no data of the table 'marks' up to 2022-05-03.", exception.Message);
            Assert.Equal("notes of id|x\n1|a\n", _engine.Queries[^1].Found);
        }

        await SendAsync("id|x\n5|e\n", new DateOnly(2022, 5, 2), specification: "Marks");
        await BuildAsync(model: model, layer: TableLayer.Trusted);
        await using var after = await OpenAsync(model);
        Assert.Equal(DataLakeError.TablesOutdated, (await Assert.ThrowsAsync<DataLakeException>(() => after.QueryAsync("SELECT * FROM a_table JOIN marks", CancellationToken.None))).Error);
        await using var alone = await after.QueryAsync("SELECT * FROM marks", CancellationToken.None);
        Assert.Equal("marks of id|x\n5|e\n", _engine.Queries[^1].Found);
    }

    [Fact]
    public async Task A_file_whose_key_comes_back_with_other_bytes_is_read_anew()
    {
        await BuildAsync();
        await using var reader = await OpenAsync();
        await using var before = await reader.QueryAsync("SELECT * FROM notes", CancellationToken.None);
        await SentAgainAndBuiltAsync();
        await SendAsync("id|x\n1|c\n", new DateOnly(2022, 5, 2), force: true);
        await BuildAsync();

        await using var refined = await reader.QueryAsync("SELECT * FROM a_table JOIN notes", CancellationToken.None);

        Assert.Equal("a_table(b_table(notes of id|x\n1|c\n))notes of id|x\n1|c\n", _engine.Queries[^1].Found);
    }

    [Fact]
    public async Task A_build_that_takes_away_files_that_the_engine_has_attached_ends_no_query()
    {
        await BuildAsync();
        await using var reader = await OpenAsync();
        await using var before = await reader.QueryAsync("SELECT * FROM a_table", CancellationToken.None);
        await SentAgainAndBuiltAsync();

        await using var after = await reader.QueryAsync("SELECT * FROM a_table", CancellationToken.None);

        Assert.Equal("a_table(b_table(notes of id|x\n1|b\n))", _engine.Queries[^1].Found);
    }

    [Fact]
    public async Task A_file_that_is_gone_while_no_build_was_published_is_named()
    {
        await BuildAsync();
        await using var reader = await OpenAsync();
        await using var before = await reader.QueryAsync("SELECT * FROM a_table", CancellationToken.None);
        File.Delete(_engine.Attached[^1]);

        var exception = await Assert.ThrowsAsync<DataLakeException>(() => reader.QueryAsync("SELECT * FROM a_table", CancellationToken.None));

        Assert.Equal((DataLakeError.TableNotFound, "Refined/Lake/Parquet/ATable/2022/05/03/a_table.parquet"), (exception.Error, exception.Target));
    }

    [Theory]
    [InlineData(true, DataLakeError.TableNotFound, "Refined/Lake/Parquet/ATable/2022/05/03/a_table.parquet")]
    [InlineData(false, DataLakeError.EngineFailed, null)]
    public async Task A_file_that_goes_while_rows_are_read_is_named(bool isGone, DataLakeError error, string? target)
    {
        await BuildAsync();
        _engine.Findings = [["1", "a"], ["2", "b"]];
        await using var reader = await OpenAsync();
        await using var result = await reader.QueryAsync("SELECT * FROM a_table", CancellationToken.None);
        var rows = result.RowsAsync(CancellationToken.None).GetAsyncEnumerator();
        Assert.True(await rows.MoveNextAsync());
        if (isGone)
        {
            File.Delete(_engine.Attached[^1]);
        }

        _engine.Reading = () => throw new DataLakeException(DataLakeError.EngineFailed, "IO Error.", "Look at the disk.", target: null);
        var exception = await Assert.ThrowsAsync<DataLakeException>(() => rows.MoveNextAsync().AsTask());

        Assert.Equal((error, target), (exception.Error, exception.Target));
    }

    [Theory]
    [InlineData("notes")]
    [InlineData("a_table")]
    public async Task A_table_that_is_not_published_is_neither_tested_nor_traced(string table)
    {
        await using var lake = new FolderTestLake();
        await SendAsync("id|x\n1|a\n", Day, lake, specification: "Others");
        await BuildAsync(lake.Open(), layer: TableLayer.Trusted);
        await using var reader = await TableReader.OpenAsync(lake.Open(), _engine, Model, new TableReadOptions(), CancellationToken.None);

        var tested = await Assert.ThrowsAsync<DataLakeException>(async () => await reader.TestAsync(table, Day, CancellationToken.None).GetAsyncEnumerator().MoveNextAsync());
        var traced = await Assert.ThrowsAsync<DataLakeException>(async () => await reader.TraceAsync(table, "1", CancellationToken.None).GetAsyncEnumerator().MoveNextAsync());

        Assert.Equal([DataLakeError.TableNotFound, DataLakeError.TableNotFound], [tested.Error, traced.Error]);
    }

    [Theory]
    [InlineData(2, "3|c")]
    [InlineData(3, "1|b")]
    public async Task A_file_that_was_sent_again_is_no_source_beside_those_of_other_days(int day, string expected)
    {
        await SendAsync("id|x\n3|c\n", new DateOnly(2022, 5, 3));
        await BuildAsync();
        await SendAsync("id|x\n1|b\n", new DateOnly(2022, 5, day), force: true);

        await BuildAsync();

        Assert.Equal($"b_table(notes of id|x\n{expected}\n)\na_table(b_table(notes of id|x\n{expected}\n))", Published(_lake)[ManifestStore.KeyOf(TableLayer.Refined, Day)]);
    }

    private Task<TableReader> OpenAsync(TableModel? model = null) => TableReader.OpenAsync(_lake.Open(), _engine, model ?? Model, new TableReadOptions(), CancellationToken.None);

    // The manifest of Refined as earlier versions wrote it: without the tables of the Trusted files.
    private void RewriteInputs()
    {
        var key = ManifestStore.KeyOf(TableLayer.Refined, Day);
        var manifest = JsonNode.Parse(Text(key))!;
        foreach (var input in manifest["inputs"]!.AsArray())
        {
            Assert.True(input!.AsObject().Remove("table"));
        }

        File.WriteAllText(Path.Combine(_lake.Root, key), manifest.ToJsonString());
    }

    // The model, where the second table reads a second Trusted one.
    private TableModel ModelWithMarks()
    {
        _ = Model;
        _local.Write("model/trusted/marks.json", Contract.Replace("notes", "marks", StringComparison.Ordinal).Replace("Notes", "Marks", StringComparison.Ordinal));
        _local.Write("model/refined/b_table.sql", "SELECT id FROM notes LEFT JOIN marks");
        return FolderModel.Load(Path.Combine(_local.Root, "model"));
    }

    private string Text(string key) => Encoding.UTF8.GetString(_lake.Objects[key]);

    private async Task<FolderTestLake> SentAgainAndBuiltAsync()
    {
        await SendAsync("id|x\n1|b\n", new DateOnly(2022, 5, 2), force: true);
        await BuildAsync();
        return _lake;
    }

    private static List<string> TableFilesOf(FolderTestLake lake, TableLayer layer) =>
        [.. lake.Objects.Keys.Where(key => key.StartsWith($"{layer}/", StringComparison.Ordinal) && key.EndsWith(TableFiles.Extension, StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    private static List<string> KeysInManifests(FolderTestLake lake, TableLayer layer)
    {
        var manifests = lake.Objects.Where(one => one.Key.StartsWith($"{layer}/Lake/JSON/Manifest/", StringComparison.Ordinal));
        return [.. manifests.SelectMany(one => JsonDocument.Parse(one.Value).RootElement.GetProperty("tables").EnumerateArray().Select(table => table.GetProperty("key").GetString()!)).Order(StringComparer.Ordinal)];
    }

    // The content of the tables that the manifests name, by layer.
    private static Dictionary<string, string> Published(FolderTestLake lake)
    {
        var objects = lake.Objects;
        return objects.Where(one => one.Key.EndsWith("/manifest.json", StringComparison.Ordinal)).ToDictionary(
            one => one.Key,
            one =>
            {
                using var manifest = System.Text.Json.JsonDocument.Parse(one.Value);
                var keys = manifest.RootElement.GetProperty("tables").EnumerateArray().Select(table => table.GetProperty("key").GetString()!);
                return string.Join('\n', keys.Select(key => objects.TryGetValue(key, out var bytes) ? Encoding.UTF8.GetString(bytes) : $"{key} is missing"));
            });
    }

    private async Task SendAsync(string text, DateOnly date, FolderTestLake? lake = null, bool force = false, string? specification = null, string name = "notes.csv")
    {
        var sender = new RawCsvSender((lake ?? _lake).Open(), new RawCsvOptions { Date = date, Force = force, Specification = specification }, SilentReporter.Instance, TimeProvider.System);
        await sender.SendAsync(_local.Write(name, text), CancellationToken.None);
    }

    private async Task<List<LakeTableBuild>> BuildAsync(ILakeStore? store = null, bool isForced = false, IEngine? engine = null, int? threads = null, bool isWhatIf = false, IReporter? reporter = null, TableModel? model = null, string? work = null, TableLayer? layer = null)
    {
        var options = new TableBuildOptions { Day = Day, Program = "1.0.0", Force = isForced, Threads = threads, WhatIf = isWhatIf, WorkPath = work, Layer = layer };
        var built = new List<LakeTableBuild>();
        await foreach (var table in new TableBuilder(store ?? _lake.Open(), engine ?? _engine, model ?? Model, options, reporter ?? SilentReporter.Instance, TimeProvider.System).BuildAsync(CancellationToken.None))
        {
            built.Add(table);
        }

        return built;
    }

    private TableModel Load()
    {
        _local.Write("model/trusted/notes.json", Contract);
        _local.Write("model/refined/a_table.json", Refined.Replace("TABLE", "a_table", StringComparison.Ordinal));
        _local.Write("model/refined/a_table.sql", "SELECT id FROM b_table");
        _local.Write("model/refined/b_table.json", Refined.Replace("TABLE", "b_table", StringComparison.Ordinal));
        _local.Write("model/refined/b_table.sql", "SELECT id FROM notes");
        return FolderModel.Load(Path.Combine(_local.Root, "model"));
    }
}
