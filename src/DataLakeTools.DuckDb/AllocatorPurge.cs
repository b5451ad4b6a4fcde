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

    private readonly ResidentMemory _resident = new();
    private readonly ManualResetEvent _stop = new(initialState: false);
    private readonly Task _watching;
    private SqlRunner? _purger;

    // On a thread of its own: a timer of .NET runs through so much that is hot after a second that compiling it anew takes longer
    // than all the looks.
    private AllocatorPurge(long memory)
    {
        var maxBytes = _resident.Bytes + memory;
        _watching = Task.Factory.StartNew(() => Watch(maxBytes, memory), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>Watches the process until disposed.</summary>
    /// <param name="options">What one of the sessions side by side may use; what the process holds already comes on top.</param>
    public static AllocatorPurge Start(EngineOptions options) => new(options.Memory * options.SideBySide);

    public async ValueTask DisposeAsync()
    {
        _stop.Set();
        await _watching.ConfigureAwait(false);
        _stop.Dispose();
        _resident.Dispose();
        if (_purger is not null)
        {
            await _purger.DisposeAsync().ConfigureAwait(false);
        }
    }

    private void Watch(long maxBytes, long memory)
    {
        var (wait, left) = (1, 1);
        try
        {
            while (!_stop.WaitOne(Interval))
            {
                if (--left > 0)
                {
                    continue;
                }

                var before = _resident.Bytes;
                var isOver = before > maxBytes;
                if (isOver)
                {
                    _purger ??= DuckDbDatabase.OpenUnlocked("SET threads = 1");
                    _purger.Execute(Purge);
                }

                // What others of the process hold is not the allocator's to give back: it is asked ever more seldom for it.
                var isVain = isOver && before - _resident.Bytes < memory / 16;
                left = wait = isVain ? Math.Min(2 * wait, MaxWait) : 1;
            }
        }
        catch (DataLakeException)
        {
            // What is freed then stays with the allocator, as it would without this; no statement fails for it.
        }
    }
}
