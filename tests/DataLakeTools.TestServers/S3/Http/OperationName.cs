namespace DataLakeTools.TestServers.S3;

/// <summary>Which operation of the S3 API a method, a path and a query mean.</summary>
internal static class OperationName
{
    public const string Unknown = "Unknown";

    public static string Of(S3Request request)
    {
        if (request.Bucket.Length == 0)
        {
            return request.Method == "GET" ? "ListBuckets" : Unknown;
        }

        return request.Key.Length == 0 ? OfBucket(request) : OfObject(request);
    }

    private static string OfBucket(S3Request request)
    {
        var query = request.Query;
        if (BucketDocument.In(query) is { } document)
        {
            return document.Operation(request.Method) ?? Unknown;
        }

        return request.Method switch
        {
            "HEAD" => "HeadBucket",
            "PUT" when Plain(query) => "CreateBucket",
            "DELETE" when Plain(query) => "DeleteBucket",
            "POST" when query.ContainsKey("delete") => "DeleteObjects",
            "GET" when query.ContainsKey("location") => "GetBucketLocation",
            "GET" when query.ContainsKey("uploads") => "ListMultipartUploads",
            "GET" when query.GetValueOrDefault("list-type") == "2" => "ListObjectsV2",
            "GET" when query.Keys.All(OfListObjects.Contains) => "ListObjects",
            _ => Unknown,
        };
    }

    private static string OfObject(S3Request request)
    {
        var query = request.Query;
        var copies = request.Raw("x-amz-copy-source") is not null;
        return request.Method switch
        {
            "PUT" when query.ContainsKey("uploadId") => copies ? "UploadPartCopy" : "UploadPart",
            "PUT" when query.ContainsKey("tagging") => "PutObjectTagging",
            "PUT" when Plain(query) => copies ? "CopyObject" : "PutObject",
            "GET" when query.ContainsKey("uploadId") => "ListParts",
            "GET" when query.ContainsKey("tagging") => "GetObjectTagging",
            "GET" when !query.Keys.Any(OtherObjectViews.Contains) => "GetObject",
            "HEAD" => "HeadObject",
            "DELETE" when query.ContainsKey("uploadId") => "AbortMultipartUpload",
            "DELETE" when Plain(query) || query.ContainsKey("versionId") => "DeleteObject",
            "POST" when query.ContainsKey("uploads") => "CreateMultipartUpload",
            "POST" when query.ContainsKey("uploadId") => "CompleteMultipartUpload",
            _ => Unknown,
        };
    }

    private static readonly HashSet<string> OfListObjects =
        ["prefix", "delimiter", "marker", "max-keys", "encoding-type", "x-id"];

    private static readonly HashSet<string> OtherObjectViews = ["acl", "attributes", "legal-hold", "retention", "torrent"];

    // Some SDKs add x-id to name the operation; it changes nothing.
    private static bool Plain(IReadOnlyDictionary<string, string> query) => query.Keys.All(name => name == "x-id");
}
