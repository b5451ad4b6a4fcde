namespace DataLakeTools.TestServers.S3;

/// <summary>The additional checksums of S3.</summary>
public enum ChecksumAlgorithm
{
    Crc32,
    Crc32C,
    Crc64Nvme,
    Sha1,
    Sha256,
}
