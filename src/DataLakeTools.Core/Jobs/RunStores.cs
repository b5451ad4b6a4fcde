using DataLakeTools.Core.Paths;
using DataLakeTools.Core.Reporting;
using DataLakeTools.Core.Storage;

namespace DataLakeTools.Core.Jobs;

/// <summary>
/// The ways to the lake of one run: steps that say nothing of their own, and the report, share one. So a server that is
/// dead is waited for once and not once a step, and a living one is not greeted again.
/// </summary>
/// <param name="address">The lake.</param>
/// <param name="reporter">Is told.</param>
internal sealed class RunStores(LakeAddress address, IReporter reporter) : IAsyncDisposable
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

        var opened = LakeStore.Open(address, options, reporter);
        _open.Add((options, opened));
        return opened;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var (_, store) in _open)
        {
            await store.DisposeAsync().ConfigureAwait(false);
        }

        _open.Clear();
    }

    private static bool IsSame(LakeStoreOptions one, LakeStoreOptions other) =>
        one with { Tags = other.Tags } == other && one.Tags.Count == other.Tags.Count && !one.Tags.Except(other.Tags).Any();
}
