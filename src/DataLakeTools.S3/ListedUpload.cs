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
    /// <summary>The storage class that S3 uses by default.</summary>
    public const string DefaultStorageClass = "STANDARD";
}
