using System.Runtime.CompilerServices;
using DataLakeTools.Core.Lake;
using DataLakeTools.Core.Storage;

namespace DataLakeTools.Core.Tests.Raw;

/// <summary>A lake where something happens once, when the first part of a write is handed over, and whose parts can be looked at.</summary>
internal sealed class HookedStore(ILakeStore inner, Action hook, Action<PartBuffer>? rented = null, Func<string, Task>? reading = null, Action<string>? listed = null) : ILakeStore
{
    public LakeAddress Lake => inner.Lake;

    public Task<StoredObject?> FindAsync(string key, CancellationToken cancellationToken) => inner.FindAsync(key, cancellationToken);

    public async Task<Stream> OpenReadAsync(string key, CancellationToken cancellationToken)
    {
        await (reading?.Invoke(key) ?? Task.CompletedTask);
        return await inner.OpenReadAsync(key, cancellationToken);
    }

    public Task<Stream> OpenUncheckedAsync(string key, CancellationToken cancellationToken) => inner.OpenUncheckedAsync(key, cancellationToken);

    public async IAsyncEnumerable<StoredObject> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var found in inner.ListAsync(prefix, cancellationToken))
        {
            listed?.Invoke(found.Key);
            yield return found;
        }
    }

    public IAsyncEnumerable<string> ListLevelAsync(string prefix, CancellationToken cancellationToken) => inner.ListLevelAsync(prefix, cancellationToken);

    public IObjectUpload BeginUpload(LakeWrite write) => new HookedUpload(inner.BeginUpload(write), hook, rented);

    public IEnumerable<Func<IContentComparison>> ComparisonsWith(StoredObject existing) => inner.ComparisonsWith(existing);

    public IAsyncEnumerable<UnfinishedUpload> ListUnfinishedAsync(CancellationToken cancellationToken) => inner.ListUnfinishedAsync(cancellationToken);

    public Task<bool> RemoveUnfinishedAsync(UnfinishedUpload upload, CancellationToken cancellationToken) => inner.RemoveUnfinishedAsync(upload, cancellationToken);

    public Task DeleteAsync(string key, CancellationToken cancellationToken) => inner.DeleteAsync(key, cancellationToken);

    public Task<bool> TryDeleteAsync(StoredObject existing, CancellationToken cancellationToken) => inner.TryDeleteAsync(existing, cancellationToken);

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private sealed class HookedUpload(IObjectUpload inner, Action hook, Action<PartBuffer>? rented) : IObjectUpload
    {
        private Action? _hook = hook;

        public int PartSize => inner.PartSize;

        public async ValueTask<PartBuffer> RentAsync(CancellationToken cancellationToken)
        {
            var part = await inner.RentAsync(cancellationToken);
            rented?.Invoke(part);
            return part;
        }

        public ValueTask SubmitAsync(PartBuffer part, CancellationToken cancellationToken)
        {
            Interlocked.Exchange(ref _hook, null)?.Invoke();
            return inner.SubmitAsync(part, cancellationToken);
        }

        public Task<UploadResult> CommitAsync(CancellationToken cancellationToken) => inner.CommitAsync(cancellationToken);

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
