using DataLakeTools.Core.Lake;
using DataLakeTools.S3.Checksums;

namespace DataLakeTools.Core.Storage;

/// <summary>A lake that is read but not written: everything runs as usual, but writes are discarded.</summary>
/// <param name="inner">The lake that is read; the caller disposes it.</param>
public sealed class WhatIfLakeStore(ILakeStore inner) : ILakeStore
{
    /// <inheritdoc/>
    public LakeAddress Lake => inner.Lake;

    /// <inheritdoc/>
    public Task<StoredObject?> FindAsync(string key, CancellationToken cancellationToken) => inner.FindAsync(key, cancellationToken);

    /// <inheritdoc/>
    public Task<StoredObject?> FindForWriteAsync(string key, CancellationToken cancellationToken) => inner.FindForWriteAsync(key, cancellationToken);

    /// <inheritdoc/>
    public Task<Stream> OpenReadAsync(string key, CancellationToken cancellationToken) => inner.OpenReadAsync(key, cancellationToken);

    /// <inheritdoc/>
    public Task<Stream> OpenUncheckedAsync(string key, CancellationToken cancellationToken) => inner.OpenUncheckedAsync(key, cancellationToken);

    /// <inheritdoc/>
    public Task<Stream> OpenRestAsync(StoredObject existing, long position, CancellationToken cancellationToken) =>
        inner.OpenRestAsync(existing, position, cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<StoredObject> ListAsync(string prefix, CancellationToken cancellationToken) =>
        inner.ListAsync(prefix, cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<string> ListLevelAsync(string prefix, CancellationToken cancellationToken) =>
        inner.ListLevelAsync(prefix, cancellationToken);

    /// <inheritdoc/>
    public IObjectUpload BeginUpload(LakeWrite write) => new NoUpload(write);

    /// <inheritdoc/>
    public IEnumerable<Func<IContentComparison>> ComparisonsWith(StoredObject existing) => inner.ComparisonsWith(existing);

    /// <inheritdoc/>
    public IAsyncEnumerable<UnfinishedUpload> ListUnfinishedAsync(CancellationToken cancellationToken) => inner.ListUnfinishedAsync(cancellationToken);

    /// <inheritdoc/>
    public Task<bool> RemoveUnfinishedAsync(UnfinishedUpload upload, CancellationToken cancellationToken) => Task.FromResult(false);

    /// <inheritdoc/>
    public Task DeleteAsync(string key, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task<bool> TryDeleteAsync(StoredObject existing, CancellationToken cancellationToken) => Task.FromResult(true);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private sealed class NoUpload(LakeWrite write) : IObjectUpload
    {
        // A part is discarded when it is submitted, so no upload has two of them.
        private readonly PartBufferPool _buffers = new(1);
        private Crc32C _checksum;

        public int PartSize => 1024 * 1024;

        public ValueTask<PartBuffer> RentAsync(CancellationToken cancellationToken) => _buffers.RentAsync(PartSize, cancellationToken);

        public ValueTask SubmitAsync(PartBuffer part, CancellationToken cancellationToken)
        {
            _checksum.Append(part.Checksum);
            write.BytesMoved?.Invoke(part.Length);
            part.Dispose();
            return ValueTask.CompletedTask;
        }

        public Task<UploadResult> CommitAsync(CancellationToken cancellationToken) => Task.FromResult(
            new UploadResult(UploadOutcome.WhatIf, Checksum.OfCrc32C(_checksum.Value), Verified: false, Parts: 0));

        public ValueTask DisposeAsync()
        {
            _buffers.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
