using System.Runtime.CompilerServices;

namespace DataLakeTools.S3;

/// <content>What a bucket holds.</content>
internal sealed partial class S3Client
{
    /// <summary>ListObjectsV2, a page of at most a thousand keys at a time; ListObjects where a store knows only that.</summary>
    /// <param name="prefix">What the keys begin with.</param>
    /// <param name="delimiter">Where keys are cut to common prefixes; null for whole keys.</param>
    /// <param name="cancellationToken">Cancels the listing.</param>
    public async IAsyncEnumerable<S3ObjectPage> ListAsync(string prefix, string? delimiter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var pages = PagesAsync(
            marker => marker.IsKey
                ? _endpoint.Bucket(("delimiter", delimiter), ("marker", marker.Token), ("prefix", prefix))
                : _endpoint.Bucket(("continuation-token", marker.Token), ("delimiter", delimiter), ("list-type", "2"), ("prefix", prefix)),
            page => page.Find("NextContinuationToken") is { } token ? new ListingMarker(token)
                : IsListObjectsV1(page) && (page.Find("NextMarker") ?? LastOf(page)) is { } key ? new ListingMarker(key) { IsKey = true }
                : null,
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
            page => page.Find("NextKeyMarker") is { } key ? new ListingMarker(key, page.Find("NextUploadIdMarker")) : null,
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
            marker => _endpoint.Object(key, ("part-number-marker", marker.Token), ("uploadId", uploadId)),
            page => page.Find("NextPartNumberMarker") is { } number ? new ListingMarker(number) : null,
            cancellationToken);
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

    // The pages of any listing. A server that ignores the continuation markers would cut it short or repeat pages; both are
    // errors, so that a part never passes for the whole.
    private async IAsyncEnumerable<S3Xml> PagesAsync(
        Func<ListingMarker, Uri> address, Func<S3Xml, ListingMarker?> next, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var known = new HashSet<ListingMarker>();
        var marker = default(ListingMarker);
        string? first = null;
        do
        {
            var request = new S3Request(HttpMethod.Get, address(marker)) { RequiredElement = "IsTruncated" };
            using var response = await _sender.SendAsync(request, cancellationToken).ConfigureAwait(false);
            var page = response.Document;
            marker = string.Equals(page.Find("IsTruncated"), "true", StringComparison.OrdinalIgnoreCase)
                ? next(page) ?? throw new S3ListingException("it is cut off and does not say where it goes on")
                : default;
            if (marker.Token is not null && !known.Add(marker))
            {
                throw new S3ListingException("it does not go on after its first pages");
            }

            var previous = first;
            first = FirstOf(page);
            if (first is not null && first == previous)
            {
                throw new S3ListingException("it gives the same page again");
            }

            yield return page;
        }
        while (marker.Token is not null);
    }

    // A server without ListObjectsV2 responds like ListObjects: with a Marker element, even an empty one, and without
    // KeyCount; the next page starts after the last key.
    private static bool IsListObjectsV1(S3Xml page) => page.All("Marker").Any() && !page.All("KeyCount").Any();

    private static string? LastOf(S3Xml page) => page.All("CommonPrefixes").Any() ? null : page.All("Contents").LastOrDefault()?.Find("Key");

    // The first entry of a page: a key, an upload or the number of a part. Null for an empty page.
    private static string? FirstOf(S3Xml page) =>
        page.All("Contents").Select(found => found.Find("Key"))
            .Concat(page.All("CommonPrefixes").Select(found => found.Find("Prefix")))
            .Concat(page.All("Upload").Select(found => $"{found.Find("Key")}\n{found.Find("UploadId")}"))
            .Concat(page.All("Part").Select(found => found.Find("PartNumber")))
            .FirstOrDefault();
}
