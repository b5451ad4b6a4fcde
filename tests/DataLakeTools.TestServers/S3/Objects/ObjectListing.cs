using System.Text;
using System.Xml.Linq;

namespace DataLakeTools.TestServers.S3;

/// <summary>ListObjectsV2, and the older ListObjects that some tools still use.</summary>
internal sealed class ObjectListing(S3Store store, S3StandInOptions options)
{
    public S3Answer List(S3Request request)
    {
        var query = request.Query;
        var token = query.GetValueOrDefault("continuation-token");
        var startAfter = query.GetValueOrDefault("start-after");
        var limit = ListPage.Limit(request, "max-keys");
        var page = Page(request, token is null ? startAfter : FromToken(token), limit);
        var encode = KeyEncoding.Of(request);
        return Answer(request, page, limit, encode,
            S3Xml.Element("KeyCount", page.Objects.Count + page.CommonPrefixes.Count),
            token is null ? null : S3Xml.Element("ContinuationToken", token),
            page.IsTruncated ? S3Xml.Element("NextContinuationToken", ToToken(page.Last)) : null,
            startAfter is null ? null : S3Xml.Element("StartAfter", encode(startAfter)));
    }

    public S3Answer ListOld(S3Request request)
    {
        var marker = request.Query.GetValueOrDefault("marker", "");
        var limit = ListPage.Limit(request, "max-keys");
        var page = Page(request, marker, limit);
        var encode = KeyEncoding.Of(request);
        return Answer(request, page, limit, encode,
            S3Xml.Element("Marker", encode(marker)),
            page.IsTruncated ? S3Xml.Element("NextMarker", encode(page.Last)) : null);
    }

    private ListPage Page(S3Request request, string? after, int limit) => ListPage.Of(
        store.Require(request), request.Query.GetValueOrDefault("prefix", ""), request.Query.GetValueOrDefault("delimiter", ""), after ?? "", limit);

    private S3Answer Answer(S3Request request, ListPage page, int limit, Func<string, string> encode, params XElement?[] paging) => S3Answer.Of(
        S3Xml.Element("ListBucketResult",
            S3Xml.Element("Name", request.Bucket),
            S3Xml.Element("Prefix", encode(request.Query.GetValueOrDefault("prefix", ""))),
            request.Query.TryGetValue("delimiter", out var delimiter) ? S3Xml.Element("Delimiter", encode(delimiter)) : null,
            S3Xml.Element("MaxKeys", limit),
            KeyEncoding.Element(request),
            S3Xml.Element("IsTruncated", page.IsTruncated),
            paging,
            page.Objects.Select(found => S3Xml.Element("Contents",
                S3Xml.Element("Key", encode(found.Key)),
                S3Xml.Element("LastModified", found.LastModified),
                S3Xml.Element("ETag", found.ETag),
                found.Checksum is null ? null : S3Xml.Element("ChecksumAlgorithm", found.Checksum.Algorithm.Value()),
                found.Checksum is null ? null : S3Xml.Element("ChecksumType", found.ChecksumType),
                S3Xml.Element("Size", found.Size),
                request.Query.GetValueOrDefault("fetch-owner") == "true" ? Owner.Element("Owner") : null,
                S3Xml.Element("StorageClass", found.StorageClass))),
            page.CommonPrefixes.Select(prefix => S3Xml.Element("CommonPrefixes", S3Xml.Element("Prefix", encode(prefix))))))
        .With("x-amz-bucket-region", options.Region);

    private static string ToToken(string key) => Convert.ToBase64String(Encoding.UTF8.GetBytes(key));

    private static string FromToken(string token)
    {
        var bytes = new byte[token.Length];
        return Convert.TryFromBase64String(token, bytes, out var length)
            ? Encoding.UTF8.GetString(bytes, 0, length)
            : throw S3Errors.InvalidArgument("The continuation token provided is incorrect", "continuation-token", token);
    }
}
