using DataLakeTools.Core.Lake;

namespace DataLakeTools.Core.Storage;

/// <summary>
/// A lake on any kind of storage. Every method throws <see cref="Errors.DataLakeException"/> for what a user can correct
/// and <see cref="OperationCanceledException"/> when stopped.
/// </summary>
public interface ILakeStore : IAsyncDisposable
{
    /// <summary>Where the lake is.</summary>
    LakeAddress Lake { get; }

    /// <summary>Gets the metadata of an object.</summary>
    /// <param name="key">The key inside the lake.</param>
    /// <param name="cancellationToken">Cancels the look-up.</param>
    /// <returns>The object, or null if it does not exist.</returns>
    Task<StoredObject?> FindAsync(string key, CancellationToken cancellationToken);

    /// <summary>
    /// Gets the metadata of the object that a write with a condition may meet. A store that does not say whether there is one, as S3
    /// to whoever may not list, counts as one that has none: if there is one after all, or writing is forbidden too, the write says so.
    /// </summary>
    /// <param name="key">The key inside the lake.</param>
    /// <param name="cancellationToken">Cancels the look-up.</param>
    /// <returns>The object, or null if none is known.</returns>
    Task<StoredObject?> FindForWriteAsync(string key, CancellationToken cancellationToken) => FindAsync(key, cancellationToken);

    /// <summary>
    /// Opens an object for reading and verifies its bytes against the checksum or ETag that the lake stores, if it stores
    /// one; if they differ, reading fails with <see cref="DataLakeError.ChecksumMismatch"/>.
    /// </summary>
    /// <param name="key">The key inside the lake.</param>
    /// <param name="cancellationToken">Cancels the opening; reading has its own token.</param>
    Task<Stream> OpenReadAsync(string key, CancellationToken cancellationToken);

    /// <summary>Opens an object without verification, for callers that compare the bytes themselves.</summary>
    /// <param name="key">The key inside the lake.</param>
    /// <param name="cancellationToken">Cancels the opening; reading has its own token.</param>
    Task<Stream> OpenUncheckedAsync(string key, CancellationToken cancellationToken) => OpenReadAsync(key, cancellationToken);

    /// <summary>
    /// Opens the rest of an object without verification, for callers that compare all its bytes themselves. Where the lake can be asked
    /// for one object alone, as S3 can, it fails where another one is there by now.
    /// </summary>
    /// <param name="existing">The object, as it was found.</param>
    /// <param name="position">The first byte that is wanted.</param>
    /// <param name="cancellationToken">Cancels the opening; reading has its own token.</param>
    async Task<Stream> OpenRestAsync(StoredObject existing, long position, CancellationToken cancellationToken)
    {
        var stream = await OpenUncheckedAsync(existing.Key, cancellationToken).ConfigureAwait(false);
        stream.Position = position;
        return stream;
    }

    /// <summary>Lists objects in the order of their keys.</summary>
    /// <param name="prefix">The prefix of the keys; empty for all.</param>
    /// <param name="cancellationToken">Cancels the listing.</param>
    IAsyncEnumerable<StoredObject> ListAsync(string prefix, CancellationToken cancellationToken);

    /// <summary>
    /// Lists one level of keys, in their order: the keys without another <c>/</c> after the prefix, and, ending with <c>/</c>,
    /// the common prefixes of deeper keys. One request for each thousand of them, however many objects are below.
    /// </summary>
    /// <param name="prefix">The prefix of the keys; empty for the first level.</param>
    /// <param name="cancellationToken">Cancels the listing.</param>
    IAsyncEnumerable<string> ListLevelAsync(string prefix, CancellationToken cancellationToken);

    /// <summary>Starts a write. The object appears at its key when <see cref="IObjectUpload.CommitAsync"/> completes.</summary>
    /// <param name="write">What is written, and under which condition.</param>
    IObjectUpload BeginUpload(LakeWrite write);

    /// <summary>
    /// The comparisons of an existing object with the bytes of a file or a batch, the cheapest first. "Same" is a proof;
    /// "different" may be a false negative, and the next comparison decides.
    /// </summary>
    /// <param name="existing">The object in the lake.</param>
    IEnumerable<Func<IContentComparison>> ComparisonsWith(StoredObject existing);

    /// <summary>Whether an object holds the same bytes, by any of <see cref="ComparisonsWith"/>.</summary>
    /// <param name="existing">The object.</param>
    /// <param name="length">How many bytes there are to compare with.</param>
    /// <param name="append">Appends them all to a comparison; called for each that is tried.</param>
    /// <param name="cancellationToken">Cancels the comparison.</param>
    async Task<bool> IsSameAsync(StoredObject existing, long length, Func<IContentComparison, Task> append, CancellationToken cancellationToken)
    {
        if (existing.Size != length)
        {
            return false;
        }

        foreach (var begin in ComparisonsWith(existing))
        {
            var comparison = begin();
            await using (comparison.ConfigureAwait(false))
            {
                await append(comparison).ConfigureAwait(false);
                if (await comparison.IsSameAsync(cancellationToken).ConfigureAwait(false))
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>Lists the unfinished writes.</summary>
    /// <param name="cancellationToken">Cancels the listing.</param>
    IAsyncEnumerable<UnfinishedUpload> ListUnfinishedAsync(CancellationToken cancellationToken);

    /// <summary>Removes an unfinished write, unless it has progressed since it was listed.</summary>
    /// <param name="upload">The write, as it was listed.</param>
    /// <param name="cancellationToken">Cancels the removal.</param>
    /// <returns>Whether it was removed; false if it is still active.</returns>
    Task<bool> RemoveUnfinishedAsync(UnfinishedUpload upload, CancellationToken cancellationToken);

    /// <summary>Removes an object if it exists.</summary>
    /// <param name="key">The key inside the lake.</param>
    /// <param name="cancellationToken">Cancels the removal.</param>
    Task DeleteAsync(string key, CancellationToken cancellationToken);

    /// <summary>
    /// Removes an object while it is the one that was found. The store enforces it; of servers other than AWS, some of which ignore
    /// If-Match of a DELETE, the object is looked at right before.
    /// </summary>
    /// <param name="existing">The object, as it was found.</param>
    /// <param name="cancellationToken">Cancels the removal.</param>
    /// <returns>Whether it is gone; false when another one is there.</returns>
    Task<bool> TryDeleteAsync(StoredObject existing, CancellationToken cancellationToken);
}
