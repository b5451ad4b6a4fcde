using System.Globalization;
using System.Net;

namespace DataLakeTools.S3;

/// <summary>The requests to one bucket, as the Amazon S3 API Reference describes them.</summary>
internal sealed partial class S3Client : IDisposable
{
    private readonly S3RequestSender _sender;
    private readonly S3Endpoint _endpoint;

    public S3Client(S3Account account, string bucket, S3ClientOptions options)
        : this(account, S3Endpoint.Of(bucket, account.Region, account.Settings), options, sender: null)
    {
    }

    private S3Client(S3Account account, S3Endpoint endpoint, S3ClientOptions options, S3RequestSender? sender)
    {
        Account = account;
        Options = options;
        _endpoint = endpoint;
        Dialect = new S3Dialect(options.QuirkFound);
        _sender = sender ?? new S3RequestSender(account, endpoint.SigningService, options);
    }

    /// <summary>Credentials, region and settings of the requests.</summary>
    public S3Account Account { get; }

    /// <summary>The current time by the server's clock, once a difference from the local clock is known.</summary>
    public DateTimeOffset Now => _sender.Now;

    /// <summary>How S3 is reached.</summary>
    internal S3ClientOptions Options { get; }

    /// <summary>How often a failed request is sent again.</summary>
    internal int MaxRetries => _sender.MaxRetries;

