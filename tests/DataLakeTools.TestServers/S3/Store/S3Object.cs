namespace DataLakeTools.TestServers.S3;

/// <summary>An object as it lies in a bucket.</summary>
public sealed class S3Object
{
    internal S3Object(string key, StoredBody body, string etag, DateTimeOffset lastModified, ObjectHeaders headers)
    {
        Key = key;
        Body = body;
        ETag = etag;
        LastModified = lastModified;
        ObjectHeaders = headers;
    }

    public string Key { get; }

    public long Size => Body.Size;

    /// <summary>A copy of the content; zeros when the stand-in discards.</summary>
    public byte[] Bytes => Body.ToArray();

    /// <summary>With its quotes, as S3 sends it.</summary>
    public string ETag { get; internal set; }

    public DateTimeOffset LastModified { get; }

    /// <summary>What the uploader set: content type, metadata, storage class, tagging, encryption.</summary>
    public IReadOnlyDictionary<string, string> Headers => ObjectHeaders.All;

    /// <summary>The <c>x-amz-meta-</c> headers without that prefix.</summary>
    public IReadOnlyDictionary<string, string> Metadata => ObjectHeaders.Metadata;

    public string ContentType => ObjectHeaders.ContentType;

    public string StorageClass => ObjectHeaders.StorageClass;

    /// <summary>The tags in query form (<c>a=1&amp;b=2</c>), or an empty string.</summary>
    public string Tagging { get; internal set; } = "";

    public ChecksumAlgorithm? ChecksumAlgorithm => Checksum?.Algorithm;

    /// <summary>Base64, of a COMPOSITE one with <c>-N</c>; null when a discarding stand-in was told none.</summary>
    public string? ChecksumValue => Checksum?.Value;

    /// <summary><c>FULL_OBJECT</c> or <c>COMPOSITE</c>.</summary>
    public string ChecksumType { get; internal init; } = ChecksumTypes.FullObject;

    /// <summary>Sizes of the parts that it was put together from; empty after one PUT.</summary>
    public IReadOnlyList<long> PartSizes { get; internal init; } = [];

    internal StoredBody Body { get; set; }

    internal ObjectChecksum? Checksum { get; init; }

    internal ObjectHeaders ObjectHeaders { get; }
}
