using DataLakeTools.Core.Lake;
using DataLakeTools.Core.Storage;

namespace DataLakeTools.Core.Tests.Storage;

/// <summary>A lake of one test, and what only its owner can see.</summary>
public abstract class TestLake : IAsyncDisposable
{
    private readonly List<ILakeStore> _stores = [];

    public abstract LakeAddress Address { get; }

    public abstract LakeStoreOptions Options { get; init; }

    internal RecordingReporter Reporter { get; } = new();

    /// <summary>Opens the lake, each time anew as another sender would.</summary>
    public ILakeStore Open(Func<LakeStoreOptions, LakeStoreOptions>? change = null)
    {
        var store = LakeStore.Open(Address, change is null ? Options : change(Options), Reporter);
        _stores.Add(store);
        return store;
    }

    /// <summary>Every object by its key inside the lake.</summary>
    public abstract IReadOnlyDictionary<string, byte[]> Objects { get; }

    /// <summary>Whatever a write that did not end well must not leave: unfinished files, empty folders, open uploads.</summary>
    public abstract IReadOnlyList<string> Leftovers { get; }

    public async ValueTask DisposeAsync()
    {
        foreach (var store in _stores)
        {
            await store.DisposeAsync();
        }

        await CloseAsync();
        GC.SuppressFinalize(this);
    }

    protected abstract ValueTask CloseAsync();
}
