using Amazon.S3.Model;
using DataLakeTools.Core.Tests.TestServers;
using DataLakeTools.S3.Checksums;

namespace DataLakeTools.Core.Tests.Storage.S3;

/// <summary>Uploads as a sender leaves them that is killed; made by another client, so that no code of the product vouches for itself.</summary>
internal static class AbandonedUploads
{
    /// <summary>Begins an upload and sends some parts of some content.</summary>
    public static async Task<string> AbandonAsync(
        this S3TestLake lake, string key, byte[] content, IEnumerable<int> parts, int partSize = S3TestLake.PartSize, Action<InitiateMultipartUploadRequest>? change = null)
    {
        using var client = lake.Server.Sdk();
        var request = new InitiateMultipartUploadRequest
        {
            BucketName = S3TestLake.Bucket,
            Key = $"{S3TestLake.Prefix}/{key}",
            ChecksumAlgorithm = Amazon.S3.ChecksumAlgorithm.CRC32C,
            ChecksumType = Amazon.S3.ChecksumType.FULL_OBJECT,
        };
        change?.Invoke(request);
        var upload = await client.InitiateMultipartUploadAsync(request);
        foreach (var number in parts)
        {
            var bytes = content.AsSpan((number - 1) * partSize);
            var part = bytes[..Math.Min(partSize, bytes.Length)].ToArray();
            await client.UploadPartAsync(new UploadPartRequest
            {
                BucketName = S3TestLake.Bucket,
                Key = request.Key,
                UploadId = upload.UploadId,
                PartNumber = number,
                InputStream = new MemoryStream(part),
                ChecksumCRC32C = request.ChecksumAlgorithm is null ? null : Crc32C.ToBase64(Crc32C.Compute(part)),
            });
        }

        lake.Server.Requests.Clear();
        return upload.UploadId;
    }
}
