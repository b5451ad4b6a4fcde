using System.Collections.Concurrent;
using DataLakeTools.Core.Tables.Engine;

namespace DataLakeTools.Core.Tables.Builds;

/// <summary>Sessions of the engine that work side by side and share its memory; each is opened when it is first needed.</summary>
/// <param name="engine">The engine.</param>
/// <param name="options">What all of them together may use.</param>
internal sealed class SessionPool(IEngine engine, EngineOptions options) : IAsyncDisposable
{
    private readonly ConcurrentBag<IEngineSession> _opened = [];
    private readonly ConcurrentBag<IEngineSession> _idle = [];

    /// <summary>Works on each item with a session that nobody else uses meanwhile. The first failure stops the others.</summary>
    /// <param name="items">The items.</param>
    /// <param name="work">The work.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public Task ForEachAsync<T>(IReadOnlyCollection<T> items, Func<T, IEngineSession, CancellationToken, Task> work, CancellationToken cancellationToken) => Parallel.ForEachAsync(
        items,
        new ParallelOptions { MaxDegreeOfParallelism = options.Shares, CancellationToken = cancellationToken },
        async (item, token) =>
        {
            if (!_idle.TryTake(out var session))
            {
                session = await engine.OpenAsync(options.Share(items.Count), token).ConfigureAwait(false);
                _opened.Add(session);
            }

            // One whose work failed is not used again.
            await work(item, session, token).ConfigureAwait(false);
            _idle.Add(session);
        });

    /// <summary>Closes all sessions.</summary>
    public async ValueTask DisposeAsync()
    {
        _idle.Clear();
        while (_opened.TryTake(out var session))
        {
            await session.DisposeAsync().ConfigureAwait(false);
        }
    }
}
