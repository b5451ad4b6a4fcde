using DataLakeTools.S3;

namespace DataLakeTools.Core.Storage.S3;

/// <summary>The multipart upload of one write: created or resumed, and aborted if the write fails.</summary>
internal sealed class S3MultipartWrite
{
    private readonly S3LakeStore _store;
    private readonly S3OpenUploads _uploads;
    private readonly S3OrphanedUploads _orphaned;
    private readonly string _key;

    private S3MultipartWrite(S3LakeStore store, S3OpenUploads uploads, S3OrphanedUploads orphaned, string key, string uploadId)
    {
        _store = store;
        _uploads = uploads;
        _orphaned = orphaned;
        _key = key;
        UploadId = uploadId;
    }

    /// <summary>The id of the upload.</summary>
    public string UploadId { get; }

    /// <summary>Creates the upload. Not cancellable: without the response its id would be unknown, and it could not be aborted.</summary>
    /// <exception cref="Errors.DataLakeException">S3 refused.</exception>
    public static async Task<S3MultipartWrite> CreateAsync(S3LakeStore store, S3Client client, string key, S3ObjectHeaders headers)
    {
        var outcome = new RequestOutcome();
        var uploads = new S3OpenUploads(client, store.Lake);
        var orphaned = new S3OrphanedUploads(uploads, store.Lake, key);
        try
        {
            var uploadId = await client.CreateUploadAsync(store.Lake.Qualify(key), headers.ForMultipart(), outcome, CancellationToken.None).ConfigureAwait(false);
            if (outcome.MayHaveSucceeded)
            {
                await orphaned.FindAsync(uploadId, store.Reporter).ConfigureAwait(false);
            }

            return new S3MultipartWrite(store, uploads, orphaned, key, uploadId);
        }
        catch (Exception exception) when (S3Failure.IsRequestFailure(exception))
        {
            if (outcome.MayHaveSucceeded)
            {
                await orphaned.FindAsync(ownId: null, store.Reporter).ConfigureAwait(false);
                await orphaned.RemoveAsync(store.Reporter).ConfigureAwait(false);
            }

            throw S3Errors.Translate(exception, store.Lake.AddressOf(key));
        }
    }

    /// <summary>Resumes an upload that was created earlier.</summary>
    public static S3MultipartWrite Resume(S3LakeStore store, S3Client client, string key, string uploadId)
    {
        var uploads = new S3OpenUploads(client, store.Lake);
        return new S3MultipartWrite(store, uploads, new S3OrphanedUploads(uploads, store.Lake, key), key, uploadId);
    }

    /// <summary>Aborts the upload unless it was completed, and removes uploads that were created without their id getting here.</summary>
    /// <param name="isCommitted">Whether the upload was completed.</param>
    /// <returns>Whether it was aborted, so that it will never be completed.</returns>
    public async Task<bool> EndAsync(bool isCommitted)
    {
        var isAborted = !isCommitted && await _uploads.AbortAsync(_key, UploadId, _store.Reporter).ConfigureAwait(false);
        await _orphaned.RemoveAsync(_store.Reporter).ConfigureAwait(false);
        return isAborted;
    }
}
