using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Reporting;
using DataLakeTools.Core.Storage;
using DataLakeTools.Core.Tables.Builds;
using DataLakeTools.Core.Tables.Contracts;
using DataLakeTools.Core.Tests.Raw;
using DataLakeTools.Core.Tests.Storage;
using DataLakeTools.Core.Tests.Storage.Folder;

namespace DataLakeTools.Core.Tests.Tables;

/// <summary>Which Refined tables a build makes again. a reads b, which reads notes; c reads marks; d reads c and words, and its tests a.</summary>
public sealed class RefinedPlanTests : IAsyncLifetime, IDisposable
{
    private const string Notes = "Raw/Local/CSV/Notes/2022/05/02/notes.csv";
    private const string Marks = "Raw/Local/CSV/Marks/2022/05/02/marks.csv";

    private static readonly DateOnly Day = new(2022, 5, 3);

    private readonly FolderTestLake _lake = new();
    private readonly LocalFolder _local = new();
    private readonly StubEngine _engine = new();

    private TableModel Model => FolderModel.Load(Path.Combine(_local.Root, "model"));

    public async Task InitializeAsync()
    {
        foreach (var table in (string[])["notes", "marks"])
        {
            WriteModel($"trusted/{table}.json", $$"""{"table":"{{table}}","from":{"origin":"Local","format":"CSV","specification":"{{char.ToUpperInvariant(table[0])}}{{table[1..]}}"},"columns":[{"name":"id","type":"varchar","source":"id"}]}""");
        }

        WriteModel("seeds/words.json", """{"table":"words","columns":[{"name":"id","type":"varchar"}]}""");
        WriteModel("seeds/words.csv", "id\n1\n");
        WriteRefined("a", "SELECT id FROM b");
        WriteRefined("b", "SELECT id FROM notes");
        WriteRefined("c", "SELECT id FROM marks");
        WriteRefined("d", "SELECT id FROM c JOIN words", reads: "a");
        await WriteAsync(Notes, "id|x\n1|a\n");
        await WriteAsync(Marks, "id|x\n1|m\n");
    }

    public Task DisposeAsync() => _lake.DisposeAsync().AsTask();

    public void Dispose() => _local.Dispose();

    [Theory]
    [InlineData("notes", "b Trusted changed, a Refined changed", "b, a, d")]
    [InlineData("marks", "c Trusted changed, d Refined changed", "c, d")]
    [InlineData("words", "d model changed", "d")]
    [InlineData("a", "a model changed", "a, d")]
    [InlineData("functions", "b model changed, a model changed, c model changed, d model changed", "b, a, c, d")]
    [InlineData("notes and the latest of them", "b model changed, a Refined changed", "b, a, d")]
    [InlineData("nothing", "", "")]
    public async Task A_table_is_made_again_for_what_it_is_made_of_and_tested_for_what_its_tests_read(string changed, string made, string tested)
    {
        await BuildAsync();
        await ChangeAsync(changed);
        _engine.Queries.Clear();

        var built = await BuildAsync();

        Assert.Equal(made, ReasonsOf(built));
        Assert.Equal(tested, TestedTables());
        Assert.Equal(4, built.Count);
        Assert.All(built.Where(table => table.Status == TableBuildStatus.Unchanged), table => Assert.Equal(("up to date", null), (table.Reason, table.Upload)));
        Assert.Equal(KeysInManifest(Day), TableFiles(Day));
        using var manifest = Manifest(Day);
        Assert.Equal(4, manifest.RootElement.GetProperty("tests").EnumerateArray().Count(test => test.GetProperty("test").GetString() == "nothing"));
        Assert.Equal(["marks", "notes"], manifest.RootElement.GetProperty("inputs").EnumerateArray().Select(input => input.GetProperty("table").GetString()));
        Assert.Equal(string.Empty, ReasonsOf(await BuildAsync()));
    }

