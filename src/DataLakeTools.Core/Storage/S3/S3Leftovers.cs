using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Lake;

namespace DataLakeTools.Core.Storage.S3;

/// <summary>The multipart uploads that are open in a lake.</summary>
internal sealed class S3Leftovers(S3Session session, LakeAddress lake)
{
    /// <summary>Those of one key alone, the newest first.</summary>
    public async Task<IReadOnlyList<S3Leftover>> OfKeyAsync(string key, CancellationToken cancellationToken)
    {
        var qualified = lake.Qualify(key);
        var found = new List<S3Leftover>();
        await foreach (var leftover in ListAsync(qualified, cancellationToken).ConfigureAwait(false))
        {
            // Longer keys with the same beginning come after it.
            if (leftover.Key != qualified)
            {
                break;
            }

            found.Add(leftover);
        }

        return [.. found.OrderByDescending(leftover => leftover.Initiated)];
    }

    /// <summary>Those whose keys begin with a prefix, in the order of their keys.</summary>
    public async IAsyncEnumerable<S3Leftover> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? keyMarker = null, idMarker = null;
        do
        {
            var page = (await session.CallAsync(session.Calls.ListUploads(prefix, keyMarker, idMarker), cancellationToken).ConfigureAwait(false)).Document;
            foreach (var upload in page.All("Upload"))
            {
                // A server may be lax about the prefix; what is not under it is not ours to see.
                if (upload.Find("Key") is { } key && key.StartsWith(prefix, StringComparison.Ordinal) && upload.Find("UploadId") is { } id)
                {
                    yield return new S3Leftover(
                        key,
                        id,
                        TimeOf(upload.Find("Initiated")),
                        upload.Find("StorageClass") ?? S3Leftover.DefaultStorageClass,
                        upload.Find("ChecksumAlgorithm"),
                        upload.Find("ChecksumType"));
                }
            }

            var before = (keyMarker, idMarker);
            (keyMarker, idMarker) = page.Find("IsTruncated") == "true" ? (page.Find("NextKeyMarker"), page.Find("NextUploadIdMarker")) : (null, null);
            ThrowIfStuck(keyMarker is not null && (keyMarker, idMarker) == before);
        }
        while (keyMarker is not null);
    }

    /// <summary>What an upload holds so far, in the order of the numbers; null when it is no longer there.</summary>
    public async Task<IReadOnlyList<S3LeftPart>?> PartsOfAsync(string qualifiedKey, string uploadId, CancellationToken cancellationToken)
    {
        var parts = new List<S3LeftPart>();
        string? marker = null;
        do
        {
            S3Element page;
            try
            {
                page = (await session.CallAsync(session.Calls.ListParts(qualifiedKey, uploadId, marker), cancellationToken).ConfigureAwait(false)).Document;
            }
            catch (S3RequestException exception) when (exception.Code == "NoSuchUpload")
            {
                return null;
            }

            parts.AddRange(page.All("Part").Select(part => new S3LeftPart(
                (int)NumberOf(part.Find("PartNumber")),
                part.Find("ETag") ?? string.Empty,
                NumberOf(part.Find("Size")),
                part.Find("ChecksumCRC32C"),
                TimeOf(part.Find("LastModified")))));
            var before = marker;
            marker = page.Find("IsTruncated") == "true" ? page.Find("NextPartNumberMarker") : null;
            ThrowIfStuck(marker is not null && marker == before);
        }
        while (marker is not null);
        return parts;
    }

    /// <summary>What is known of an upload; null when it is no longer there.</summary>
    public async Task<UnfinishedUpload?> DescribeAsync(S3Leftover leftover, int prefixLength, CancellationToken cancellationToken)
    {
        if (await PartsOfAsync(leftover.Key, leftover.UploadId, cancellationToken).ConfigureAwait(false) is not { } parts)
        {
            return null;
        }

        var lastActivity = LastActivityOf(leftover.Initiated, parts);

        // Clocks differ, and answers tell whole seconds: what was begun just now is not younger than nothing.
        var age = session.Now - lastActivity;
        return new UnfinishedUpload
        {
            Id = leftover.UploadId,
            Key = leftover.Key[prefixLength..],
            Started = leftover.Initiated,
            LastActivity = lastActivity,
            Age = age > TimeSpan.Zero ? age : TimeSpan.Zero,
            Size = parts.Sum(part => part.Size),
            Parts = parts.Count,
        };
    }

    /// <summary>Removes an upload unless parts have come since it was seen.</summary>
    public async Task<bool> RemoveAsync(UnfinishedUpload upload, CancellationToken cancellationToken)
    {
        var key = lake.Prefix.Length == 0 ? upload.Key : $"{lake.Prefix}/{upload.Key}";
        if (await PartsOfAsync(key, upload.Id, cancellationToken).ConfigureAwait(false) is not { } parts)
        {
            return true;
        }

        if (LastActivityOf(upload.Started, parts) > upload.LastActivity || parts.Count != upload.Parts)
        {
            return false;
        }

        try
        {
            await session.CallAsync(session.Calls.Abort(key, upload.Id), cancellationToken).ConfigureAwait(false);
        }
        catch (S3RequestException exception) when (exception.Code == "NoSuchUpload")
        {
            // Gone, which is what was wanted.
        }

        return true;
    }

    public static DataLakeException Refused(Exception exception, string target) => S3Errors.Describe(exception).Status == HttpStatusCode.Forbidden
        ? new DataLakeException(
            DataLakeError.AccessDenied,
            $"S3 denies access to the open uploads of {target}.",
            $"Ask for s3:ListBucketMultipartUploads, s3:ListMultipartUploadParts and s3:AbortMultipartUpload on this lake, or choose another profile with {LakeSetting.ProfileName}.",
            target,
            exception)
        : S3Errors.Translate(exception, target);

    // A server that does not know the markers of a listing would give its first page for ever.
    private static void ThrowIfStuck(bool isStuck)
    {
        if (isStuck)
        {
            throw new S3RequestException(HttpStatusCode.OK, code: null, "a listing does not go on after its first pages", requestId: null);
        }
    }

    private static DateTimeOffset LastActivityOf(DateTimeOffset started, IReadOnlyList<S3LeftPart> parts) =>
        parts.Select(part => part.LastModified).Append(started).Max();

    private static DateTimeOffset TimeOf(string? time) =>
        DateTimeOffset.TryParse(time, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var known) ? known : default;

    private static long NumberOf(string? number) => long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var known) ? known : 0;
}
