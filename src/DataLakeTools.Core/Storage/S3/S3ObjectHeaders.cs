using Amazon.S3;
using Amazon.S3.Model;
using DataLakeTools.Core.Paths;

namespace DataLakeTools.Core.Storage.S3;

/// <summary>What goes along with the bytes of an object, for either way of sending them.</summary>
internal sealed class S3ObjectHeaders(LakeWrite write, LakeStoreOptions options)
{
    /// <summary>
    /// Whether a listing can tell that an earlier upload would give the same object: it names the storage class, but
    /// neither the KMS key nor the tags, and those are fixed when an upload begins.
    /// </summary>
    public bool CanBeFoundAgain => options.KmsKeyId is null && options.Tags.Count == 0;

    /// <summary>Whether an earlier upload was begun with our checksum (where the server says) and our storage class.</summary>
    public bool AreThoseOf(S3Leftover earlier) =>
        earlier.ChecksumAlgorithm is null or "CRC32C"
        && earlier.ChecksumType is null or "FULL_OBJECT"
        && earlier.StorageClass == (options.StorageClass ?? S3Leftover.DefaultStorageClass);

    public IReadOnlyDictionary<string, string> ForPut(string crc32C)
    {
        var headers = new Dictionary<string, string>
        {
            [S3Headers.ContentType] = write.ContentType,
            [S3Headers.Crc32C] = crc32C,
        };
        if (write.Condition.MustNotExist)
        {
            headers[S3Headers.IfNoneMatch] = "*";
        }

        if (write.Condition.MustMatch is { } etag)
        {
            headers[S3Headers.IfMatch] = etag;
        }

        if (options.StorageClass is not null)
        {
            headers[S3Headers.StorageClass] = options.StorageClass;
        }

        if (options.KmsKeyId is not null)
        {
            headers[S3Headers.ServerSideEncryption] = "aws:kms";
            headers[S3Headers.KmsKeyId] = options.KmsKeyId;
        }

        if (options.Tags.Count > 0)
        {
            headers[S3Headers.Tagging] = string.Join(
                '&', options.Tags.Select(tag => $"{Uri.EscapeDataString(tag.Key)}={Uri.EscapeDataString(tag.Value)}"));
        }

        return headers;
    }

    public InitiateMultipartUploadRequest ForMultipart(LakeAddress lake)
    {
        var request = new InitiateMultipartUploadRequest
        {
            BucketName = lake.Root,
            Key = lake.Qualify(write.Key),
            ContentType = write.ContentType,
            ChecksumAlgorithm = ChecksumAlgorithm.CRC32C,
            ChecksumType = ChecksumType.FULL_OBJECT,
        };
        if (options.StorageClass is not null)
        {
            request.StorageClass = new S3StorageClass(options.StorageClass);
        }

        if (options.KmsKeyId is not null)
        {
            request.ServerSideEncryptionMethod = ServerSideEncryptionMethod.AWSKMS;
            request.ServerSideEncryptionKeyManagementServiceKeyId = options.KmsKeyId;
        }

        if (options.Tags.Count > 0)
        {
            request.TagSet = [.. options.Tags.Select(tag => new Tag { Key = tag.Key, Value = tag.Value })];
        }

        return request;
    }
}