    [Theory]
    [InlineData("notes", "a Refined may change, b Trusted changed")]
    [InlineData("marks", "c Trusted changed, d Refined may change")]
    [InlineData("words", "d model changed")]
    [InlineData("nothing", "")]
    public async Task What_would_be_made_is_what_has_changed_and_what_reads_it(string changed, string wouldBeMade)
    {
        await BuildAsync();
        await ChangeAsync(changed);

        var told = await BuildAsync(isWhatIf: true);

        Assert.Equal(wouldBeMade, ReasonsOf(told));
        Assert.Equal(4, told.Count);
        Assert.Equal(wouldBeMade.Length == 0 ? TableBuildStatus.Unchanged : TableBuildStatus.WhatIf, told.MaxBy(table => table.Status)!.Status);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_table_that_is_as_it_was_stands_under_a_later_day_with_the_same_bytes(bool isFirstDayDamaged)
    {
        var before = await BuildAsync();
        await WriteAsync(Marks.Replace("05/02", "05/04", StringComparison.Ordinal), "id|x\n1|n\n");
        if (isFirstDayDamaged)
        {
            File.Delete(PathOf(before, "a"));
            await File.WriteAllTextAsync(PathOf(before, "b"), "other");
        }

        var later = Day.AddDays(1);
        var reporter = new RecordingReporter();

        Assert.Equal(
            $"a {(isFirstDayDamaged ? "file gone or" : "day")} changed, b {(isFirstDayDamaged ? "file gone or" : "day")} changed, c Trusted changed, d Refined may change",
            ReasonsOf(await BuildAsync(later, isWhatIf: true)));
        var built = await BuildAsync(later, reporter: reporter);

        Assert.Equal(
            isFirstDayDamaged
                ? "b file gone or changed, a file gone or changed, c Trusted changed, d Refined changed"
                : "b day changed, a day changed, c Trusted changed, d Refined changed",
            ReasonsOf(built));
        Assert.Equal(isFirstDayDamaged ? 2 : 0, reporter.Warnings.Count);
        Assert.All(built, table => Assert.StartsWith($"Refined/Lake/Parquet/{table.Table.ToUpperInvariant()}/2022/05/04/", table.Key, StringComparison.Ordinal));
        Assert.Equal("a(b(notes of id|x\n1|a\n))", Text(built, "a"));
        Assert.Equal("d(c(marks of id|x\n1|n\n))()", Text(built, "d"));
        Assert.Equal(KeysInManifest(later), TableFiles(later));
        Assert.Equal(isFirstDayDamaged ? 3 : 4, TableFiles(Day).Count);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("damaged")]
    public async Task A_file_that_another_table_needs_and_that_is_not_what_was_published_is_made_again(string? content)
    {
        var before = await BuildAsync();
        var (path, expected) = (PathOf(before, "c"), Text(before, "c"));
        File.Delete(path);
        if (content is not null)
        {
            await File.WriteAllTextAsync(path, content);
        }

        await ChangeAsync("words");
        var reporter = new RecordingReporter();
        var built = await BuildAsync(reporter: reporter);

        Assert.Equal("c file gone or changed, d model changed", ReasonsOf(built));
        Assert.EndsWith(" It is made again.", Assert.Single(reporter.Warnings), StringComparison.Ordinal);
        Assert.Equal(expected, Text(built, "c"));
        Assert.Equal(KeysInManifest(Day), TableFiles(Day));
        Assert.Equal(100, reporter.Steps.Last().Percent);
    }

    [Theory]
    [InlineData("removed", DataLakeError.LakeRequestFailed)]
    [InlineData("damaged", DataLakeError.ChecksumMismatch)]
    [InlineData("replaced", DataLakeError.BuildConflict)]
    [InlineData("replaced twice", DataLakeError.BuildConflict)]
    public async Task A_Trusted_file_that_cannot_be_read_is_a_conflict_where_another_build_has_replaced_it_meanwhile(string what, DataLakeError expected)
    {
        const string TrustedMarks = "Trusted/Local/Parquet/Marks/2022/05/02/marks.parquet";
        await BuildAsync();
        await ChangeAsync("functions");
        _engine.Meanwhile = async () =>
        {
            switch (what)
            {
                case "removed":
                    File.Delete(Path.Combine(_lake.Root, TrustedMarks));
                    break;
                case "damaged":
                    await File.WriteAllTextAsync(Path.Combine(_lake.Root, TrustedMarks), "damaged");
                    break;
                default:
                    await ReplaceMarksAsync(what == "replaced" ? ["n"] : ["n", "o"]);
                    break;
            }
        };

        var exception = await Assert.ThrowsAsync<DataLakeException>(() => BuildAsync());

        Assert.Equal(expected, exception.Error);
    }

    [Fact]
    public async Task A_Trusted_file_that_another_build_replaces_before_the_engine_has_read_it_is_a_conflict()
    {
        WriteRefined("c", "SELECT id FROM marks", test: "SELECT id AS key, id AS finding FROM c JOIN marks");
        await BuildAsync();
        WriteRefined("c", "SELECT id FROM marks JOIN words", test: "SELECT id AS key, id AS finding FROM c JOIN marks");
        _engine.Meanwhile = () => ReplaceMarksAsync("n");

        var exception = await Assert.ThrowsAsync<DataLakeException>(() => BuildAsync());

        Assert.Equal((DataLakeError.BuildConflict, DataLakeError.EngineFailed), (exception.Error, (exception.InnerException as DataLakeException)?.Error));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("cut")]
    public async Task A_file_that_is_gone_or_of_another_size_is_made_again_where_nothing_else_has_changed(string? content)
    {
        var before = await BuildAsync();
        var (path, expected) = (PathOf(before, "b"), Text(before, "b"));
        File.Delete(path);
        if (content is not null)
        {
            await File.WriteAllTextAsync(path, content);
        }

        var reporter = new RecordingReporter();

        Assert.Equal("a Refined may change, b file gone or changed", ReasonsOf(await BuildAsync(isWhatIf: true, reporter: reporter)));
        Assert.Empty(reporter.Warnings);
        var built = await BuildAsync(reporter: reporter);

        Assert.Equal("b file gone or changed", ReasonsOf(built));
        Assert.EndsWith(" It is made again.", Assert.Single(reporter.Warnings), StringComparison.Ordinal);
        Assert.Equal(expected, Text(built, "b"));
        Assert.Equal(KeysInManifest(Day), TableFiles(Day));
        Assert.Equal(string.Empty, ReasonsOf(await BuildAsync()));
    }

    [Fact]
    public async Task A_lost_file_is_made_again_of_tables_that_the_same_table_reads()
    {
        WriteRefined("e", "SELECT id FROM a JOIN b");
        var before = await BuildAsync();
        File.Delete(PathOf(before, "a"));
        WriteRefined("e", "SELECT id FROM a JOIN b JOIN c");

        var built = await BuildAsync();

        Assert.Equal("a file gone or changed, e model changed", ReasonsOf(built));
        Assert.Equal("a(b(notes of id|x\n1|a\n))", Text(built, "a"));
        Assert.Equal(KeysInManifest(Day), TableFiles(Day));
    }

    [Fact]
    public async Task What_an_ended_build_left_beside_a_table_that_stays_goes()
    {
        var before = await BuildAsync();
        File.Copy(PathOf(before, "a"), PathOf(before, "a").Replace(".parquet", ".0123abcd.parquet", StringComparison.Ordinal));
        await ChangeAsync("words");

        Assert.Equal("d model changed", ReasonsOf(await BuildAsync()));

        Assert.Equal(KeysInManifest(Day), TableFiles(Day));
    }

    [Fact]
    public async Task Tables_of_another_version_stand_until_one_of_them_is_made_again()
    {
        await BuildAsync(program: "0.9.0");
        Assert.Equal(string.Empty, ReasonsOf(await BuildAsync()));
        await ChangeAsync("words");

        Assert.Equal("a version changed, b version changed, c version changed, d model changed", ReasonsOf(await BuildAsync(isWhatIf: true)));
        Assert.Equal("b version changed, a version changed, c version changed, d model changed", ReasonsOf(await BuildAsync()));
    }

    [Fact]
    public async Task Tables_of_another_engine_are_made_again_with_the_first_that_is()
    {
        await BuildAsync();
        RewriteManifest(manifest => manifest["engine"] = "Stub 0");
        Assert.Equal(string.Empty, ReasonsOf(await BuildAsync()));
        await ChangeAsync("words");

        Assert.Equal("a version changed, b version changed, c version changed, d model changed", ReasonsOf(await BuildAsync(isWhatIf: true)));
        Assert.Equal("b version changed, a version changed, c version changed, d model changed", ReasonsOf(await BuildAsync()));
    }

    [Fact]
    public async Task Tables_of_which_a_manifest_does_not_say_what_they_are_made_of_are_made_again_once()
    {
        await BuildAsync();
        RewriteManifest(manifest =>
        {
            foreach (var table in manifest["tables"]!.AsArray())
            {
                Assert.True(table!.AsObject().Remove("model") && table.AsObject().Remove("reads") && table.AsObject().Remove("testReads"));
            }
        });

        Assert.Equal("b model changed, a model changed, c model changed, d model changed", ReasonsOf(await BuildAsync()));
        Assert.Equal(string.Empty, ReasonsOf(await BuildAsync()));
    }

    [Fact]
    public async Task A_table_that_the_model_no_longer_has_goes_and_makes_no_other_again()
    {
        await BuildAsync();
        File.Delete(Path.Combine(_local.Root, "model/refined/d.json"));
        File.Delete(Path.Combine(_local.Root, "model/refined/d.sql"));

        Assert.Equal(string.Empty, ReasonsOf(await BuildAsync()));

        Assert.Equal(["A", "B", "C"], KeysInManifest(Day).Select(key => key.Split('/')[3]));
        Assert.Equal(KeysInManifest(Day), TableFiles(Day));
    }

    [Fact]
    public async Task Progress_counts_the_tables_that_may_change_and_of_them_in_the_end_those_that_were_made()
    {
        await BuildAsync();
        await ChangeAsync("marks");
        var reporter = new RecordingReporter();

        await BuildAsync(reporter: reporter);

        // A folder, which may be of notes as well; then c and d and the tests of both.
        var steps = reporter.Steps.ToList();
        Assert.Equal((1 + (4 * 2), 1 + (2 * 2)), (steps[0].Total, steps[^1].Total));
        Assert.Equal(["marks", "c", "d", "tests of c", "tests of d"], steps.Where(step => !step.IsCompleted).Select(step => step.Current).Distinct());
        Assert.Equal(steps.Select(step => step.Percent).Order(), steps.Select(step => step.Percent));
        Assert.Equal((true, 5, 100), (steps[^1].IsCompleted, steps[^1].Done, steps[^1].Percent));
    }

    [Fact]
    public async Task What_a_data_test_found_in_a_table_that_was_published_all_the_same_is_found_again()
    {
        _engine.Findings = [["1", "wrong"]];
        await BuildAsync(isForced: true);
        await ChangeAsync("words");

        var exception = await Assert.ThrowsAsync<DataLakeException>(() => BuildAsync());

        Assert.Equal(DataLakeError.TableTestFailed, exception.Error);
        _engine.Findings = [];
        Assert.Equal("d model changed", ReasonsOf(await BuildAsync()));
    }

    [Fact]
    public async Task A_data_test_of_a_table_that_is_as_it_was_stops_what_it_reads_from_being_published()
    {
        await BuildAsync();
        var before = Text(ManifestStore.KeyOf(TableLayer.Refined, Day));
        await ChangeAsync("a");
        _engine.Findings = [["1", "wrong"]];

        Assert.Equal(DataLakeError.TableTestFailed, (await Assert.ThrowsAsync<DataLakeException>(() => BuildAsync())).Error);

        Assert.Equal(before, Text(ManifestStore.KeyOf(TableLayer.Refined, Day)));
        Assert.Equal(KeysInManifest(Day), TableFiles(Day));
    }

    [Theory]
    [InlineData(3, 3)]
    [InlineData(3, 4)]
    public async Task A_build_that_ends_at_any_change_of_the_lake_keeps_what_stays_and_is_made_whole_by_the_next(int firstDay, int day)
    {
        for (var (changes, hasFailed) = (0, true); hasFailed; changes++)
        {
            await using var lake = new FolderTestLake();
            await WriteAsync(Notes, "id|x\n1|a\n", lake);
            await WriteAsync(Marks, "id|x\n1|m\n", lake);
            await BuildAsync(new DateOnly(2022, 5, firstDay), lake: lake);
            await WriteAsync(Marks, "id|x\n1|n\n", lake);

            hasFailed = await Record.ExceptionAsync(() => BuildAsync(new DateOnly(2022, 5, day), lake: lake, store: new FailingStore(lake.Open(), changes))) is not null;
            foreach (var one in new[] { firstDay, day }.Distinct().Select(number => new DateOnly(2022, 5, number)).Where(one => lake.Objects.ContainsKey(ManifestStore.KeyOf(TableLayer.Refined, one))))
            {
                Assert.Subset(TableFiles(one, lake).ToHashSet(), KeysInManifest(one, lake).ToHashSet());
            }

            var built = await BuildAsync(new DateOnly(2022, 5, day), lake: lake);

            Assert.Equal("a(b(notes of id|x\n1|a\n))", Text(built, "a", lake));
            Assert.Equal("d(c(marks of id|x\n1|n\n))()", Text(built, "d", lake));
            Assert.True(!hasFailed || KeysInManifest(new DateOnly(2022, 5, day), lake).SequenceEqual(TableFiles(new DateOnly(2022, 5, day), lake)), $"after {changes} changes");
        }
    }

    [Fact]
    public async Task A_build_that_keeps_a_file_which_another_build_has_replaced_meanwhile_is_refused()
    {
        await BuildAsync();
        await ChangeAsync("words");
        _engine.Meanwhile = async () =>
        {
            await ChangeAsync("marks");
            await BuildAsync();
        };

        var exception = await Assert.ThrowsAsync<DataLakeException>(() => BuildAsync());

        Assert.Equal(DataLakeError.BuildConflict, exception.Error);
        Assert.Subset(TableFiles(Day).ToHashSet(), KeysInManifest(Day).ToHashSet());
        Assert.Equal("d(c(marks of id|x\n1|n\n))()", Text(await BuildAsync(), "d"));
    }

    private async Task ChangeAsync(string what)
    {
        switch (what)
        {
            case "notes":
                await WriteAsync(Notes, "id|x\n1|b\n");
                break;
            case "marks":
                await WriteAsync(Marks, "id|x\n1|n\n");
                break;
            case "words":
                WriteModel("seeds/words.csv", "id\n1\n2\n");
                break;
            case "a":
                WriteModel("refined/a.sql", "SELECT id FROM b JOIN c");
                break;
            case "functions":
                WriteModel("sources/duckdb/macros.sql", "CREATE MACRO one() AS 1;");
                break;
            case "notes and the latest of them":
                await WriteAsync(Notes, "id|x\n1|b\n");
                WriteModel("trusted/notes.json", """{"table":"notes","latest":"id","from":{"origin":"Local","format":"CSV","specification":"Notes"},"columns":[{"name":"id","type":"varchar","source":"id"}]}""");
                break;
            default:
                break;
        }
    }

    // Another build, of the Trusted layer alone, for each of some texts.
    private async Task ReplaceMarksAsync(params string[] texts)
    {
        foreach (var text in texts)
        {
            await WriteAsync(Marks, $"id|x\n1|{text}\n");
            await BuildAsync(layer: TableLayer.Trusted);
        }
    }

    private void WriteModel(string path, string text) => _local.Write("model/" + path, text);

    private void WriteRefined(string table, string sql, string? reads = null, string? test = null)
    {
        var references = reads is null ? string.Empty : $$"""{"columns":["id"],"table":"{{reads}}"}""";
        WriteModel($"refined/{table}.json", $$"""{"table":"{{table}}","key":["id"],"columns":[{"name":"id","type":"varchar"}],"references":[{{references}}],"tests":[{"name":"nothing","sql":"{{test ?? $"SELECT id AS key, id AS finding FROM {table}"}}"}]}""");
        WriteModel($"refined/{table}.sql", sql);
    }

    private async Task WriteAsync(string key, string text, FolderTestLake? lake = null)
    {
        var store = (lake ?? _lake).Open();
        await store.DeleteAsync(key, CancellationToken.None);
        await SmallObject.WriteAsync(store, key, Encoding.UTF8.GetBytes(text), WriteCondition.IfAbsent, CancellationToken.None);
    }

    private async Task<List<LakeTableBuild>> BuildAsync(
        DateOnly? day = null, FolderTestLake? lake = null, ILakeStore? store = null, bool isForced = false, bool isWhatIf = false, string program = "1.0.0", IReporter? reporter = null, TableLayer? layer = null)
    {
        var options = new TableBuildOptions { Day = day ?? Day, Program = program, Force = isForced, WhatIf = isWhatIf, Layer = layer };
        var built = new List<LakeTableBuild>();
        await foreach (var table in new TableBuilder(store ?? (lake ?? _lake).Open(), _engine, Model, options, reporter ?? SilentReporter.Instance, TimeProvider.System).BuildAsync(CancellationToken.None))
        {
            built.Add(table);
        }

        return [.. built.Where(table => table.Layer == TableLayer.Refined)];
    }

    private static string ReasonsOf(IEnumerable<LakeTableBuild> built) =>
        string.Join(", ", built.Where(table => table.Status != TableBuildStatus.Unchanged).Select(table => $"{table.Table} {table.Reason}"));

    // The tables whose own data test has run, in its order.
    private string TestedTables() =>
        string.Join(", ", _engine.Queries.Select(query => query.Sql).Where(sql => sql.Contains("SELECT id AS key", StringComparison.Ordinal)).Select(sql => sql[sql.LastIndexOf("FROM ", StringComparison.Ordinal)..].Split(' ', '\n')[1]));

    private string PathOf(IEnumerable<LakeTableBuild> built, string table) => Path.Combine(_lake.Root, built.Single(one => one.Table == table).Key!);

    private string Text(IEnumerable<LakeTableBuild> built, string table, FolderTestLake? lake = null) => Encoding.UTF8.GetString((lake ?? _lake).Objects[built.Single(one => one.Table == table).Key!]);

    private string Text(string key) => Encoding.UTF8.GetString(_lake.Objects[key]);

    private JsonDocument Manifest(DateOnly day, FolderTestLake? lake = null) => JsonDocument.Parse((lake ?? _lake).Objects[ManifestStore.KeyOf(TableLayer.Refined, day)]);

    private List<string> KeysInManifest(DateOnly day, FolderTestLake? lake = null)
    {
        using var manifest = Manifest(day, lake);
        return [.. manifest.RootElement.GetProperty("tables").EnumerateArray().Select(table => table.GetProperty("key").GetString()!).Order(StringComparer.Ordinal)];
    }

    private List<string> TableFiles(DateOnly day, FolderTestLake? lake = null) =>
        [.. (lake ?? _lake).Objects.Keys.Where(key => key.StartsWith("Refined/Lake/Parquet/", StringComparison.Ordinal) && key.Contains($"/{day:yyyy'/'MM'/'dd}/", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    private void RewriteManifest(Action<JsonNode> change)
    {
        var manifest = JsonNode.Parse(Text(ManifestStore.KeyOf(TableLayer.Refined, Day)))!;
        change(manifest);
        File.WriteAllText(Path.Combine(_lake.Root, ManifestStore.KeyOf(TableLayer.Refined, Day)), manifest.ToJsonString());
    }
}
