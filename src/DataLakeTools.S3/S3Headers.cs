namespace DataLakeTools.S3;

/// <summary>The names of S3's headers, in lower case as signatures want them, and the values that some of them have.</summary>
internal static class S3Headers
{
    /// <summary>The type of a checksum of the whole object, however it was sent.</summary>
    public const string FullObject = "FULL_OBJECT";

    /// <summary>The name of CRC-32C.</summary>
    public const string Crc32CAlgorithm = "CRC32C";

    /// <summary>What the names of all headers about checksums begin with.</summary>
    public const string Checksums = "x-amz-checksum-";

    public const string BucketRegion = "x-amz-bucket-region";
    public const string ChecksumAlgorithm = "x-amz-checksum-algorithm";
    public const string ChecksumMode = "x-amz-checksum-mode";
    public const string ChecksumType = "x-amz-checksum-type";
    public const string ContentMd5 = "content-md5";
    public const string ContentSha256 = "x-amz-content-sha256";
    public const string ContentType = "content-type";
    public const string Crc32C = "x-amz-checksum-crc32c";
    public const string CustomerKeyAlgorithm = "x-amz-server-side-encryption-customer-algorithm";
    public const string Date = "x-amz-date";
    public const string ETag = "etag";
    public const string Host = "host";
    public const string IfMatch = "if-match";
    public const string IfNoneMatch = "if-none-match";
    public const string KmsKeyId = "x-amz-server-side-encryption-aws-kms-key-id";
    public const string ObjectSize = "x-amz-mp-object-size";
    public const string PartsCount = "x-amz-mp-parts-count";
    public const string Range = "range";
    public const string RequestId = "x-amz-request-id";
    public const string SecurityToken = "x-amz-security-token";
    public const string ServerSideEncryption = "x-amz-server-side-encryption";
    public const string StorageClass = "x-amz-storage-class";
    public const string Tagging = "x-amz-tagging";
    public const string VersionId = "x-amz-version-id";
}
