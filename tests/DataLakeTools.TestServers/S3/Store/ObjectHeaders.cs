namespace DataLakeTools.TestServers.S3;

/// <summary>The headers of an upload that S3 stores with the object and gives back.</summary>
internal sealed class ObjectHeaders
{
    private const string MetadataPrefix = "x-amz-meta-";
    private const string TaggingHeader = "x-amz-tagging";
    private const string StorageClassHeader = "x-amz-storage-class";
    private const string EncryptionHeader = "x-amz-server-side-encryption";

    private static readonly HashSet<string> Kept = new(StringComparer.OrdinalIgnoreCase)
    {
        "Content-Type", "Content-Encoding", "Content-Language", "Content-Disposition", "Cache-Control", "Expires",
        StorageClassHeader, TaggingHeader, "x-amz-website-redirect-location",
        EncryptionHeader, "x-amz-server-side-encryption-aws-kms-key-id", "x-amz-server-side-encryption-context",
        "x-amz-server-side-encryption-bucket-key-enabled", "x-amz-object-lock-mode",
        "x-amz-object-lock-retain-until-date", "x-amz-object-lock-legal-hold",
    };

    private readonly Dictionary<string, string> _all = new(StringComparer.OrdinalIgnoreCase);

    public ObjectHeaders(IHeaderDictionary sent)
    {
        foreach (var (name, value) in sent)
        {
            if (Kept.Contains(name) || name.StartsWith(MetadataPrefix, StringComparison.OrdinalIgnoreCase))
            {
                _all[name.ToLowerInvariant()] = value.ToString();
            }
        }

        // aws-chunked describes the request and not the object.
        if (_all.Remove("content-encoding", out var encoding)
            && encoding.Split(',', StringSplitOptions.TrimEntries).Where(token => token is not ("aws-chunked" or "")).ToArray() is [_, ..] left)
        {
            _all["content-encoding"] = string.Join(',', left);
        }

        _all.TryAdd(EncryptionHeader, "AES256");
    }

    public IReadOnlyDictionary<string, string> All => _all;

    public IReadOnlyDictionary<string, string> Metadata => _all
        .Where(header => header.Key.StartsWith(MetadataPrefix, StringComparison.Ordinal))
        .ToDictionary(header => header.Key[MetadataPrefix.Length..], header => header.Value);

    public string ContentType => _all.GetValueOrDefault("content-type", "binary/octet-stream");

    public string StorageClass => _all.GetValueOrDefault(StorageClassHeader, "STANDARD");

    public string Tagging => _all.GetValueOrDefault(TaggingHeader, "");

    /// <summary>With a KMS key the ETag is not the content's MD5, and clients that think so must be found out.</summary>
    public bool UsesKms => _all[EncryptionHeader].StartsWith("aws:kms", StringComparison.Ordinal);

    /// <summary>What the answer to an upload repeats.</summary>
    public IEnumerable<KeyValuePair<string, string>> Encryption =>
        _all.Where(header => header.Key.StartsWith(EncryptionHeader, StringComparison.Ordinal));

    /// <summary>What GET and HEAD answer. The tags only show as a count, STANDARD not at all.</summary>
    public IEnumerable<KeyValuePair<string, string>> Answered => _all
        .Where(header => header.Key != TaggingHeader && header is not { Key: StorageClassHeader, Value: "STANDARD" })
        .Append(new("content-type", ContentType));
}
