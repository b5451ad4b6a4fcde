using DataLakeTools.DuckDb;
using DuckDB.NET.Data;

namespace DataLakeTools.Core.Tests.Tables;

public sealed class SqlRunnerTests
{
    // The stop comes while no statement runs, and the next one would take minutes.
    [Fact]
    public async Task A_stop_between_two_statements_stops_the_next_one()
    {
        await using var connection = new DuckDBConnection("DataSource=:memory:");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT count(*) FROM range(4000000) AS a, range(20000) AS b WHERE (a.range * b.range) % 7 = 3";
        using var stop = new CancellationTokenSource();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.Run(() => SqlRunner.Stoppable(
            command,
            () =>
            {
                stop.Cancel();
                return command.ExecuteScalar();
            },
            stop.Token)));
    }
}
