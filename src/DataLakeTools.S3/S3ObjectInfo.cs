namespace DataLakeTools.S3;

/// <summary>What S3 says of an object, without its bytes.</summary>
/// <param name="Key">The key.</param>
/// <param name="Size">The size in bytes.</param>
/// <param name="ETag">The ETag, with its quotes.</param>
/// <param name="LastModified">When it was written.</param>
internal sealed record S3ObjectInfo(string Key, long Size, string ETag, DateTimeOffset LastModified)
{
    /// <summary>The CRC-32C of the whole object; null where S3 has none, has one of the parts' checksums only, or was not asked.</summary>
    public string? Crc32C { get; init; }

    public string? VersionId { get; init; }

    public static S3ObjectInfo Read(string key, S3Response response)
    {
        var crc = response.Crc32C;
        var isOfParts = string.Equals(response.Header(S3Headers.ChecksumType), "COMPOSITE", StringComparison.OrdinalIgnoreCase)
            || crc?.Contains('-', StringComparison.Ordinal) == true;
        return new S3ObjectInfo(key, response.ContentLength ?? throw new IOException("the answer is not one of S3: it has no content-length"), response.ETag, response.LastModified)
        {
            Crc32C = crc is { Length: > 0 } && !isOfParts ? crc : null,
            VersionId = response.Header(S3Headers.VersionId),
        };
    }
}
