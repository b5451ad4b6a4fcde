using System.Runtime.CompilerServices;
using DataLakeTools.Core.Lake;
using DataLakeTools.Core.Storage;

namespace DataLakeTools.Core.Tests.Injection;

/// <summary>A lake in which any call may fail, each read of a stream and each step of a listing among them.</summary>
internal sealed class FaultyStore(ILakeStore inner, Fault fault) : ILakeStore
{
    public LakeAddress Lake => inner.Lake;

    public Task<StoredObject?> FindAsync(string key, CancellationToken cancellationToken)
    {
        fault.Pass();
        return inner.FindAsync(key, cancellationToken);
    }

    public async Task<Stream> OpenReadAsync(string key, CancellationToken cancellationToken)
    {
        fault.Pass();
        return new FaultyStream(await inner.OpenReadAsync(key, cancellationToken), fault);
    }

    public async Task<Stream> OpenUncheckedAsync(string key, CancellationToken cancellationToken)
    {
        fault.Pass();
        return new FaultyStream(await inner.OpenUncheckedAsync(key, cancellationToken), fault);
    }

    public IAsyncEnumerable<StoredObject> ListAsync(string prefix, CancellationToken cancellationToken) => Passed(inner.ListAsync(prefix, cancellationToken), cancellationToken);

    public IAsyncEnumerable<string> ListLevelAsync(string prefix, CancellationToken cancellationToken) => Passed(inner.ListLevelAsync(prefix, cancellationToken), cancellationToken);

    public IObjectUpload BeginUpload(LakeWrite write)
    {
        fault.Pass();
        return new FaultyUpload(inner.BeginUpload(write), fault);
    }

    public IEnumerable<Func<IContentComparison>> ComparisonsWith(StoredObject existing)
    {
        fault.Pass();
        return inner.ComparisonsWith(existing);
    }

    public IAsyncEnumerable<UnfinishedUpload> ListUnfinishedAsync(CancellationToken cancellationToken) => Passed(inner.ListUnfinishedAsync(cancellationToken), cancellationToken);

    public Task<bool> RemoveUnfinishedAsync(UnfinishedUpload upload, CancellationToken cancellationToken)
    {
        fault.Pass();
        return inner.RemoveUnfinishedAsync(upload, cancellationToken);
    }

    public Task DeleteAsync(string key, CancellationToken cancellationToken)
    {
        fault.Pass();
        return inner.DeleteAsync(key, cancellationToken);
    }

    public Task<bool> TryDeleteAsync(StoredObject existing, CancellationToken cancellationToken)
    {
        fault.Pass();
        return inner.TryDeleteAsync(existing, cancellationToken);
    }

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private async IAsyncEnumerable<T> Passed<T>(IAsyncEnumerable<T> items, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        fault.Pass();
        await foreach (var item in items.WithCancellation(cancellationToken))
        {
            yield return item;
            fault.Pass();
        }
    }

    private sealed class FaultyUpload(IObjectUpload inner, Fault fault) : IObjectUpload
    {
        public int PartSize => inner.PartSize;

        public ValueTask<PartBuffer> RentAsync(CancellationToken cancellationToken)
        {
            fault.Pass();
            return inner.RentAsync(cancellationToken);
        }

        public ValueTask SubmitAsync(PartBuffer part, CancellationToken cancellationToken)
        {
            try
            {
                fault.Pass();
            }
            catch
            {
                part.Dispose();
                throw;
            }

            return inner.SubmitAsync(part, cancellationToken);
        }

        public Task<UploadResult> CommitAsync(CancellationToken cancellationToken)
        {
            fault.Pass();
            return inner.CommitAsync(cancellationToken);
        }

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
