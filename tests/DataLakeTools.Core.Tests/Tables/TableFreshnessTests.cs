using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Raw.Csv;
using DataLakeTools.Core.Reporting;
using DataLakeTools.Core.Tables.Builds;
using DataLakeTools.Core.Tables.Contracts;
using DataLakeTools.Core.Tables.Reading;
using DataLakeTools.Core.Tests.Raw;
using DataLakeTools.Core.Tests.Storage.Folder;

namespace DataLakeTools.Core.Tests.Tables;

public sealed class TableFreshnessTests : IAsyncLifetime, IDisposable
{
    private static readonly DateOnly First = new(2022, 5, 2);

    private readonly FolderTestLake _lake = new();
    private readonly LocalFolder _local = new();
    private readonly StubEngine _engine = new();

    public async Task InitializeAsync()
    {
        await SendAsync("id|x\n1|a\n", First);
        await BuildAsync();
    }

    public Task DisposeAsync() => _lake.DisposeAsync().AsTask();

    public void Dispose() => _local.Dispose();

    [Theory]
    [InlineData(null, 1000, null)]
    [InlineData(7, 7, null)]
    [InlineData(7, 8, "notes is_fresh 2022-05-02: its newest raw data is 8 days old, and its contract allows 7 days; send newer data, and make the tables")]
    [InlineData(0, 0, null)]
    [InlineData(0, 1, "notes is_fresh 2022-05-02: its newest raw data is 1 day old, and its contract allows 0 days; send newer data, and make the tables")]
    public async Task A_table_is_as_old_as_its_newest_raw_data_and_its_contract_says_how_old_it_may_be(int? maxAgeDays, int age, string? expected) =>
        Assert.Equal(Expected(expected), await TestAsync(First.AddDays(age), Model(maxAgeDays)));

    [Fact]
    public async Task A_table_with_a_limit_of_its_age_and_without_raw_data_is_not_fresh()
    {
        await using var lake = new FolderTestLake();
        await SendAsync("id|x\n1|a\n", First, "Others", lake);
        await BuildAsync(lake: lake);

        Assert.Equal(["notes is_fresh : it has no raw data; send some, and make the tables"], await TestAsync(First, Model(7), lake: lake));
    }

    [Fact]
    public async Task Refined_tables_are_tested_where_the_data_that_they_were_made_of_has_gone()
    {
        Directory.Delete(Path.Combine(_lake.Root, "Raw"), recursive: true);
        Directory.Delete(Path.Combine(_lake.Root, "Trusted"), recursive: true);

        Assert.Empty(await TestAsync(First));
    }

    [Fact]
    public async Task Raw_data_that_no_table_was_made_of_is_found_up_to_the_day()
    {
        await SendAsync("id|x\n2|b\n", First.AddDays(1));
        await SendAsync("id|x\n1|a\n", First.AddDays(1), "Others");

        Assert.Equal(
            [
                "notes is_up_to_date Raw/Local/CSV/Notes/2022/05/03: no table is made of this raw data; make the tables",
                "others is_up_to_date Raw/Local/CSV/Others/2022/05/03: no table is made of this raw data; make the tables",
            ],
            await TestAsync(First.AddDays(1)));
        Assert.Empty(await TestAsync(First));
        Assert.Single(await TestAsync(First.AddDays(1), table: "notes"));
        Assert.Empty(await TestAsync(First.AddDays(1), table: "a_table"));
    }

    [Fact]
    public async Task Raw_data_that_was_sent_again_is_found_until_the_tables_are_made()
    {
        await SendAsync("id|x\n3|c\n", First);

        Assert.Equal(["notes is_up_to_date Raw/Local/CSV/Notes/2022/05/02: this raw data changed since its table was made; make the tables"], await TestAsync(First));

        await BuildAsync();

        Assert.Empty(await TestAsync(First));
    }