    /// <summary>Finds credentials, and the region of the bucket with one HEAD of it.</summary>
    /// <exception cref="S3Exception">The bucket does not exist (<c>NoSuchBucket</c>), or cannot be used.</exception>
    public static async Task<S3Client> OpenAsync(string bucket, S3ClientOptions options, CancellationToken cancellationToken)
    {
        var account = await S3Account.FindAsync(options, cancellationToken).ConfigureAwait(false);
        account = account with { Region = S3Endpoint.RegionOfAccessPoint(bucket) ?? account.Region };
        var client = new S3Client(account, bucket, options);
        try
        {
            var region = await client.FindRegionAsync(cancellationToken).ConfigureAwait(false);
            return account.Settings.EndpointUrl is not null || region is null || region == account.Region
                ? client
                : new S3Client(account with { Region = region }, S3Endpoint.Of(bucket, region, account.Settings), options, client._sender.InRegion(region));
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
        return !response.IsNotFound;
    }

    /// <summary>HeadObject; null when there is no such object.</summary>
    public async Task<S3ObjectInfo?> HeadAsync(string key, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(
            key,
            quirks => new S3Request(HttpMethod.Head, _endpoint.Object(key)) { Headers = HeadersOfRead(quirks), RequiredHeader = S3Headers.ETag, AllowNotFound = true },
            cancellationToken).ConfigureAwait(false);
        return response.IsNotFound ? null
            : S3ObjectInfo.Read(key, response, response.ContentLength ?? throw new IOException("the answer is not one of S3: it has no content-length"));
    }

    /// <summary>HeadObject of the first part of an object that was sent in parts.</summary>
    /// <returns>The size of the part; null where the server does not tell parts apart.</returns>
    public async Task<long?> FindPartSizeAsync(string key, string etag, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(
            key,
            quirks => new S3Request(HttpMethod.Head, _endpoint.Object(key, ("partNumber", "1")))
            {
                Headers = AdaptHeaders(new Dictionary<string, string> { [S3Headers.IfMatch] = etag }, quirks),
                RequiredHeader = S3Headers.ETag,
                AllowNotFound = true,
            },
            cancellationToken).ConfigureAwait(false);
        return response.Status == HttpStatusCode.PartialContent || response.Header(S3Headers.PartsCount) is not null ? response.ContentLength : null;
    }

    /// <summary>GetObject, from a position on, and only while the object is the one with this ETag.</summary>
    /// <param name="key">The key.</param>
    /// <param name="position">The first byte to read.</param>
    /// <param name="etag">The ETag; null for any.</param>
    /// <param name="cancellationToken">Cancels the request, not the reading.</param>
    /// <returns>The response, whose content is still to be read.</returns>
    public Task<S3Response> GetAsync(string key, long position, string? etag, CancellationToken cancellationToken) => SendAsync(
        key,
        quirks =>
        {
            var headers = HeadersOfRead(quirks);
            if (position > 0)
            {
                headers[S3Headers.Range] = string.Create(CultureInfo.InvariantCulture, $"bytes={position}-");
            }

            if (etag is not null)
            {
                headers[S3Headers.IfMatch] = etag;
            }

            return new S3Request(HttpMethod.Get, _endpoint.Object(key)) { Headers = AdaptHeaders(headers, quirks), RequiredHeader = S3Headers.ETag };
        },
        cancellationToken);

    /// <summary>Opens an object for reading.</summary>
    /// <param name="key">The key.</param>
    /// <param name="failure">Translates a failure into the exception that the reader gets.</param>
    /// <param name="cancellationToken">Cancels the opening.</param>
    public async Task<S3ObjectStream> OpenReadAsync(string key, Func<Exception, Exception> failure, CancellationToken cancellationToken)
    {
        var stream = new S3ObjectStream(this, key, failure);
        await stream.OpenAsync(cancellationToken).ConfigureAwait(false);
        return stream;
    }

    /// <summary>Opens the rest of an object for reading, as long as the object is still the one with this ETag.</summary>
    /// <param name="key">The key.</param>
    /// <param name="etag">The ETag.</param>
    /// <param name="position">The first byte that is wanted, above 0.</param>
    /// <param name="failure">Translates a failure into the exception that the reader gets.</param>
    /// <param name="cancellationToken">Cancels the opening.</param>
    public async Task<S3ObjectStream> OpenRestAsync(string key, string etag, long position, Func<Exception, Exception> failure, CancellationToken cancellationToken)
    {
        var stream = new S3ObjectStream(this, key, failure, etag, position);
        await stream.OpenAsync(cancellationToken).ConfigureAwait(false);
        return stream;
    }

    /// <summary>DeleteObject: one version, or the object while it is the one with this ETag.</summary>
    public async Task DeleteAsync(string key, string? versionId, string? etag, CancellationToken cancellationToken)
    {
        // Some servers ignore If-Match on DELETE (Ceph 16, s3rver), and some refuse it.
        if (etag is not null && !IsAws)
        {
            await ThrowIfOtherAsync().ConfigureAwait(false);
        }

        try
        {
            await DeleteWithAsync(etag is null ? [] : new() { [S3Headers.IfMatch] = etag }).ConfigureAwait(false);
        }
        catch (S3Exception refused) when (etag is not null && (S3Dialect.RefusesCondition(refused) || refused.StatusCode == HttpStatusCode.NotImplemented))
        {
            // A DELETE has nothing but its condition that a server may not know, whatever it says of its refusal.
            await ThrowIfOtherAsync().ConfigureAwait(false);
            await DeleteWithAsync([]).ConfigureAwait(false);
        }

        async Task DeleteWithAsync(Dictionary<string, string> headers)
        {
            using var response = await SendAsync(
                key, quirks => new S3Request(HttpMethod.Delete, _endpoint.Object(key, ("versionId", versionId))) { Headers = AdaptHeaders(headers, quirks) }, cancellationToken).ConfigureAwait(false);
        }

        async Task ThrowIfOtherAsync()
        {
            if (await FindETagAsync(key, cancellationToken).ConfigureAwait(false) is { } there && there != etag)
            {
                throw new S3Exception(HttpStatusCode.PreconditionFailed, "PreconditionFailed", "another object is there");
            }
        }
    }

    /// <summary>
    /// Finds the reason of a 400 without an error code: a HEAD response has no body, so the bucket is asked again with GET.
    /// </summary>
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
        catch (Exception explained) when (S3Failure.IsRequestFailure(explained))
        {
            return explained;
        }
    }

    public void Dispose() => _sender.Dispose();

    private Task<S3Response> HeadBucketAsync(CancellationToken cancellationToken) =>
        _sender.SendAsync(new S3Request(HttpMethod.Head, _endpoint.Bucket()) { AllowNotFound = true }, cancellationToken);

    private async Task<string?> FindRegionAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var response = await HeadBucketAsync(cancellationToken).ConfigureAwait(false);
            return response.IsNotFound
                ? throw new S3Exception(HttpStatusCode.NotFound, "NoSuchBucket", "The bucket does not exist.")
                : response.Header(S3Headers.BucketRegion);
        }
        catch (S3Exception refused) when (!refused.IsTransient && refused.Code is null)
        {
            var reason = await ExplainAsync(refused, cancellationToken).ConfigureAwait(false);
            var region = (reason as S3Exception)?.BucketRegion ?? refused.BucketRegion;

            // Credentials that may only write get a 403 here, but the response still names the region. Whether writing is
            // allowed, the write will show.
            return S3Failure.StatusOf(reason) == HttpStatusCode.Forbidden && S3Failure.CodeOf(reason) is null or "AccessDenied" ? region
                : Account.Settings.EndpointUrl is null && region is not null && region != Account.Region ? region
                : throw reason;
        }
    }
}
