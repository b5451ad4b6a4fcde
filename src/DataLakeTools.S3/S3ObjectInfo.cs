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

    /// <summary>Whether the ETag is not an MD5, because of SSE-KMS or SSE-C.</summary>
    public bool HasOpaqueETag { get; init; }

    /// <summary>What the headers of a response say.</summary>
    /// <param name="key">The key of the object.</param>
    /// <param name="response">The response.</param>
    /// <param name="size">The size of the object.</param>
    public static S3ObjectInfo Read(string key, S3Response response, long size)
    {
        var crc = response.Crc32C;
        var isOfParts = string.Equals(response.Header(S3Headers.ChecksumType), "COMPOSITE", StringComparison.OrdinalIgnoreCase)
            || crc?.Contains('-', StringComparison.Ordinal) == true;
        return new S3ObjectInfo(key, size, response.ETag, response.LastModified)
        {
            Crc32C = crc is { Length: > 0 } && !isOfParts ? crc : null,
            VersionId = response.VersionId,
            HasOpaqueETag = response.HasOpaqueETag,
        };
    }
}
