namespace DataLakeTools.S3;

/// <summary>An object that S3 has published.</summary>
/// <param name="ETag">The ETag of the object, with its quotes.</param>
/// <param name="VersionId">The version that was written; null in a bucket that keeps none.</param>
/// <param name="Verified">Whether S3 confirmed the bytes of the whole.</param>
/// <param name="Mismatch">The error of an object that S3 confirmed with another checksum; else null.</param>
internal sealed record CompletedUpload(string ETag, string? VersionId, bool Verified, S3ChecksumException? Mismatch);
