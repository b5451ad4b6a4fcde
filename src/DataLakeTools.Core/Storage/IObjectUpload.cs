namespace DataLakeTools.Core.Storage;

/// <summary>
/// One write in progress. Parts are rented, filled in order and submitted; renting waits while too many are in flight, so
/// memory use does not depend on the size of the file. Disposing without a commit removes what was written.
/// </summary>
public interface IObjectUpload : IAsyncDisposable
{
    /// <summary>
    /// The size of each submitted part except the last, which may be smaller. Known after the first
    /// <see cref="RentAsync"/>: a resumed upload keeps the size of its parts.
    /// </summary>
    int PartSize { get; }

    /// <summary>Waits for a part of <see cref="PartSize"/> bytes to be filled.</summary>
    /// <param name="cancellationToken">Cancels the waiting.</param>
    ValueTask<PartBuffer> RentAsync(CancellationToken cancellationToken);

    /// <summary>Submits a filled part; the upload owns it from then on.</summary>
    /// <param name="part">The part; full, or the last one.</param>
    /// <param name="cancellationToken">Cancels the submission.</param>
    ValueTask SubmitAsync(PartBuffer part, CancellationToken cancellationToken);

    /// <summary>Rents, fills and submits parts until all of the content is submitted, or until a part is not to be sent.</summary>
    /// <param name="length">How many bytes the content has.</param>
    /// <param name="fill">Fills a part with what comes next; false ends the submitting, and that part is not sent.</param>
    /// <param name="cancellationToken">Cancels the submission.</param>
    async Task SubmitPartsAsync(long length, Func<PartBuffer, bool> fill, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(fill);
        for (long submitted = 0; submitted < length;)
        {
            var part = await RentAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                if (!fill(part))
                {
                    part.Dispose();
                    return;
                }
            }
            catch
            {
                part.Dispose();
                throw;
            }

            submitted += part.Length;
            await SubmitAsync(part, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Waits for all parts, publishes the object at its key and compares checksums.</summary>
    /// <param name="cancellationToken">Cancels the commit; an upload that is not published yet is removed.</param>
    Task<UploadResult> CommitAsync(CancellationToken cancellationToken);
}
