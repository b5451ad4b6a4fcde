using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Tables.Engine;

namespace DataLakeTools.DuckDb;

/// <summary>
/// Has the engine's allocator give freed memory back to the system while the process holds more than the sessions may. The engine
/// counts what is in use; what was freed its allocator keeps for up to a second, which was 300 MB on top at ten times the data.
/// </summary>
internal sealed class AllocatorPurge : IAsyncDisposable
{
    // Seldom enough that memory which is used again in turn is not given back in between.
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(25);

    // In intervals: a second.
    private const int MaxWait = 40;

    // The engine purges all arenas of the process, those of other databases too, when a memory limit is set, be it the same again.
    private const string Purge = "SET memory_limit = '16MB'";

    private readonly PeriodicTimer _timer = new(Interval);
    private readonly Task _watching;

    private AllocatorPurge(long memory) => _watching = WatchAsync(memory);

    /// <summary>Watches the process until disposed.</summary>
    /// <param name="options">What one of the sessions side by side may use; what the process holds already comes on top.</param>
    public static AllocatorPurge Start(EngineOptions options) => new(options.Memory * options.SideBySide);

    public async ValueTask DisposeAsync()
    {
        _timer.Dispose();
        await _watching.ConfigureAwait(false);
    }

    private async Task WatchAsync(long memory)
    {
        var maxBytes = Environment.WorkingSet + memory;
        var (wait, left) = (1, 1);
        SqlRunner? purger = null;
        try
        {
            while (await _timer.WaitForNextTickAsync(CancellationToken.None).ConfigureAwait(false))
            {
                if (--left > 0)
                {
                    continue;
                }

                var before = Environment.WorkingSet;
                var isOver = before > maxBytes;
                if (isOver)
                {
                    purger ??= DuckDbDatabase.OpenUnlocked("SET threads = 1");
                    purger.Execute(Purge);
                }

                // What others of the process hold is not the allocator's to give back: it is asked ever more seldom for it.
                var isVain = isOver && before - Environment.WorkingSet < memory / 16;
                left = wait = isVain ? Math.Min(2 * wait, MaxWait) : 1;
            }
        }
        catch (DataLakeException)
        {
            // What is freed then stays with the allocator, as it would without this; no statement fails for it.
        }
        finally
        {
            if (purger is not null)
            {
                await purger.DisposeAsync().ConfigureAwait(false);
            }
        }
    }
}
