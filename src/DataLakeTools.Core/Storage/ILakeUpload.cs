namespace DataLakeTools.Core.Storage;

/// <summary>
/// One write under way. Parts are rented, filled in order and submitted; renting waits while too many are in
/// flight, so memory stays the same whatever the size of the file. Disposing without a commit leaves nothing behind.
/// </summary>
public interface ILakeUpload : IAsyncDisposable
{
    /// <summary>
    /// How many bytes each submitted part has, but for the last, which may hold fewer. Settled by the first
    /// <see cref="RentAsync"/>: an earlier upload that is carried on keeps the size of its parts.
    /// </summary>
    int PartSize { get; }

    /// <summary>Waits for a part of <see cref="PartSize"/> bytes to be filled.</summary>
    /// <param name="cancellationToken">Stops the waiting.</param>
    ValueTask<PartBuffer> RentAsync(CancellationToken cancellationToken);

    /// <summary>Hands a filled part over; the upload owns it from here.</summary>
    /// <param name="part">The part; full, or the last one.</param>
    /// <param name="cancellationToken">Stops the handing over.</param>
    ValueTask SubmitAsync(PartBuffer part, CancellationToken cancellationToken);

    /// <summary>Waits for all parts, publishes the object at its key and compares checksums.</summary>
    /// <param name="cancellationToken">Stops the commit; what is not published by then is taken back.</param>
    Task<UploadResult> CommitAsync(CancellationToken cancellationToken);
}
