using System.Globalization;
using DataLakeTools.Core.Tables.Engine;
using DataLakeTools.Core.Tests.Raw;
using DataLakeTools.DuckDb;

namespace DataLakeTools.Core.Tests.Costs;

/// <summary>What the engine does with memory that it has freed.</summary>
[Collection(nameof(AloneCollection))]
public sealed class FreedMemoryTests : IDisposable
{
    private const long MiB = 1024 * 1024;
    private const string NoPurge = "Only on Linux does the engine have an allocator that gives memory back when asked to.";

    // Without a session nobody asks the allocator, and it keeps what was freed until it is used again.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly LocalFolder _local = new();

    public void Dispose() => _local.Dispose();

    [SkippableFact]
    public async Task Freed_memory_is_given_back_while_a_session_holds_more_than_it_may()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), NoPurge);
        var options = new EngineOptions(_local.Root, []) { Threads = 1 };
        var before = Environment.WorkingSet;
        await using var session = await new DuckDbEngine(null).OpenAsync(options with { MemoryLimit = 32 * MiB }, CancellationToken.None);

        // Of another database: the allocator is that of the process.
        var other = await DuckDbDatabase.OpenAsync(options with { MemoryLimit = 1024 * MiB }, string.Empty, CancellationToken.None);
        await using (other)
        {
            var runner = new SqlRunner(other);
            await runner.ExecuteAsync("CREATE TEMP TABLE rows AS SELECT repeat(range::VARCHAR, 20) AS text FROM range(3_000_000)", CancellationToken.None);
            var held = Environment.WorkingSet - before;
            await runner.ExecuteAsync("DROP TABLE rows", CancellationToken.None);
            using var tooLong = new CancellationTokenSource(Patience);
            while (Environment.WorkingSet - before > held / 2)
            {
                await Task.Delay(10, tooLong.Token);
            }

            Assert.True(held > 128 * MiB, string.Create(CultureInfo.InvariantCulture, $"{held} bytes were held, too little to show anything"));
        }
    }
}
