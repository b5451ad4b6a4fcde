
namespace DataLakeTools.Core.Storage.S3;

/// <summary>What S3 answered to a HEAD of an object or a bucket.</summary>
internal sealed record S3Look
{
    public required long Size { get; init; }

    /// <summary>The ETag, with its quotes.</summary>
    public required string ETag { get; init; }

    public required DateTimeOffset LastModified { get; init; }

    /// <summary>The checksum of the whole object; null where S3 has none, or one of the parts' checksums only.</summary>
    public Checksum? Checksum { get; init; }

    public string? VersionId { get; init; }

    public string? BucketRegion { get; init; }

    public static S3Look Read(HttpResponseMessage response)
    {
        var crc = Find(response, S3Headers.Crc32C);
        var isOfParts = string.Equals(Find(response, S3Headers.ChecksumType), "COMPOSITE", StringComparison.OrdinalIgnoreCase)
            || crc?.Contains('-', StringComparison.Ordinal) == true;
        return new S3Look
        {
            Size = response.Content.Headers.ContentLength ?? 0,
            ETag = Find(response, "ETag") ?? string.Empty,
            LastModified = response.Content.Headers.LastModified ?? default,
            Checksum = crc is { Length: > 0 } && !isOfParts ? new Checksum(Checksum.Crc32CName, crc) : null,
            VersionId = Find(response, S3Headers.VersionId),
            BucketRegion = Find(response, S3Headers.BucketRegion),
        };
    }

    private static string? Find(HttpResponseMessage response, string name) =>
        response.Headers.NonValidated.TryGetValues(name, out var values) ? values.ToString() : null;
}
