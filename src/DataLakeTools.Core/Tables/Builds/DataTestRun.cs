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
        foreach (var test in DataTests.Of(contract))
        {
            if (isKeyUnique && test.Name == DataTests.KeyIsUnique)
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
}
