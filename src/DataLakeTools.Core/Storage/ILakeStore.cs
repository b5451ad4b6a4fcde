using DataLakeTools.Core.Lake;

namespace DataLakeTools.Core.Storage;

/// <summary>
/// A lake, whatever it lies on. Every method throws <see cref="Errors.DataLakeException"/> for what a user can mend
/// and <see cref="OperationCanceledException"/> when stopped.
/// </summary>
public interface ILakeStore : IAsyncDisposable
{
    /// <summary>Where the lake is.</summary>
    LakeAddress Lake { get; }

    /// <summary>Looks an object up without reading it.</summary>
    /// <param name="key">The key inside the lake.</param>
    /// <param name="cancellationToken">Stops the look-up.</param>
    /// <returns>The object, or null when nothing is there.</returns>
    Task<StoredObject?> FindAsync(string key, CancellationToken cancellationToken);

    /// <summary>Reads an object from its beginning.</summary>
    /// <param name="key">The key inside the lake.</param>
    /// <param name="cancellationToken">Stops the opening; reading has its own token.</param>
    Task<Stream> OpenReadAsync(string key, CancellationToken cancellationToken);

    /// <summary>Lists objects in the order of their keys.</summary>
    /// <param name="prefix">What the keys begin with; empty for all.</param>
    /// <param name="cancellationToken">Stops the listing.</param>
    IAsyncEnumerable<StoredObject> ListAsync(string prefix, CancellationToken cancellationToken);

    /// <summary>
    /// Lists one level of keys, in their order: the keys that go on after the prefix without another <c>/</c>, and, ending
    /// with <c>/</c>, what deeper keys begin with. Costs one request for a thousand of them, however much lies below.
    /// </summary>
    /// <param name="prefix">What the keys begin with; empty for the first level.</param>
    /// <param name="cancellationToken">Stops the listing.</param>
    IAsyncEnumerable<string> ListLevelAsync(string prefix, CancellationToken cancellationToken);

    /// <summary>Begins a write. Nothing shows at the key before <see cref="ILakeUpload.CommitAsync"/> is through.</summary>
    /// <param name="write">What is written, and when it may be.</param>
    ILakeUpload BeginUpload(LakeWrite write);

    /// <summary>
    /// The ways of telling whether an existing object has the bytes of a local file, the cheapest first.
    /// A comparison that says "the same" is proof; one that says "different" may be asked again with the next.
    /// </summary>
    /// <param name="existing">The object in the lake.</param>
    IEnumerable<Func<IContentComparison>> ComparisonsWith(StoredObject existing);

    /// <summary>Lists the writes that were begun and have neither ended nor been taken back, with what is known of their age.</summary>
    /// <param name="cancellationToken">Stops the listing.</param>
    IAsyncEnumerable<UnfinishedUpload> ListUnfinishedAsync(CancellationToken cancellationToken);

    /// <summary>Removes what an unfinished write left, unless it moved since it was listed.</summary>
    /// <param name="upload">The write, as it was listed.</param>
    /// <param name="cancellationToken">Stops the removal.</param>
    /// <returns>Whether it is gone; false when it is alive after all.</returns>
    Task<bool> RemoveUnfinishedAsync(UnfinishedUpload upload, CancellationToken cancellationToken);

    /// <summary>Removes an object; nothing happens when it is not there.</summary>
    /// <param name="key">The key inside the lake.</param>
    /// <param name="cancellationToken">Stops the removal.</param>
    Task DeleteAsync(string key, CancellationToken cancellationToken);
}
