namespace DataLakeTools.S3;

/// <summary>A multipart upload that is open on the server.</summary>
/// <param name="Key">The key.</param>
/// <param name="UploadId">Its id.</param>
/// <param name="Initiated">When it was begun.</param>
/// <param name="StorageClass">The storage class that its object will have.</param>
/// <param name="ChecksumAlgorithm">The algorithm it was begun with; null where the server does not say.</param>
/// <param name="ChecksumType">The kind of checksum it was begun with; null where the server does not say.</param>
internal sealed record ListedUpload(
    string Key, string UploadId, DateTimeOffset Initiated, string StorageClass, string? ChecksumAlgorithm, string? ChecksumType)
{
    /// <summary>What S3 takes when no class is named.</summary>
    public const string DefaultStorageClass = "STANDARD";
}

/// <summary>A part that an open upload holds.</summary>
/// <param name="Number">Its number, from 1.</param>
/// <param name="ETag">Its ETag, with quotes.</param>
/// <param name="Size">Its size in bytes.</param>
/// <param name="Crc32C">Its CRC-32C; null where the server keeps none.</param>
/// <param name="LastModified">When it came.</param>
internal sealed record ListedPart(int Number, string ETag, long Size, string? Crc32C, DateTimeOffset LastModified);
