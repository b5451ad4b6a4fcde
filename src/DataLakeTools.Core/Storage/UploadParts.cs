namespace DataLakeTools.Core.Storage;

/// <summary>How content gets into an upload: part by part, each rented, filled and submitted.</summary>
internal static class UploadParts
{
    /// <summary>Submits parts until all of the content is submitted, or until a part is not to be sent.</summary>
    /// <param name="upload">The upload.</param>
    /// <param name="length">How many bytes the content has.</param>
    /// <param name="fill">Fills a part with what comes next; false ends the submitting, and that part is not sent.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    public static async Task SubmitPartsAsync(this ILakeUpload upload, long length, Func<PartBuffer, bool> fill, CancellationToken cancellationToken)
    {
        for (long submitted = 0; submitted < length;)
        {
            var part = await upload.RentAsync(cancellationToken).ConfigureAwait(false);
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
            await upload.SubmitAsync(part, cancellationToken).ConfigureAwait(false);
        }
    }
}
