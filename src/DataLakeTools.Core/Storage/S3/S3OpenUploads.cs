using System.Net;
using System.Runtime.CompilerServices;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Lake;
using DataLakeTools.Core.Reporting;
using DataLakeTools.S3;

namespace DataLakeTools.Core.Storage.S3;

/// <summary>The multipart uploads that are open in a lake.</summary>
internal sealed class S3OpenUploads(S3Client client, LakeAddress lake)
{
    /// <summary>How long the removal of what is left of a write may take.</summary>
    public static readonly TimeSpan LongestCleanup = TimeSpan.FromSeconds(5);

    /// <summary>The time by the server's clock.</summary>
    public DateTimeOffset Now => client.Now;

    /// <summary>Those of one key alone, the newest first.</summary>
    public async Task<IReadOnlyList<ListedUpload>> OfKeyAsync(string key, CancellationToken cancellationToken)
    {
        var qualified = lake.Qualify(key);
        var found = new List<ListedUpload>();
        await foreach (var upload in client.ListUploadsAsync(qualified, cancellationToken).ConfigureAwait(false))
        {
            // The listing is sorted and by prefix: the uploads of longer keys follow, so the loop can stop.
            if (upload.Key != qualified)
            {
                break;
            }

            found.Add(upload);
        }

        return [.. found.OrderByDescending(upload => upload.Initiated)];
    }

    /// <summary>What an upload holds so far; null when it is no longer there.</summary>
    public Task<IReadOnlyList<ListedPart>?> PartsOfAsync(ListedUpload upload, CancellationToken cancellationToken) =>
        client.ListPartsAsync(upload.Key, upload.UploadId, cancellationToken);

    /// <summary>All of them, with what is known of their age.</summary>
    public async IAsyncEnumerable<UnfinishedUpload> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var prefix = lake.Prefix.Length == 0 ? string.Empty : lake.Prefix + "/";
        await foreach (var upload in client.ListUploadsAsync(prefix, cancellationToken).ConfigureAwait(false))
        {
            if (await PartsOfAsync(upload, cancellationToken).ConfigureAwait(false) is not { } parts)
            {
                continue;
            }

            // Clocks differ, and listings round to whole seconds: what was begun just now has no negative age.
            var lastActivity = LastActivityOf(upload.Initiated, parts);
            var age = client.Now - lastActivity;
            yield return new UnfinishedUpload
            {
                Id = upload.UploadId,
                Key = upload.Key[prefix.Length..],
                Started = upload.Initiated,
                LastActivity = lastActivity,
                Age = age > TimeSpan.Zero ? age : TimeSpan.Zero,
                Size = parts.Sum(part => part.Size),
                Parts = parts.Count,
            };
        }
    }

    /// <summary>Removes an upload unless parts have come since it was listed.</summary>
    public async Task<bool> RemoveAsync(UnfinishedUpload upload, CancellationToken cancellationToken)
    {
        var key = lake.Prefix.Length == 0 ? upload.Key : $"{lake.Prefix}/{upload.Key}";
        if (await client.ListPartsAsync(key, upload.Id, cancellationToken).ConfigureAwait(false) is not { } parts)
        {
            return true;
        }

        if (LastActivityOf(upload.Started, parts) > upload.LastActivity || parts.Count != upload.Parts)
        {
            return false;
        }

        await client.AbortUploadAsync(key, upload.Id, cancellationToken).ConfigureAwait(false);
        return true;
    }

    /// <summary>Removes an upload of our own, or an earlier one of its key. What cannot be removed is reported, never hidden.</summary>
    /// <returns>Whether it was there and was removed.</returns>
    public async Task<bool> AbortAsync(string key, string uploadId, IReporter reporter)
    {
        using var limit = new CancellationTokenSource(LongestCleanup);
        try
        {
            return await client.AbortUploadAsync(lake.Qualify(key), uploadId, limit.Token).ConfigureAwait(false);
        }
        catch (S3Exception exception) when (exception.Code == "NoSuchBucket")
        {
            // Already gone, which is what was wanted.
            return false;
        }
        catch (Exception exception) when (S3Failure.IsRequestFailure(exception) || exception is OperationCanceledException)
        {
            reporter.Warning(
                $"The parts already sent for {lake.AddressOf(key)} could not be removed ({S3Errors.Describe(exception)}); "
                + $"send the file again to carry upload {uploadId} on, remove it{HowTo.RemoveUploads}, or let a lifecycle rule of the bucket abort incomplete uploads.");
            return false;
        }
    }

    /// <summary>The error of a listing or a removal that failed.</summary>
    public static DataLakeException Refused(Exception exception, string target) => S3Failure.StatusOf(exception) == HttpStatusCode.Forbidden
        ? new DataLakeException(
            DataLakeError.AccessDenied,
            $"S3 denies access to the open uploads of {target} ({S3Errors.Describe(exception)}).",
            $"Ask for s3:ListBucketMultipartUploads, s3:ListMultipartUploadParts and s3:AbortMultipartUpload on this lake, or choose another profile with {LakeSetting.ProfileName}.",
            target,
            exception)
        : S3Errors.Translate(exception, target);

    private static DateTimeOffset LastActivityOf(DateTimeOffset started, IReadOnlyList<ListedPart> parts) =>
        parts.Select(part => part.LastModified).Append(started).Max();
}
