using DataLakeTools.S3;
using DataLakeTools.S3.Checksums;

namespace DataLakeTools.Core.Storage.S3;

/// <summary>The multipart upload of one write: created or resumed, and aborted if the write fails.</summary>
internal sealed class S3MultipartWrite
{
    private readonly S3LakeStore _store;
    private readonly S3Client _client;
    private readonly S3OpenUploads _uploads;
    private readonly S3OrphanedUploads _orphaned;
    private readonly string _key;
    private readonly string _uploadId;

    private S3MultipartWrite(S3LakeStore store, S3Client client, S3OpenUploads uploads, S3OrphanedUploads orphaned, string key, string uploadId)
    {
        _store = store;
        _client = client;
        _uploads = uploads;
        _orphaned = orphaned;
        _key = key;
        _uploadId = uploadId;
    }

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

            return new S3MultipartWrite(store, client, uploads, orphaned, key, uploadId);
        }
        catch (Exception exception) when (S3Failure.IsOfRequest(exception))
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
        return new S3MultipartWrite(store, client, uploads, new S3OrphanedUploads(uploads, store.Lake, key), key, uploadId);
    }

    /// <summary>Sends a part.</summary>
    /// <exception cref="S3ChecksumException">S3 confirmed other bytes.</exception>
    public Task<UploadedPart> PutPartAsync(int number, S3Body body, uint crc, Action<int>? bytesMoved, CancellationToken cancellationToken) =>
        _client.PutPartAsync(_store.Lake.Qualify(_key), _uploadId, number, body, crc, bytesMoved, cancellationToken);

    /// <summary>Makes the object of the parts.</summary>
    public Task<CompletedUpload> CompleteAsync(
        IReadOnlyList<UploadedPart> parts, Crc32C whole, IReadOnlyDictionary<string, string> condition, RequestOutcome outcome, CancellationToken cancellationToken) =>
        _client.CompleteUploadAsync(_store.Lake.Qualify(_key), _uploadId, parts, whole, condition, outcome, cancellationToken);

    /// <summary>Aborts the upload unless it was completed, and removes uploads whose id was orphaned.</summary>
    /// <param name="isCommitted">Whether the upload was completed.</param>
    public async Task EndAsync(bool isCommitted)
    {
        if (!isCommitted)
        {
            await _uploads.AbortAsync(_key, _uploadId, _store.Reporter).ConfigureAwait(false);
        }

        await _orphaned.RemoveAsync(_store.Reporter).ConfigureAwait(false);
    }
}
