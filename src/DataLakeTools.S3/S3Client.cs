using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;

namespace DataLakeTools.S3;

/// <summary>The requests to one bucket, as the Amazon S3 API Reference describes them.</summary>
internal sealed class S3Client : IDisposable
{
    private static readonly Dictionary<string, string> WithChecksum = new() { [S3Headers.ChecksumMode] = "ENABLED" };

    private readonly S3RequestSender _sender;
    private readonly S3Endpoint _endpoint;

    public S3Client(S3Account account, string bucket, S3ClientOptions options)
        : this(account, bucket, new S3RequestSender(account, options))
    {
    }

    private S3Client(S3Account account, string bucket, S3RequestSender sender)
    {
        Account = account;
        _sender = sender;
        _endpoint = S3Endpoint.Of(bucket, account.Region, account.EndpointUrl);
    }

    /// <summary>Who asks, and in which region.</summary>
    public S3Account Account { get; }

    /// <summary>The time by the server's clock, where that is known to differ from ours.</summary>
    public DateTimeOffset Now => _sender.Now;

    /// <summary>Finds credentials, and the region of the bucket with one HEAD of it.</summary>
    /// <exception cref="S3Exception">The bucket does not exist (<c>NoSuchBucket</c>), or cannot be used.</exception>
    public static async Task<S3Client> OpenAsync(string bucket, S3ClientOptions options, CancellationToken cancellationToken)
    {
        var account = await S3Account.FindAsync(options, cancellationToken).ConfigureAwait(false);
        var client = new S3Client(account, bucket, options);
        try
        {
            var region = await client.FindRegionAsync(cancellationToken).ConfigureAwait(false);
            return account.EndpointUrl is not null || region is null || region == account.Region
                ? client
                : new S3Client(account with { Region = region }, bucket, client._sender.InRegion(region));
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    /// <summary>HeadBucket: whether the bucket exists.</summary>
    public async Task<bool> BucketExistsAsync(CancellationToken cancellationToken)
    {
        using var response = await HeadBucketAsync(cancellationToken).ConfigureAwait(false);
        return !response.IsMissing;
    }

    /// <summary>HeadObject; null when there is no such object.</summary>
    public async Task<S3ObjectInfo?> HeadAsync(string key, CancellationToken cancellationToken)
    {
        var request = new S3Request(HttpMethod.Head, _endpoint.Object(key)) { Headers = WithChecksum, MayBeMissing = true };
        using var response = await _sender.SendAsync(request, cancellationToken).ConfigureAwait(false);
        return response.IsMissing ? null : S3ObjectInfo.Read(key, response);
    }

    /// <summary>GetObject, from a position on, and only while the object is the one with this ETag.</summary>
    /// <param name="key">The key.</param>
    /// <param name="position">The first byte to read.</param>
    /// <param name="etag">The ETag; null for any.</param>
    /// <param name="cancellationToken">Stops the request, not the reading.</param>
    /// <returns>The response, whose content is still to be read.</returns>
    public Task<S3Response> GetAsync(string key, long position, string? etag, CancellationToken cancellationToken)
    {
        var headers = new Dictionary<string, string>();
        if (position > 0)
        {
            headers[S3Headers.Range] = string.Create(CultureInfo.InvariantCulture, $"bytes={position}-");
        }

        if (etag is not null)
        {
            headers[S3Headers.IfMatch] = etag;
        }

        return _sender.SendAsync(new S3Request(HttpMethod.Get, _endpoint.Object(key)) { Headers = headers }, cancellationToken);
    }

    /// <summary>PutObject.</summary>
    public Task<S3Response> PutAsync(
        string key, IReadOnlyDictionary<string, string> headers, S3Body body, Action<int>? bytesMoved, RequestAttempts attempts, CancellationToken cancellationToken) =>
        _sender.SendAsync(
            new S3Request(HttpMethod.Put, _endpoint.Object(key)) { Headers = headers, Body = body, BytesMoved = bytesMoved }, cancellationToken, attempts);

    /// <summary>DeleteObject: one version, or the object while it is the one with this ETag.</summary>
    public async Task DeleteAsync(string key, string? versionId, string? etag, CancellationToken cancellationToken)
    {
        var headers = new Dictionary<string, string>();
        if (etag is not null)
        {
            headers[S3Headers.IfMatch] = etag;
        }

        var request = new S3Request(HttpMethod.Delete, _endpoint.Object(key, ("versionId", versionId))) { Headers = headers };
        using var response = await _sender.SendAsync(request, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>ListObjectsV2, a page of at most a thousand keys at a time.</summary>
    /// <param name="prefix">What the keys begin with.</param>
    /// <param name="delimiter">Where keys are cut to common prefixes; null for whole keys.</param>
    /// <param name="cancellationToken">Stops the listing.</param>
    public async IAsyncEnumerable<S3ObjectPage> ListAsync(string prefix, string? delimiter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var pages = PagesAsync(
            marker => _endpoint.Bucket(("continuation-token", marker.Token), ("delimiter", delimiter), ("list-type", "2"), ("prefix", prefix)),
            "NextContinuationToken",
            cancellationToken);
        await foreach (var page in pages.ConfigureAwait(false))
        {
            yield return new S3ObjectPage(
                [.. page.All("Contents").Select(found => new S3ObjectInfo(
                    found.Find("Key") ?? string.Empty, found.FindNumber("Size"), found.Find("ETag") ?? string.Empty, found.FindTime("LastModified")))],
                [.. page.All("CommonPrefixes").Select(common => common.Find("Prefix") ?? string.Empty)]);
        }
    }

    /// <summary>ListMultipartUploads: those whose keys begin with a prefix, in the order of their keys.</summary>
    public async IAsyncEnumerable<ListedUpload> ListUploadsAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var pages = PagesAsync(
            marker => _endpoint.Bucket(("key-marker", marker.Token), ("prefix", prefix), ("upload-id-marker", marker.UploadId), ("uploads", string.Empty)),
            "NextKeyMarker",
            cancellationToken);
        await foreach (var page in pages.ConfigureAwait(false))
        {
            foreach (var upload in page.All("Upload"))
            {
                // A server may be lax about the prefix; what is not under it does not belong to the caller.
                if (upload.Find("Key") is { } key && key.StartsWith(prefix, StringComparison.Ordinal) && upload.Find("UploadId") is { } id)
                {
                    yield return new ListedUpload(
                        key,
                        id,
                        upload.FindTime("Initiated"),
                        upload.Find("StorageClass") ?? ListedUpload.DefaultStorageClass,
                        upload.Find("ChecksumAlgorithm"),
                        upload.Find("ChecksumType"));
                }
            }
        }
    }

    /// <summary>ListParts, in the order of their numbers; null when there is no such upload.</summary>
    public async Task<IReadOnlyList<ListedPart>?> ListPartsAsync(string key, string uploadId, CancellationToken cancellationToken)
    {
        var parts = new List<ListedPart>();
        var pages = PagesAsync(
            marker => _endpoint.Object(key, ("part-number-marker", marker.Token), ("uploadId", uploadId)), "NextPartNumberMarker", cancellationToken);
        try
        {
            await foreach (var page in pages.ConfigureAwait(false))
            {
                parts.AddRange(page.All("Part").Select(part => new ListedPart(
                    (int)part.FindNumber("PartNumber"), part.Find("ETag") ?? string.Empty, part.FindNumber("Size"), part.Find("ChecksumCRC32C"), part.FindTime("LastModified"))));
            }
        }
        catch (S3Exception exception) when (exception.Code == "NoSuchUpload")
        {
            return null;
        }

        return parts;
    }

    /// <summary>CreateMultipartUpload.</summary>
    /// <returns>The id of the upload.</returns>
    public async Task<string> CreateUploadAsync(
        string key, IReadOnlyDictionary<string, string> headers, RequestAttempts attempts, CancellationToken cancellationToken)
    {
        var request = new S3Request(HttpMethod.Post, _endpoint.Object(key, ("uploads", string.Empty))) { Headers = headers, Document = [], RequiredElement = "UploadId" };
        using var response = await _sender.SendAsync(request, cancellationToken, attempts).ConfigureAwait(false);
        return response.Document.Find("UploadId")!;
    }

    /// <summary>UploadPart.</summary>
    public Task<S3Response> PutPartAsync(
        string key, string uploadId, int number, string crc32C, S3Body body, Action<int>? bytesMoved, CancellationToken cancellationToken)
    {
        var request = new S3Request(HttpMethod.Put, _endpoint.Part(key, uploadId, number))
        {
            Headers = new Dictionary<string, string> { [S3Headers.Crc32C] = crc32C },
            Body = body,
            BytesMoved = bytesMoved,
        };
        return _sender.SendAsync(request, cancellationToken);
    }

    /// <summary>CompleteMultipartUpload.</summary>
    public Task<S3Response> CompleteUploadAsync(
        string key, string uploadId, IReadOnlyDictionary<string, string> headers, byte[] parts, RequestAttempts attempts, CancellationToken cancellationToken)
    {
        var request = new S3Request(HttpMethod.Post, _endpoint.Object(key, ("uploadId", uploadId))) { Headers = headers, Document = parts, RequiredElement = "ETag" };
        return _sender.SendAsync(request, cancellationToken, attempts);
    }

    /// <summary>AbortMultipartUpload. Nothing happens when there is no such upload.</summary>
    public async Task AbortUploadAsync(string key, string uploadId, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await _sender.SendAsync(
                new S3Request(HttpMethod.Delete, _endpoint.Object(key, ("uploadId", uploadId))), cancellationToken).ConfigureAwait(false);
        }
        catch (S3Exception exception) when (exception.Code == "NoSuchUpload")
        {
            // Gone, which is what was wanted.
        }
    }

    /// <summary>The reason of a bad request without a code: a HEAD never says why, and a GET of the same bucket does.</summary>
    public async Task<Exception> ExplainAsync(Exception exception, CancellationToken cancellationToken)
    {
        if (exception is not S3Exception { IsUnexplained: true })
        {
            return exception;
        }

        try
        {
            using var response = await _sender.SendAsync(
                new S3Request(HttpMethod.Get, _endpoint.Bucket(("list-type", "2"), ("max-keys", "1"))), cancellationToken).ConfigureAwait(false);
            return exception;
        }
        catch (Exception explained) when (S3Failure.Is(explained))
        {
            return explained;
        }
    }

    public void Dispose() => _sender.Dispose();

    private Task<S3Response> HeadBucketAsync(CancellationToken cancellationToken) =>
        _sender.SendAsync(new S3Request(HttpMethod.Head, _endpoint.Bucket()) { MayBeMissing = true }, cancellationToken);

    private async Task<string?> FindRegionAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var response = await HeadBucketAsync(cancellationToken).ConfigureAwait(false);
            return response.IsMissing
                ? throw new S3Exception(HttpStatusCode.NotFound, "NoSuchBucket", "The bucket does not exist.")
                : response.Header(S3Headers.BucketRegion);
        }
        catch (S3Exception refused) when (!refused.IsTransient && refused.Code is null)
        {
            var reason = await ExplainAsync(refused, cancellationToken).ConfigureAwait(false);
            var region = (reason as S3Exception)?.BucketRegion ?? refused.BucketRegion;

            // Whoever may only write may not look at the bucket, but S3 names the region all the same; whether the write
            // is allowed the write itself will say.
            return S3Failure.StatusOf(reason) == HttpStatusCode.Forbidden && S3Failure.CodeOf(reason) is null or "AccessDenied" ? region
                : Account.EndpointUrl is null && region is not null && region != Account.Region ? region
                : throw reason;
        }
    }

    // A server that does not know the markers of a listing would end it early, or give its first pages for ever.
    private async IAsyncEnumerable<S3Xml> PagesAsync(
        Func<(string? Token, string? UploadId), Uri> address, string nextToken, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        (string? Token, string? UploadId) marker = default;
        do
        {
            var request = new S3Request(HttpMethod.Get, address(marker)) { RequiredElement = "IsTruncated" };
            using var response = await _sender.SendAsync(request, cancellationToken).ConfigureAwait(false);
            var page = response.Document;
            var previous = marker;
            marker = string.Equals(page.Find("IsTruncated"), "true", StringComparison.OrdinalIgnoreCase)
                ? (page.Find(nextToken) ?? throw Broken("it is cut off and does not say where it goes on"), page.Find("NextUploadIdMarker"))
                : default;
            if (marker.Token is not null && marker == previous)
            {
                throw Broken("it does not go on after its first pages");
            }

            yield return page;
        }
        while (marker.Token is not null);

        static S3Exception Broken(string how) => new(HttpStatusCode.OK, code: null, $"the listing cannot be trusted: {how}");
    }
}
