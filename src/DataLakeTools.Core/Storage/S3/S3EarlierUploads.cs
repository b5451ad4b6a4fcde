using DataLakeTools.Core.Reporting;
using DataLakeTools.S3;

namespace DataLakeTools.Core.Storage.S3;

/// <summary>Unfinished multipart uploads of the key of a write: the one that may be resumed, and those that are aborted.</summary>
/// <param name="store">The lake.</param>
/// <param name="write">The write.</param>
/// <param name="headers">The headers of the object.</param>
internal sealed class S3EarlierUploads(S3LakeStore store, LakeWrite write, S3ObjectHeaders headers)
{
    private readonly List<ListedUpload> _superseded = [];
    private readonly string _address = store.Lake.AddressOf(write.Key);

    /// <summary>The upload that may be resumed, as long as the first part does not differ; null when there is none.</summary>
    public S3ResumableUpload? Resumable { get; private set; }

    /// <summary>Finds the upload to resume, or aborts all earlier ones, as <see cref="LakeWrite.Earlier"/> says.</summary>
    /// <param name="plan">The plan of a new upload.</param>
    /// <param name="cancellationToken">Cancels the search.</param>
    /// <exception cref="Errors.DataLakeException">S3 cannot be asked.</exception>
    public async Task FindOrRemoveAsync(S3UploadPlan plan, CancellationToken cancellationToken)
    {
        if (write.Earlier == EarlierUploadAction.Ignore)
        {
            return;
        }

        var uploads = new S3OpenUploads(await store.ClientAsync(cancellationToken).ConfigureAwait(false), store.Lake);
        try
        {
            if (write.Earlier == EarlierUploadAction.Remove)
            {
                foreach (var earlier in await uploads.OfKeyAsync(write.Key, cancellationToken).ConfigureAwait(false))
                {
                    await uploads.AbortAsync(write.Key, earlier.UploadId, store.Reporter).ConfigureAwait(false);
                }
            }
            else if (headers.AllShownByListMultipartUploads)
            {
                Resumable = await S3ResumableUpload.FindAsync(uploads, write, headers, plan, _superseded, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception exception) when (exception is S3Exception { IsTransient: false })
        {
            var said = $"S3 does not let earlier uploads of {_address} be found ({S3Errors.Describe(exception)})";
            if (write.Earlier == EarlierUploadAction.Remove)
            {
                store.Reporter.Warning($"{said}; if there are any, they were not removed.");
            }
            else
            {
                store.Reporter.Verbose($"{said}; the file is sent from its beginning.");
            }
        }
        catch (Exception exception) when (S3Failure.IsRequestFailure(exception))
        {
            throw S3Errors.Translate(exception, _address);
        }
    }

    /// <summary>Resumes the earlier upload if it has the same first part or none, else creates one.</summary>
    /// <param name="client">The bucket.</param>
    /// <param name="first">The first part.</param>
    /// <param name="crc">Its CRC-32C.</param>
    public Task<S3MultipartWrite> ResumeOrCreateAsync(S3Client client, S3Body first, uint crc)
    {
        if (Resumable is not null)
        {
            if (Resumable.CanBeOf(first, crc))
            {
                store.Reporter.Verbose($"An earlier upload of {_address} is carried on; it holds {Count.Of(Resumable.PartCount, "part")}.");
                return Task.FromResult(S3MultipartWrite.Resume(store, client, write.Key, Resumable.Upload.UploadId));
            }

            store.Reporter.Verbose($"An earlier upload of {_address} was of other content; the file is sent from its beginning.");
            _superseded.Add(Resumable.Upload);
            Resumable = null;
        }

        return S3MultipartWrite.CreateAsync(store, client, write.Key, headers);
    }

    /// <summary>
    /// Aborts superseded uploads. Call only after the object is at its key, whoever has published it: a sender that still uses them
    /// fails its precondition by then anyway.
    /// </summary>
    public async Task RemoveSupersededAsync()
    {
        foreach (var superseded in _superseded)
        {
            var client = await store.ClientAsync(CancellationToken.None).ConfigureAwait(false);
            await new S3OpenUploads(client, store.Lake).AbortAsync(write.Key, superseded.UploadId, store.Reporter).ConfigureAwait(false);
        }
    }
}
