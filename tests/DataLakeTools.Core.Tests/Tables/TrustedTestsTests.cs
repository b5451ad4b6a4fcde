using DataLakeTools.Core.Raw.Csv;
using DataLakeTools.Core.Reporting;
using DataLakeTools.Core.Tables.Builds;
using DataLakeTools.Core.Tables.Contracts;
using DataLakeTools.Core.Tables.Reading;
using DataLakeTools.Core.Tests.Raw;
using DataLakeTools.Core.Tests.Storage.Folder;

namespace DataLakeTools.Core.Tests.Tables;

public sealed class TrustedTestsTests : IAsyncLifetime, IDisposable
{
    private static readonly DateOnly Day = new(2022, 5, 2);

    private readonly FolderTestLake _lake = new();
    private readonly LocalFolder _local = new();
    private readonly StubEngine _engine = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _lake.DisposeAsync().AsTask();

    public void Dispose() => _local.Dispose();

    [Theory]
    [InlineData("false", "notes has_no_other_fields Raw/Local/CSV/Notes/2022/05/02/notes.csv: the raw data has a field 'x', and the contract has none")]
    [InlineData("true", null)]
    public async Task A_field_outside_a_contract_that_wants_none_is_found(string otherFields, string? expected)
    {
        var model = Model($"\"otherFields\":{otherFields}");
        await BuildAsync("id|x\n1|a\n2|b\n", model);

        Assert.Equal(expected is null ? [] : [expected], await TestAsync(model));
    }

    [Theory]
    [InlineData(2, "0.5", null)]
    [InlineData(2, "0.49", "notes rejects_are_within_limit Trusted/notes.parquet: 2 of 4 rows have a value that breaks the contract, and at most 49 % may")]
    [InlineData(1, "0.2", "notes rejects_are_within_limit Trusted/notes.parquet: 1 of 4 rows has a value that breaks the contract, and at most 20 % may")]
    public void Rejects_over_the_limit_of_the_contract_are_found(long rejected, string limit, string? expected)
    {
        var table = Table("notes", "Raw/Local/CSV/Notes/2022/05/02", 4, "Raw/Local/CSV/Notes/2022/05/02/notes.csv") with { Key = "Trusted/notes.parquet", RejectedRows = rejected };

        var findings = TrustedTests.FindingsOf([table], [Input(table.RawKey!, 4)], Model($"\"rejectLimit\":{limit}"));

        Assert.Equal(expected is null ? [] : [expected], findings.Select(finding => $"{finding.Table} {finding.Test} {finding.Key}: {finding.Finding}"));
    }

    [Fact]
    public async Task A_build_publishes_what_the_tests_of_its_tables_found()
    {
        var model = Model("\"otherFields\":false");
        await BuildAsync("id|x|y\n1|a|b\n", model);

        var table = Assert.Single(await TablesAsync(model));

        Assert.Equal((2, 1), (table.TestsPassed, table.TestsFailed));
    }

    [Fact]
    public void Other_rows_than_the_raw_data_has_are_found_of_a_CSV_file_and_of_all_records_of_a_folder()
    {
        ManifestTable[] tables =
        [
            Table("notes", "Raw/Local/CSV/Notes/2022/05/02", 2, "Raw/Local/CSV/Notes/2022/05/02/notes.csv"),
            Table("more", "Raw/Local/CSV/Notes/2022/05/02", 4, "Raw/Local/CSV/Notes/2022/05/02/more.csv"),
            Table("films", "Raw/TMDB/JSON/Movies/2022/05/02", 5),
            Table("series", "Raw/TMDB/JSON/Movies/2022/05/02", 6),
        ];
        ManifestInput[] inputs =
        [
            Input("Raw/Local/CSV/Notes/2022/05/02/notes.csv", 3),
            Input("Raw/Local/CSV/Notes/2022/05/02/more.csv", 4),
            Input("Raw/TMDB/JSON/Movies/2022/05/02/a.json", 10),
            Input("Raw/TMDB/JSON/Movies/2022/05/02/b.json", 2),
        ];

        Assert.Equal(
            [
                ("notes", "rows_equal_raw_rows", "Raw/Local/CSV/Notes/2022/05/02/notes.csv", "the raw data has 3 rows, and what was made of it has 2"),
                ("films", "rows_equal_raw_rows", "Raw/TMDB/JSON/Movies/2022/05/02", "the raw data has 12 rows, and what was made of it has 11"),
            ],
            TrustedTests.FindingsOf(tables, inputs, Model("\"otherFields\":true")));
    }

    private static ManifestTable Table(string table, string folder, long rows, string? rawKey = null) =>
        new() { Table = table, Key = table, Size = 1, Checksum = string.Empty, Rows = rows, RawFolder = folder, RawKey = rawKey, Columns = [] };

    private static ManifestInput Input(string key, long rows) => new(key, 1, string.Empty, string.Empty, rows);

    private async Task BuildAsync(string text, TableModel model)
    {
        var sender = new RawCsvSender(_lake.Open(), new RawCsvOptions { Date = Day }, SilentReporter.Instance, TimeProvider.System);
        await sender.SendAsync(_local.Write("notes.csv", text), CancellationToken.None);
        await foreach (var table in new TableBuilder(_lake.Open(), _engine, model, new TableBuildOptions { Day = Day, Program = "1.0.0" }, SilentReporter.Instance, TimeProvider.System).BuildAsync(CancellationToken.None))
        {
            Assert.Equal(TableBuildStatus.Built, table.Status);
        }
    }

    private async Task<List<string>> TestAsync(TableModel model)
    {
        await using var reader = await TableReader.OpenAsync(_lake.Open(), _engine, model, new TableReadOptions(), CancellationToken.None);
        var findings = new List<string>();
        await foreach (var finding in reader.TestAsync("notes", Day, CancellationToken.None))
        {
            findings.Add($"{finding.Table} {finding.Test} {finding.Key}: {finding.Finding}");
        }

        return findings;
    }

    private async Task<List<LakeTable>> TablesAsync(TableModel model)
    {
        var tables = new List<LakeTable>();
        await foreach (var table in new TableCatalogue(_lake.Open(), model, TimeProvider.System).ListAsync(null, null, CancellationToken.None))
        {
            tables.Add(table);
        }

        return tables;
    }

    private TableModel Model(string property)
    {
        _local.Write("model/trusted/notes.json", $$"""{"table":"notes",{{property}},"from":{"origin":"Local","format":"CSV","specification":"Notes"},"columns":[{"name":"id","type":"varchar","source":"id"}]}""");
        return FolderModel.Load(Path.Combine(_local.Root, "model"));
    }
}
