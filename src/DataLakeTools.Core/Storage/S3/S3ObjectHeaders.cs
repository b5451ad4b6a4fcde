using DataLakeTools.S3;

namespace DataLakeTools.Core.Storage.S3;

/// <summary>The headers of an object, for a single PUT and for a multipart upload.</summary>
internal sealed class S3ObjectHeaders(LakeWrite write, LakeStoreOptions options)
{
    /// <summary>
    /// Whether ListMultipartUploads tells if an open upload was begun with our headers: it shows the storage class, but not
    /// the KMS key or the tags, which are fixed at creation.
    /// </summary>
    public bool AllShownByListMultipartUploads => options.KmsKeyId is null && options.Tags.Count == 0;

    /// <summary>Whether an earlier upload was begun with our checksum (where the server says) and our storage class.</summary>
    public bool Matches(ListedUpload earlier) =>
        earlier.ChecksumAlgorithm is null or Checksum.Crc32CName
        && earlier.ChecksumType is null or S3Headers.FullObject
        && earlier.StorageClass == (options.StorageClass ?? ListedUpload.DefaultStorageClass);

    /// <summary>The headers of PutObject.</summary>
    /// <param name="conditional">Whether to send If-Match or If-None-Match.</param>
    public IReadOnlyDictionary<string, string> ForPut(bool conditional) => WithCondition(conditional, ForObject());

    /// <summary>The headers of CreateMultipartUpload; the precondition belongs to CompleteMultipartUpload.</summary>
    public IReadOnlyDictionary<string, string> ForMultipart() => ForObject();

    /// <summary>The headers of CompleteMultipartUpload.</summary>
    /// <param name="conditional">Whether to send If-Match or If-None-Match.</param>
    public IReadOnlyDictionary<string, string> ForCompletion(bool conditional) => WithCondition(conditional, []);

    // The condition under which an object may be put at its key.
    private Dictionary<string, string> WithCondition(bool condition, Dictionary<string, string> headers)
    {
        if (condition && write.Condition.MustNotExist)
        {
            headers[S3Headers.IfNoneMatch] = "*";
        }

        if (condition && write.Condition.MustMatch is { } etag)
        {
            headers[S3Headers.IfMatch] = etag;
        }

        return headers;
    }

    private Dictionary<string, string> ForObject()
    {
        var headers = new Dictionary<string, string> { [S3Headers.ContentType] = write.ContentType };
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
}
