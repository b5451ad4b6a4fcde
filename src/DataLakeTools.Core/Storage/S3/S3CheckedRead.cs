using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Streams;
using DataLakeTools.Http;
using DataLakeTools.S3;
using DataLakeTools.S3.Checksums;

namespace DataLakeTools.Core.Storage.S3;

/// <summary>
/// Reads an object and verifies its bytes against the checksum or ETag in the response. An object of up to 10 MB is verified
/// before any byte is returned; of a larger one, or one of unknown size, only the last block is held back until the whole is
/// verified.
/// </summary>
/// <param name="store">The lake.</param>
/// <param name="key">The key inside the lake.</param>
internal sealed class S3CheckedRead(S3LakeStore store, string key)
{
    // Objects up to this size are verified in memory before they are returned; a batch of records has at most 10 MB.
    private const int LargestInMemory = 10 * 1024 * 1024;

    private readonly string _address = store.Lake.AddressOf(key);

    /// <summary>Opens the object.</summary>
    /// <exception cref="DataLakeException">It cannot be read, or S3 sends other bytes than it says it holds.</exception>
    public async Task<Stream> OpenAsync(CancellationToken cancellationToken)
    {
        for (var retries = 0; ; retries++)
        {
            var content = await store.OpenObjectAsync(key, cancellationToken).ConfigureAwait(false);
            var info = content.Info;
            S3ReadVerifier verifier;
            byte[] bytes;
            try
            {
                verifier = await BeginAsync(info, useETag: info.Crc32C is null, cancellationToken).ConfigureAwait(false);
                if (info.Size is < 0 or > LargestInMemory)
                {
                    return new S3CheckedStream(this, content, verifier);
                }

                bytes = GC.AllocateUninitializedArray<byte>((int)info.Size);
                await content.ReadExactlyAsync(bytes, cancellationToken).ConfigureAwait(false);
            }
            catch
            {
                await content.DisposeAsync().ConfigureAwait(false);
                throw;
            }

            await content.DisposeAsync().ConfigureAwait(false);
            await verifier.AppendAsync(bytes, cancellationToken).ConfigureAwait(false);
            if (await IsVerifiedAsync(info, verifier, bytes, cancellationToken).ConfigureAwait(false))
            {
                return new MemoryStream(bytes, writable: false);
            }

            if (retries == RetryLimits.WrongBytes)
            {
                throw S3Errors.WrongBytes(_address);
            }
        }
    }

    /// <summary>Completes the verification of a stream that was read to its end.</summary>
    /// <param name="info">What S3 said of the object.</param>
    /// <param name="verifier">The verifier, which has all bytes.</param>
    /// <param name="seen">Their checksum.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <exception cref="DataLakeException"><see cref="DataLakeError.ChecksumMismatch"/>.</exception>
    public async Task EndAsync(S3ObjectInfo info, S3ReadVerifier verifier, Crc32C seen, CancellationToken cancellationToken)
    {
        if (await verifier.IsVerifiedAsync(cancellationToken).ConfigureAwait(false))
        {
            return;
        }

        ReportIfUnverified(verifier);
        if (verifier.MismatchIsError && (info.Crc32C is null || !await IsSameWhenReadAgainAsync(info, seen, cancellationToken).ConfigureAwait(false)))
        {
            throw S3Errors.WrongBytes(_address);
        }
    }

    private static StoredObject Describe(S3ObjectInfo info) => new()
    {
        Key = info.Key,
        Size = info.Size,
        ETag = info.ETag,
        Checksum = info.Crc32C is { } crc ? new Checksum(Checksum.Crc32CName, crc) : null,
    };

    // The CRC-32C is compared first. If it differs, the ETag decides, because some servers report the composite checksum of
    // the parts as that of the object.
    private async Task<bool> IsVerifiedAsync(S3ObjectInfo info, S3ReadVerifier verifier, byte[] bytes, CancellationToken cancellationToken)
    {
        if (await verifier.IsVerifiedAsync(cancellationToken).ConfigureAwait(false))
        {
            return true;
        }

        if (info.Crc32C is null)
        {
            ReportIfUnverified(verifier);
            return !verifier.MismatchIsError;
        }

        var verifierByETag = await BeginAsync(info, useETag: true, cancellationToken).ConfigureAwait(false);
        await verifierByETag.AppendAsync(bytes, cancellationToken).ConfigureAwait(false);
        return await verifierByETag.IsVerifiedAsync(cancellationToken).ConfigureAwait(false);
    }

    private void ReportIfUnverified(S3ReadVerifier verifier)
    {
        if (!verifier.MismatchIsError)
        {
            store.Reporter.Verbose($"{_address} has neither a CRC-32C of the whole object nor an ETag that can be made again: its bytes were read and not checked.");
        }
    }

    // Reads the object a second time and verifies it by its ETag. The first read computes no MD5, because that takes ten
    // times as long as a CRC-32C, and nearly every server reports a right CRC-32C.
    private async Task<bool> IsSameWhenReadAgainAsync(S3ObjectInfo info, Crc32C seen, CancellationToken cancellationToken)
    {
        var verifier = await BeginAsync(info, useETag: true, cancellationToken).ConfigureAwait(false);
        if (!verifier.HasComparisons)
        {
            return false;
        }

        var again = default(Crc32C);
        var content = await store.OpenObjectAsync(key, cancellationToken).ConfigureAwait(false);
        await using (content.ConfigureAwait(false))
        {
            var buffer = ReadBuffer.New();
            for (int read; (read = await content.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0;)
            {
                again.Append(buffer.AsSpan(0, read));
                await verifier.AppendAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
            }

            return content.Info.ETag == info.ETag && again == seen && await verifier.IsVerifiedAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<S3ReadVerifier> BeginAsync(S3ObjectInfo info, bool useETag, CancellationToken cancellationToken)
    {
        var existing = Describe(info);
        if (!useETag)
        {
            return new S3ReadVerifier([new Crc32CComparison(existing)], mismatchIsError: true);
        }

        if (info.HasOpaqueETag || info.Size < 0)
        {
            return new S3ReadVerifier([], mismatchIsError: false);
        }

        // The ETag of an object in parts depends on their size, which the server may tell.
        var isInParts = info.ETag.Contains('-', StringComparison.Ordinal);
        var partSize = isInParts ? await PartSizeAsync(info, cancellationToken).ConfigureAwait(false) : long.MaxValue;
        return partSize is { } size && ETagComparison.CanCompare(existing, size)
            ? new S3ReadVerifier([new ETagComparison(info.ETag, size)], mismatchIsError: true)
            : new S3ReadVerifier([.. store.ComparisonsWith(existing).Select(begin => begin()).OfType<ETagComparison>()], mismatchIsError: false);
    }

    private async Task<long?> PartSizeAsync(S3ObjectInfo info, CancellationToken cancellationToken)
    {
        var client = await store.ClientAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await client.FindPartSizeAsync(store.Lake.Qualify(key), info.ETag, cancellationToken).ConfigureAwait(false) is > 0 and var size && size < info.Size ? size : null;
        }
        catch (Exception exception) when (S3Failure.IsRequestFailure(exception))
        {
            store.Reporter.Verbose($"S3 does not tell the size of the parts of {_address} ({S3Errors.Describe(exception)}).");
            return null;
        }
    }
}
