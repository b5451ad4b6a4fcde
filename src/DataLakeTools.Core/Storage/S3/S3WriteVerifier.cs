using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Streams;
using DataLakeTools.S3;
using DataLakeTools.S3.Checksums;

namespace DataLakeTools.Core.Storage.S3;

/// <summary>Finds out what became of a write whose response was lost, contradicts what was sent, or proves nothing.</summary>
/// <param name="store">The lake.</param>
/// <param name="write">The write.</param>
/// <param name="sent">The checksum and the length of what was sent.</param>
internal sealed class S3WriteVerifier(S3LakeStore store, LakeWrite write, Crc32C sent)
{
    /// <summary>Whether an object has the bytes that were sent.</summary>
    /// <param name="there">The object.</param>
    /// <param name="etag">The ETag expected for the sent bytes; null if unknown.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    public async Task<bool> HasSentBytesAsync(StoredObject there, string? etag, CancellationToken cancellationToken)
    {
        if (there.Checksum == Checksum.OfCrc32C(sent.Value))
        {
            return true;
        }

        if (string.Equals(etag, there.ETag.Trim('"'), StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        // Another checksum proves a difference only together with another ETag: some servers return a checksum of the parts'
        // checksums as that of the whole. Where neither can be compared (encryption by KMS, other parts), the bytes are read.
        return (there.Checksum is null || etag is null) && await ReadsAsSentAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Verifies an object after S3 confirmed no checksum, or another one: by the checksum that S3 keeps, else by reading it
    /// back. If it holds other bytes and is still the object of this write, it is removed.
    /// </summary>
    /// <param name="upload">What S3 answered.</param>
    /// <param name="cancellationToken">Cancels the verification; a removal that has begun is completed.</param>
    /// <returns>Whether it is proved; false where S3 does not let the object be read, and has contradicted nothing.</returns>
    /// <exception cref="DataLakeException">The object is wrong, or S3 contradicted it and it could not be read.</exception>
    public async Task<bool> VerifyAsync(CompletedUpload upload, CancellationToken cancellationToken)
    {
        var address = store.Lake.AddressOf(write.Key);
        var mismatch = upload.Mismatch;
        try
        {
            if (mismatch is null && (await store.FindForWriteAsync(write.Key, cancellationToken).ConfigureAwait(false))?.Checksum == Checksum.OfCrc32C(sent.Value))
            {
                return true;
            }

            if (await ReadsAsSentAsync(cancellationToken).ConfigureAwait(false))
            {
                if (mismatch is { IsOfETag: false })
                {
                    store.Reporter.Warning($"S3 confirmed {address} with a checksum that is not its own; it was read back and is what was sent.");
                }

                return true;
            }
        }
        catch (DataLakeException unreadable)
        {
            if (mismatch is null)
            {
                store.Reporter.Warning(
                    $"S3 has not confirmed the bytes of {address}, and they could not be read back ({unreadable.Message.TrimEnd('.')}): whether they are those that were sent is not known.");
                return false;
            }

            store.Reporter.Verbose($"{address} could not be read back: {unreadable.Message}");
        }

        mismatch ??= new S3ChecksumException(sent.ToBase64(), "of other bytes");
        var removal = await RemoveAsync(upload.ETag, upload.VersionId).ConfigureAwait(false);
        var error = S3Errors.Translate(mismatch, address);
        throw new DataLakeException(error.Error, $"{error.Message} {removal}", error.Advice, error.Target, mismatch);
    }

    private async Task<bool> ReadsAsSentAsync(CancellationToken cancellationToken)
    {
        var buffer = ReadBuffer.New();
        var stored = default(Crc32C);
        var stream = await store.OpenUncheckedAsync(write.Key, cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            for (int read; (read = await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0;)
            {
                stored.Append(buffer.AsSpan(0, read));
            }
        }

        return stored == sent;
    }

    private async Task<string> RemoveAsync(string etag, string? versionId)
    {
        try
        {
            if (!await store.TryDeleteAsync(write.Key, etag, versionId, CancellationToken.None).ConfigureAwait(false))
            {
                return "Somebody else has written to its key since, and that was left alone.";
            }

            return versionId is not null ? "That version was removed."
                : write.Condition.MustNotExist ? "It was removed again."
                : "It was removed again; what it had replaced is gone.";
        }
        catch (DataLakeException refused)
        {
            return $"It could not be removed and is still there ({refused.Message.TrimEnd('.')}).";
        }
    }
}