    [Fact]
    public async Task Refined_tables_that_were_not_made_of_the_newest_Trusted_files_are_found()
    {
        await SendAsync("id|x\n2|b\n", First.AddDays(1));
        await BuildAsync(TableLayer.Trusted);

        Assert.Equal(
            ["notes is_up_to_date Trusted/Local/Parquet/Notes/2022/05/03/notes.parquet: the Refined tables of 2022-05-02 were not made of this file; make the tables"],
            await TestAsync(First.AddDays(1)));
        Assert.Empty(await TestAsync(First.AddDays(1), table: "notes"));
    }

    [Fact]
    public async Task A_build_publishes_tables_that_are_too_old()
    {
        await SendAsync("id|x\n2|b\n", First.AddDays(1));

        var built = await BuildAsync(model: Model(0), day: First.AddDays(100));

        Assert.Contains(built, table => table is { Table: "a_table", Status: TableBuildStatus.Built });
    }

    [Theory]
    [InlineData("trusted", -1)]
    [InlineData("refined", 1)]
    public void A_limit_of_the_age_that_means_nothing_is_refused(string folder, int days)
    {
        _local.Write("odd/refined/odd.sql", "SELECT 1 AS id");
        var path = _local.Write($"odd/{folder}/odd.json", $$"""{"table":"odd","key":["id"],"from":{"origin":"Local","format":"CSV"},"maxAgeDays":{{days}},"columns":[{"name":"id","type":"varchar","source":"id"}]}""");

        var exception = Assert.Throws<DataLakeException>(() => FolderModel.Load(Path.Combine(_local.Root, "odd")));

        Assert.Equal((DataLakeError.InvalidModel, path), (exception.Error, exception.Target));
        Assert.Contains("maxAgeDays", exception.Message, StringComparison.Ordinal);
    }

    private static string[] Expected(string? finding) => finding is null ? [] : [finding];

    private async Task<List<string>> TestAsync(DateOnly day, TableModel? model = null, string? table = null, FolderTestLake? lake = null)
    {
        await using var reader = await TableReader.OpenAsync((lake ?? _lake).Open(), _engine, model ?? Model(), new TableReadOptions { Day = day }, CancellationToken.None);
        var findings = new List<string>();
        await foreach (var finding in reader.TestAsync(table, day, CancellationToken.None))
        {
            findings.Add($"{finding.Table} {finding.Test} {finding.Key}: {finding.Finding}");
        }

        return findings;
    }

    private async Task SendAsync(string text, DateOnly date, string? specification = null, FolderTestLake? lake = null)
    {
        var sender = new RawCsvSender((lake ?? _lake).Open(), new RawCsvOptions { Date = date, Force = true, Specification = specification }, SilentReporter.Instance, TimeProvider.System);
        await sender.SendAsync(_local.Write("notes.csv", text), CancellationToken.None);
    }

    private async Task<List<LakeTableBuild>> BuildAsync(TableLayer? layer = null, TableModel? model = null, DateOnly? day = null, FolderTestLake? lake = null)
    {
        var options = new TableBuildOptions { Day = day ?? First.AddDays(layer is null ? 0 : 1), Program = "1.0.0", Layer = layer };
        var built = new List<LakeTableBuild>();
        await foreach (var table in new TableBuilder((lake ?? _lake).Open(), _engine, model ?? Model(), options, SilentReporter.Instance, TimeProvider.System).BuildAsync(CancellationToken.None))
        {
            built.Add(table);
        }

        return built;
    }

    private TableModel Model(int? maxAgeDays = null)
    {
        var limit = maxAgeDays is { } days ? $"\"maxAgeDays\":{days}," : string.Empty;
        _local.Write("model/trusted/notes.json", $$"""{"table":"notes",{{limit}}"from":{"origin":"Local","format":"CSV","specification":"Notes"},"columns":[{"name":"id","type":"varchar","source":"id"}]}""");
        _local.Write("model/refined/a_table.json", """{"table":"a_table","key":["id"],"columns":[{"name":"id","type":"varchar"}]}""");
        _local.Write("model/refined/a_table.sql", "SELECT id FROM notes");
        return FolderModel.Load(Path.Combine(_local.Root, "model"));
    }
}
