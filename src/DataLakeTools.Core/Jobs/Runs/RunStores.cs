using DataLakeTools.Core.Lake;
using DataLakeTools.Core.Reporting;
using DataLakeTools.Core.Storage;

namespace DataLakeTools.Core.Jobs.Runs;

/// <summary>
/// The stores of one run. Steps differ in how objects are written and not in how the lake is reached, so their stores share
/// one connection: the timeout of a server that does not answer is spent once and not in every step.
/// </summary>
/// <param name="address">The lake.</param>
/// <param name="reporter">Receives verbose messages and warnings.</param>
/// <param name="wrap">Wraps every store: tests make stores fail by it.</param>
internal sealed class RunStores(LakeAddress address, IReporter reporter, Func<ILakeStore, ILakeStore> wrap) : IAsyncDisposable
{
    private readonly List<(LakeStoreOptions Options, ILakeStore Store)> _open = [];

    /// <summary>The store with these options; it is open until the run is over.</summary>
    public ILakeStore Of(LakeStoreOptions options)
    {
        foreach (var (known, store) in _open)
        {
            if (IsSame(known, options))
            {
                return store;
            }
        }

        var opened = wrap(LakeStore.Open(address, options, reporter, _open.Count > 0 ? _open[0].Store : null));
        _open.Add((options, opened));
        return opened;
    }

    /// <summary>A store with a limit of its own for requests in flight, so that the renewals of a lease do not wait for the parts of a file. The caller disposes it before the run is over.</summary>
    public ILakeStore OpenWithOwnThrottle(LakeStoreOptions options) => wrap(LakeStore.Open(address, options, reporter, Of(options)));

    public async ValueTask DisposeAsync()
    {
        // The first owns the connection that the others share, so it is disposed last.
        foreach (var (_, store) in Enumerable.Reverse(_open))
        {
            await store.DisposeAsync().ConfigureAwait(false);
        }

        _open.Clear();
    }

    private static bool IsSame(LakeStoreOptions one, LakeStoreOptions other) =>
        one with { Tags = other.Tags } == other && one.Tags.Count == other.Tags.Count && !one.Tags.Except(other.Tags).Any();
}
