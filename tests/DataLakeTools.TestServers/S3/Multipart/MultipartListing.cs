using System.Globalization;

namespace DataLakeTools.TestServers.S3;

/// <summary>ListParts and ListMultipartUploads.</summary>
internal sealed class MultipartListing(S3Store store)
{
    public S3Answer Parts(S3Request request)
    {
        var upload = store.RequireUpload(request);
        var limit = ListPage.Limit(request, "max-parts");
        var marker = int.TryParse(request.Query.GetValueOrDefault("part-number-marker"), out var number) ? number : 0;
        var rest = upload.Parts.Where(part => part.Number > marker).ToArray();
        var page = rest.Take(limit).ToArray();
        return S3Answer.Of(S3Xml.Element("ListPartsResult",
            S3Xml.Element("Bucket", upload.Bucket),
            S3Xml.Element("Key", KeyEncoding.Of(request)(upload.Key)),
            KeyEncoding.Element(request),
            S3Xml.Element("UploadId", upload.UploadId),
            Owner.Element("Initiator"),
            Owner.Element("Owner"),
            S3Xml.Element("StorageClass", upload.ObjectHeaders.StorageClass),
            S3Xml.Element("PartNumberMarker", marker),
            page.Length == 0 ? null : S3Xml.Element("NextPartNumberMarker", page[^1].Number),
            S3Xml.Element("MaxParts", limit),
            S3Xml.Element("IsTruncated", rest.Length > page.Length),
            upload.ChecksumAlgorithm is null ? null : S3Xml.Element("ChecksumAlgorithm", upload.ChecksumAlgorithm.Value.Value()),
            upload.ChecksumAlgorithm is null ? null : S3Xml.Element("ChecksumType", upload.ChecksumType),
            page.Select(part => S3Xml.Element("Part",
                S3Xml.Element("PartNumber", part.Number),
                S3Xml.Element("LastModified", part.LastModified),
                S3Xml.Element("ETag", part.ETag),
                S3Xml.Element("Size", part.Size),
                part.Checksum is { } checksum && upload.ChecksumAlgorithm is not null
                    ? S3Xml.Element(checksum.Algorithm.Element(), checksum.Value) : null))));
    }

    public S3Answer Uploads(S3Request request)
    {
        var query = request.Query;
        var encode = KeyEncoding.Of(request);
        var prefix = query.GetValueOrDefault("prefix", "");
        var keyMarker = query.GetValueOrDefault("key-marker", "");
        var idMarker = query.GetValueOrDefault("upload-id-marker", "");
        var limit = ListPage.Limit(request, "max-uploads");
        var rest = store.Require(request).OpenUploads
            .Where(upload => upload.Key.StartsWith(prefix, StringComparison.Ordinal) && IsAfter(upload, keyMarker, idMarker))
            .OrderBy(upload => upload.Key, Utf8Order.Instance)
            .ThenBy(upload => upload.UploadId, StringComparer.Ordinal)
            .ToArray();
        var page = rest.Take(limit).ToArray();
        return S3Answer.Of(S3Xml.Element("ListMultipartUploadsResult",
            S3Xml.Element("Bucket", request.Bucket),
            S3Xml.Element("KeyMarker", encode(keyMarker)),
            S3Xml.Element("UploadIdMarker", idMarker),
            page.Length == 0 ? null : S3Xml.Element("NextKeyMarker", encode(page[^1].Key)),
            page.Length == 0 ? null : S3Xml.Element("NextUploadIdMarker", page[^1].UploadId),
            S3Xml.Element("Prefix", encode(prefix)),
            KeyEncoding.Element(request),
            S3Xml.Element("MaxUploads", limit.ToString(CultureInfo.InvariantCulture)),
            S3Xml.Element("IsTruncated", rest.Length > page.Length),
            page.Select(upload => S3Xml.Element("Upload",
                S3Xml.Element("Key", encode(upload.Key)),
                S3Xml.Element("UploadId", upload.UploadId),
                Owner.Element("Initiator"),
                Owner.Element("Owner"),
                S3Xml.Element("StorageClass", upload.ObjectHeaders.StorageClass),
                S3Xml.Element("Initiated", upload.Initiated),
                upload.ChecksumAlgorithm is null ? null : S3Xml.Element("ChecksumAlgorithm", upload.ChecksumAlgorithm.Value.Value()),
                upload.ChecksumAlgorithm is null ? null : S3Xml.Element("ChecksumType", upload.ChecksumType)))));
    }

    private static bool IsAfter(S3Upload upload, string keyMarker, string idMarker)
    {
        var order = Utf8Order.Instance.Compare(upload.Key, keyMarker);
        return order > 0 || (order == 0 && idMarker.Length > 0 && string.CompareOrdinal(upload.UploadId, idMarker) > 0);
    }
}
