namespace DataLakeTools.TestServers.S3;

/// <summary>DeleteObjects: up to a thousand keys in one request.</summary>
internal sealed class ObjectDeletion(S3Store store, BodyReader bodies)
{
    private const int MaxKeys = 1000;

    public async Task<S3Answer> DeleteAsync(S3Request request, CancellationToken cancellation)
    {
        var bucket = store.Require(request);
        var headers = request.Http.Request.Headers;
        if (!headers.ContainsKey("Content-MD5") && ChecksumNames.InHeaders(headers) is null && ChecksumNames.InTrailer(headers) is null)
        {
            throw S3Errors.InvalidRequest("Missing required header for this request: Content-MD5 OR x-amz-checksum-*");
        }

        var document = S3Xml.Read(await bodies.ReadDocumentAsync(request, cancellation), "Delete");
        var keys = document.Children("Object").Select(one => S3Xml.Value(one, "Key") ?? throw S3Errors.MalformedXml()).ToArray();
        if (keys.Length is 0 or > MaxKeys)
        {
            throw S3Errors.MalformedXml();
        }

        foreach (var key in keys)
        {
            bucket.ObjectTable.TryRemove(key, out _);
        }

        var quiet = S3Xml.Value(document, "Quiet") == "true";
        return S3Answer.Of(S3Xml.Element("DeleteResult",
            quiet ? null : keys.Select(key => S3Xml.Element("Deleted", S3Xml.Element("Key", key)))));
    }
}
