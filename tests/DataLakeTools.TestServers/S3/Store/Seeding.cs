using System.Security.Cryptography;

namespace DataLakeTools.TestServers.S3;

/// <summary>Objects that a test lays down itself.</summary>
internal static class Seeding
{
    public static S3Object Put(S3Bucket bucket, string key, byte[] content, DateTimeOffset now)
    {
        var checksum = RunningChecksum.Of(ChecksumAlgorithm.Crc64Nvme, [content]);
        var seeded = new S3Object(key, StoredBody.Of([content]), ETags.Of(MD5.HashData(content), usesKms: false), now, new(new HeaderDictionary()))
        {
            Checksum = new(ChecksumAlgorithm.Crc64Nvme, Convert.ToBase64String(checksum)),
        };
        bucket.ObjectTable[key] = seeded;
        return seeded;
    }
}
