using System.Net;
using System.Runtime.CompilerServices;

namespace DataLakeTools.S3;

/// <content>What a bucket holds.</content>
internal sealed partial class S3Client
{
    /// <summary>ListObjectsV2, a page of at most a thousand keys at a time.</summary>
    /// <param name="prefix">What the keys begin with.</param>
    /// <param name="delimiter">Where keys are cut to common prefixes; null for whole keys.</param>
    /// <param name="cancellationToken">Stops the listing.</param>
    public async IAsyncEnumerable<S3ObjectPage> ListAsync(string prefix, string? delimiter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var pages = PagesAsync(
            marker => _endpoint.Bucket(("continuation-token", marker.Token), ("delimiter", delimiter), ("list-type", "2"), ("prefix", prefix)),
            "NextContinuationToken",
            cancellationToken);
        await foreach (var page in pages.ConfigureAwait(false))
        {
            yield return new S3ObjectPage(
                [.. page.All("Contents").Select(found => new S3ObjectInfo(
                    found.Find("Key") ?? string.Empty, found.FindNumber("Size"), found.Find("ETag") ?? string.Empty, found.FindTime("LastModified")))],
                [.. page.All("CommonPrefixes").Select(common => common.Find("Prefix") ?? string.Empty)]);
        }
    }

    /// <summary>ListMultipartUploads: those whose keys begin with a prefix, in the order of their keys.</summary>
    public async IAsyncEnumerable<ListedUpload> ListUploadsAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var pages = PagesAsync(
            marker => _endpoint.Bucket(("key-marker", marker.Token), ("prefix", prefix), ("upload-id-marker", marker.UploadId), ("uploads", string.Empty)),
            "NextKeyMarker",
            cancellationToken);
        await foreach (var page in pages.ConfigureAwait(false))
        {
            foreach (var upload in page.All("Upload"))
            {
                // A server may be lax about the prefix; what is not under it does not belong to the caller.
                if (upload.Find("Key") is { } key && key.StartsWith(prefix, StringComparison.Ordinal) && upload.Find("UploadId") is { } id)
                {
                    yield return new ListedUpload(
                        key,
                        id,
                        upload.FindTime("Initiated"),
                        upload.Find("StorageClass") ?? ListedUpload.DefaultStorageClass,
                        upload.Find("ChecksumAlgorithm"),
                        upload.Find("ChecksumType"));
                }
            }
        }
    }

    /// <summary>ListParts, in the order of their numbers; null when there is no such upload.</summary>
    public async Task<IReadOnlyList<ListedPart>?> ListPartsAsync(string key, string uploadId, CancellationToken cancellationToken)
    {
        var parts = new List<ListedPart>();
        var pages = PagesAsync(
            marker => _endpoint.Object(key, ("part-number-marker", marker.Token), ("uploadId", uploadId)), "NextPartNumberMarker", cancellationToken);
        try
        {
            await foreach (var page in pages.ConfigureAwait(false))
            {
                parts.AddRange(page.All("Part").Select(part => new ListedPart(
                    (int)part.FindNumber("PartNumber"), part.Find("ETag") ?? string.Empty, part.FindNumber("Size"), part.Find("ChecksumCRC32C"), part.FindTime("LastModified"))));
            }
        }
        catch (S3Exception exception) when (exception.Code == "NoSuchUpload")
        {
            return null;
        }

        return parts;
    }

    // A server that does not know the markers of a listing would end it early, or give its first pages for ever.
    private async IAsyncEnumerable<S3Xml> PagesAsync(
        Func<(string? Token, string? UploadId), Uri> address, string nextToken, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        (string? Token, string? UploadId) marker = default;
        do
        {
            var request = new S3Request(HttpMethod.Get, address(marker)) { RequiredElement = "IsTruncated" };
            using var response = await _sender.SendAsync(request, cancellationToken).ConfigureAwait(false);
            var page = response.Document;
            var previous = marker;
            marker = string.Equals(page.Find("IsTruncated"), "true", StringComparison.OrdinalIgnoreCase)
                ? (page.Find(nextToken) ?? throw Broken("it is cut off and does not say where it goes on"), page.Find("NextUploadIdMarker"))
                : default;
            if (marker.Token is not null && marker == previous)
            {
                throw Broken("it does not go on after its first pages");
            }

            yield return page;
        }
        while (marker.Token is not null);

        static S3Exception Broken(string how) => new(HttpStatusCode.OK, code: null, $"the listing cannot be trusted: {how}");
    }
}
