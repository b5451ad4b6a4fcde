using DataLakeTools.Core.Tables.Builds;
using DataLakeTools.Core.Tables.Contracts;
using DataLakeTools.Core.Tables.Engine;

namespace DataLakeTools.Core.Tests.Tables;

/// <summary>What the data tests of a table ask of the engine.</summary>
public sealed class DataTestRunTests
{
    private static readonly TableContract Films = new()
    {
        Table = "films",
        Layer = TableLayer.Refined,
        Key = ["id"],
        Columns = [new ColumnContract { Name = "id", Type = ColumnType.Parse("integer"), Required = true }, new ColumnContract { Name = "year", Type = ColumnType.Parse("smallint"), Required = true, Min = 1888 }],
        Tests = [new TableTest("id_is_there", "SELECT 'own' AS key, 'own' AS finding")],
    };

    private readonly List<string> _asked = [];

    [Fact]
    public async Task Rows_that_pass_are_looked_at_once_and_a_test_of_the_contract_is_asked_whatever_its_name_is()
    {
        var tests = await RunAsync(_ => false);

        Assert.Equal(["key_is_unique", "id_is_there", "year_is_there", "year_is_in_range", "id_is_there"], tests.Select(test => test.Name));
        Assert.All(tests, test => Assert.Equal(0, test.Findings));
        Assert.Collection(
            _asked,
            sql => Assert.Contains("\"id\" IS NULL OR \"year\" IS NULL OR \"year\" < 1888", sql, StringComparison.Ordinal),
            sql => Assert.Contains("HAVING", sql, StringComparison.Ordinal),
            sql => Assert.Contains("own", sql, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Where_a_row_fails_each_test_of_rows_is_asked_by_itself()
    {
        var tests = await RunAsync(sql => sql.Contains("\"year\" < 1888", StringComparison.Ordinal));

        Assert.Equal([("year_is_in_range", 1L)], tests.Where(test => test.Findings > 0));
        Assert.Equal(6, _asked.Count);
    }

    private async Task<List<(string Name, long Findings)>> RunAsync(Func<string, bool> findsSomething)
    {
        var tests = new List<(string, long)>();
        await foreach (var (test, findings, _) in DataTestRun.RunAsync(Ask, Films, isKeyUnique: false, examples: 5, CancellationToken.None))
        {
            tests.Add((test.Name, findings));
        }

        return tests;

        Task<IQueryResult> Ask(string sql, CancellationToken cancellationToken)
        {
            _asked.Add(sql);
            return Task.FromResult<IQueryResult>(new Result(findsSomething(sql) ? [["1", "found"]] : []));
        }
    }

    private sealed class Result(object?[][] rows) : IQueryResult
    {
        public IReadOnlyList<QueryColumn> Columns => [];

        public IAsyncEnumerable<object?[]> RowsAsync(CancellationToken cancellationToken) => rows.ToAsyncEnumerable();

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
