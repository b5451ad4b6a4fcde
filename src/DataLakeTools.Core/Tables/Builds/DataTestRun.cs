using System.Runtime.CompilerServices;
using DataLakeTools.Core.Tables.Contracts;
using DataLakeTools.Core.Tables.Engine;

namespace DataLakeTools.Core.Tables.Builds;

/// <summary>Runs the data tests of a table.</summary>
internal static class DataTestRun
{
    /// <summary>Runs them in their order.</summary>
    /// <param name="query">Runs a query over the table and those that its tests name.</param>
    /// <param name="contract">The table.</param>
    /// <param name="isKeyUnique">Whether it is known already that no key stands in the table twice.</param>
    /// <param name="examples">How many findings of a test are returned; all are counted.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async IAsyncEnumerable<(TableTest Test, long Findings, IReadOnlyList<(string Key, string Finding)> Examples)> RunAsync(
        Func<string, CancellationToken, Task<IQueryResult>> query, TableContract contract, bool isKeyUnique, int examples, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var tests = DataTests.Of(contract).ToList();
        var doRowsPass = await DoRowsPassAsync(query, contract, [.. tests.Select(test => test.RowCondition).OfType<string>()], cancellationToken).ConfigureAwait(false);
        foreach (var (test, rowCondition) in tests)
        {
            if ((doRowsPass && rowCondition is not null) || (isKeyUnique && test.Name == DataTests.KeyIsUnique))
            {
                yield return (test, 0, []);
                continue;
            }

            long count = 0;
            var kept = new List<(string, string)>();
            var result = await query($"SELECT CAST(key AS varchar), CAST(finding AS varchar) FROM ({test.Sql}\n) AS findings ORDER BY 1, 2", cancellationToken).ConfigureAwait(false);
            await using (result.ConfigureAwait(false))
            {
                await foreach (var row in result.RowsAsync(cancellationToken).ConfigureAwait(false))
                {
                    if (count++ < examples)
                    {
                        kept.Add((row[0]?.ToString() ?? string.Empty, row[1]?.ToString() ?? string.Empty));
                    }
                }
            }

            yield return (test, count, kept);
        }
    }

    // One look finds that all rows pass, as most do; mostly the statistics of the file tell it. Each test by itself costs as much.
    private static async Task<bool> DoRowsPassAsync(
        Func<string, CancellationToken, Task<IQueryResult>> query, TableContract contract, IReadOnlyList<string> conditions, CancellationToken cancellationToken)
    {
        if (conditions.Count < 2)
        {
            return false;
        }

        var result = await query(DataTests.AnyRow(contract, conditions), cancellationToken).ConfigureAwait(false);
        await using (result.ConfigureAwait(false))
        {
            await foreach (var _ in result.RowsAsync(cancellationToken).ConfigureAwait(false))
            {
                return false;
            }
        }

        return true;
    }
}
