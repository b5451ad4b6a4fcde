namespace DataLakeTools.TestServers.S3;

/// <summary>The parts that CompleteMultipartUpload names, checked against those that arrived.</summary>
internal static class PartList
{
    private const int MaxParts = 10_000;

    public static IReadOnlyList<S3Part> Check(S3Upload upload, byte[] body, long minimumPartSize)
    {
        var document = S3Xml.Read(body, "CompleteMultipartUpload");
        var parts = new List<S3Part>();
        foreach (var named in document.Children("Part"))
        {
            if (!int.TryParse(S3Xml.Value(named, "PartNumber"), out var number) || S3Xml.Value(named, "ETag") is not { } etag)
            {
                throw S3Errors.MalformedXml();
            }

            if (parts.Count > 0 && number <= parts[^1].Number)
            {
                throw S3Errors.InvalidPartOrder(upload.UploadId);
            }

            if (upload.Part(number) is not { } part || ETags.Bare(part.ETag) != ETags.Bare(etag))
            {
                throw S3Errors.InvalidPart(upload.UploadId, number, ETags.Bare(etag));
            }

            CheckChecksum(upload, part, ChecksumAlgorithmOf(upload, part) is { } algorithm ? S3Xml.Value(named, algorithm.Element()) : null);
            parts.Add(part);
        }

        if (parts.Count is 0 or > MaxParts)
        {
            throw S3Errors.MalformedXml();
        }

        if (parts.SkipLast(1).FirstOrDefault(part => part.Size < minimumPartSize) is { } small)
        {
            throw S3Errors.EntityTooSmall(small, minimumPartSize);
        }

        return parts;
    }

    private static ChecksumAlgorithm? ChecksumAlgorithmOf(S3Upload upload, S3Part part) =>
        upload.ChecksumAlgorithm ?? part.Checksum?.Algorithm;

    private static void CheckChecksum(S3Upload upload, S3Part part, string? named)
    {
        if (named is not null && part.Checksum is { } known && known.Algorithm == ChecksumAlgorithmOf(upload, part) && known.Value != named)
        {
            throw S3Errors.InvalidPart(upload.UploadId, part.Number, ETags.Bare(part.ETag));
        }

        if (named is null && upload is { ChecksumAlgorithm: { } algorithm, ChecksumType: ChecksumTypes.Composite })
        {
            throw S3Errors.InvalidRequest(
                $"The upload was created using a {algorithm.ToString().ToLowerInvariant()} checksum. The complete request must include the checksum for each part. It was missing for part {part.Number} in the request.");
        }
    }
}
