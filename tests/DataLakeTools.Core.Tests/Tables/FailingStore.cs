using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Lake;
using DataLakeTools.Core.Storage;

namespace DataLakeTools.Core.Tests.Tables;

/// <summary>A lake that takes a number of writes and removals and then none, or fails at some of them.</summary>
internal sealed class FailingStore(ILakeStore store, int changes, int failures = int.MaxValue) : ILakeStore
{
    private int _changes;

    public LakeAddress Lake => store.Lake;

    public Task<StoredObject?> FindAsync(string key, CancellationToken cancellationToken) => store.FindAsync(key, cancellationToken);

    public Task<Stream> OpenReadAsync(string key, CancellationToken cancellationToken) => store.OpenReadAsync(key, cancellationToken);

    public IAsyncEnumerable<StoredObject> ListAsync(string prefix, CancellationToken cancellationToken) => store.ListAsync(prefix, cancellationToken);

    public IAsyncEnumerable<string> ListLevelAsync(string prefix, CancellationToken cancellationToken) => store.ListLevelAsync(prefix, cancellationToken);

    public IObjectUpload BeginUpload(LakeWrite write)
    {
        Count();
        return store.BeginUpload(write);
    }

    public IEnumerable<Func<IContentComparison>> ComparisonsWith(StoredObject existing) => store.ComparisonsWith(existing);

    public IAsyncEnumerable<UnfinishedUpload> ListUnfinishedAsync(CancellationToken cancellationToken) => store.ListUnfinishedAsync(cancellationToken);

    public Task<bool> RemoveUnfinishedAsync(UnfinishedUpload upload, CancellationToken cancellationToken) => store.RemoveUnfinishedAsync(upload, cancellationToken);

    public async Task DeleteAsync(string key, CancellationToken cancellationToken)
    {
        Count();
        await store.DeleteAsync(key, cancellationToken);
    }

    public Task<bool> TryDeleteAsync(StoredObject existing, CancellationToken cancellationToken)
    {
        Count();
        return store.TryDeleteAsync(existing, cancellationToken);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private void Count()
    {
        if (++_changes > changes && _changes - changes <= failures)
        {
            throw new DataLakeException(DataLakeError.LakeUnavailable, "The lake is gone.", "Wait.", store.Lake.ToString());
        }
    }
}
