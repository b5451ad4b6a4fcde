using DataLakeTools.Core.Errors;
using DataLakeTools.S3;
using DataLakeTools.S3.Checksums;

namespace DataLakeTools.Core.Storage.S3;

/// <summary>Finds out what became of a write whose response was lost or contradicts what was sent.</summary>
/// <param name="store">The lake.</param>
/// <param name="write">The write.</param>
/// <param name="sent">The checksum and the length of what was sent.</param>
internal sealed class S3WriteVerifier(S3LakeStore store, LakeWrite write, Crc32C sent)
{
    private const int ReadBytes = 256 * 1024;

    /// <summary>Whether an object has the bytes that were sent.</summary>
    /// <param name="there">The object.</param>
    /// <param name="etag">The ETag that S3 gives what was sent; null where nobody knows it.</param>
    /// <param name="cancellationToken">Stops the look.</param>
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
    /// The server has confirmed a write with another checksum than ours. Only the bytes can tell whether the object is
    /// wrong or the answer; an object that is wrong, and still the one that we wrote, is removed.
    /// </summary>
    /// <param name="mismatch">What the answer said.</param>
    /// <param name="etag">The ETag of what was written.</param>
    /// <param name="versionId">Its version; null in a bucket that keeps none.</param>
    /// <param name="cancellationToken">Stops the look; a removal that has begun goes on.</param>
    /// <exception cref="DataLakeException">The object is wrong, or could not be read.</exception>
    public async Task ConfirmOrRemoveAsync(S3ChecksumException mismatch, string etag, string? versionId, CancellationToken cancellationToken)
    {
        var address = store.Lake.AddressOf(write.Key);
        try
        {
            if (await ReadsAsSentAsync(cancellationToken).ConfigureAwait(false))
            {
                store.Reporter.Warning($"S3 confirmed {address} with a checksum that is not its own; it was read back and is what was sent.");
                return;
            }
        }
        catch (DataLakeException unreadable)
        {
            store.Reporter.Verbose($"{address} could not be read back: {unreadable.Message}");
        }

        var fate = await RemoveAsync(etag, versionId).ConfigureAwait(false);
        var error = S3Errors.Translate(mismatch, address);
        throw new DataLakeException(error.Error, $"{error.Message} {fate}", error.Advice, error.Target, mismatch);
    }

    private async Task<bool> ReadsAsSentAsync(CancellationToken cancellationToken)
    {
        var buffer = GC.AllocateUninitializedArray<byte>(ReadBytes);
        var stored = default(Crc32C);
        var stream = await store.OpenReadAsync(write.Key, cancellationToken).ConfigureAwait(false);
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
