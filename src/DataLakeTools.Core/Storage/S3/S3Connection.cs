using Amazon;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.S3;
using Amazon.S3.Model;
using DataLakeTools.Core.Errors;

namespace DataLakeTools.Core.Storage.S3;

/// <summary>How the AWS SDK is set up for one bucket: credentials, region, addressing.</summary>
internal sealed class S3Connection : IDisposable
{
    // The SDK learns the skew of the clocks and the region of a bucket from an answer and then has to ask again.
    private const int RetriesOfLook = 1;

    private readonly LakeStoreOptions _options;

    // By the name of a base type: to name the client's own here would load its assembly.
    private readonly Lazy<AmazonServiceClient> _client;
    private volatile bool _hasAskedSdk;

    private S3Connection(S3Credentials credentials, string region, Uri? endpoint, LakeStoreOptions options, int sdkRetries, HttpMessageInvoker http)
    {
        Http = http;
        Credentials = credentials;
        Region = region;
        Endpoint = endpoint;
        _options = options;
        _client = new Lazy<AmazonServiceClient>(() => Connect(sdkRetries));
    }

    /// <summary>The SDK's client, in the region of the bucket. It is made when it is first needed: it takes its time to load.</summary>
    public AmazonS3Client Client => (AmazonS3Client)_client.Value;

    /// <summary>The endpoint that was given in place of the region's own.</summary>
    public Uri? Endpoint { get; }

    /// <summary>The sockets of what does not go through the SDK.</summary>
    public HttpMessageInvoker Http { get; }

    /// <summary>The credentials; they renew themselves.</summary>
    public S3Credentials Credentials { get; }

    /// <summary>The region that requests are signed for.</summary>
    public string Region { get; }

    /// <summary>Whether anything was ever answered here: a server that answers no longer gets more patience than one that never did.</summary>
    public bool WasHeard { get; set; }

    /// <summary>Finds credentials and region the way the AWS CLI and the SDKs do, and then the bucket's own region.</summary>
    /// <param name="bucket">The bucket, or null for requests that name no bucket yet.</param>
    /// <param name="options">How the lake is reached.</param>
    /// <param name="sdkRetries">How often the SDK's client retries by itself; 0 for requests that go through <see cref="S3Retries"/>.</param>
    /// <param name="cancellationToken">Stops the look-ups.</param>
    public static async Task<S3Connection> OpenAsync(string? bucket, LakeStoreOptions options, int sdkRetries, CancellationToken cancellationToken)
    {
        var endpoint = S3Settings.EndpointUrl(options);
        var profile = S3Settings.FindProfile(options.ProfileName);
        var region = S3Settings.FindRegion(options.Region, profile);
        var credentials = await S3Credentials.FindAsync(options.ProfileName, cancellationToken).ConfigureAwait(false);
        region ??= S3Settings.DefaultRegion;
        var connection = new S3Connection(credentials, region, endpoint, options, sdkRetries, S3Transport.Connect(options));
        if (bucket is null)
        {
            return connection;
        }

        try
        {
            var ownRegion = await FindBucketRegionAsync(connection, bucket, options, cancellationToken).ConfigureAwait(false);
            if (endpoint is not null || ownRegion is null || ownRegion == region)
            {
                return connection;
            }

            connection.DisposeClient();
            return new S3Connection(credentials, ownRegion, endpoint, options, sdkRetries, connection.Http) { WasHeard = true };
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        DisposeClient();
        Http.Dispose();
    }

    /// <summary>The time, as the server of an address has it where its clock is known to differ from ours.</summary>
    public DateTime Now(S3Addresses addresses) =>
        _hasAskedSdk ? CorrectClockSkew.GetCorrectedUtcNowForEndpoint(addresses.ClockName, _client.Value.Config) : DateTime.UtcNow;

    /// <summary>Lets the SDK find out how far this machine's clock is from the server's; it keeps that for all its clients.</summary>
    /// <param name="bucket">A bucket to ask for.</param>
    /// <param name="cancellationToken">Stops the asking.</param>
    public async Task LearnClockAsync(string bucket, CancellationToken cancellationToken)
    {
        using var learner = Connect(RetriesOfLook);
        try
        {
            await learner.ListObjectsV2Async(new ListObjectsV2Request { BucketName = bucket, MaxKeys = 1 }, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (S3Errors.IsOfS3(exception))
        {
            // The clock is learned from a refusal too; what else is wrong the request itself will tell.
        }
    }

    private AmazonS3Client Connect(int sdkRetries)
    {
        _hasAskedSdk = true;
        return new AmazonS3Client(Credentials, Configure(Region, Endpoint, _options, sdkRetries));
    }

    private void DisposeClient()
    {
        if (_client.IsValueCreated)
        {
            _client.Value.Dispose();
        }
    }

    private static AmazonS3Config Configure(string region, Uri? endpoint, LakeStoreOptions options, int sdkRetries)
    {
        var config = new AmazonS3Config
        {
            MaxErrorRetry = sdkRetries,

            // Else the SDK sends a request whose answer was lost ten more times, and tells nobody.
            MaxStaleConnectionRetries = sdkRetries,
            RetryMode = RequestRetryMode.Standard,
            Timeout = options.StallTimeout,
            ConnectTimeout = options.ConnectTimeout,
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        };
        if (options.RequestSent is { } tell)
        {
            config.HttpClientFactory = new S3TracedClients(options.StallTimeout, options.ConnectTimeout, tell);
        }

        if (endpoint is null)
        {
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(region);
        }
        else
        {
            config.ServiceURL = endpoint.ToString();
            config.AuthenticationRegion = region;
            config.ForcePathStyle = true;
        }

        return config;
    }

    // The first look is our own: it is the request that every run begins with. What it cannot tell the SDK is asked for.
    private static async Task<string?> FindBucketRegionAsync(
        S3Connection connection, string bucket, LakeStoreOptions options, CancellationToken cancellationToken)
    {
        try
        {
            var addresses = S3Addresses.Of(connection, bucket);
            var transport = new S3Transport(connection, addresses, new S3Retries(connection, bucket, options), options);
            if (await transport.LookAsync(addresses.Bucket, cancellationToken).ConfigureAwait(false) is { } look)
            {
                return look.BucketRegion;
            }
        }
        catch (S3RequestException exception) when (!S3Errors.IsTransient(exception))
        {
            // Asked again below: the SDK learns the clock and the region from what it is told.
        }
        catch (Exception exception) when (S3Errors.IsOfS3(exception))
        {
            throw S3Errors.Translate(exception, $"s3://{bucket}");
        }

        return await AskSdkForRegionAsync(connection, bucket, options, cancellationToken).ConfigureAwait(false);
    }

    // On its own, so that what it names is loaded only when it runs.
    private static async Task<string?> AskSdkForRegionAsync(
        S3Connection connection, string bucket, LakeStoreOptions options, CancellationToken cancellationToken)
    {
        using var client = connection.Connect(RetriesOfLook);
        try
        {
            var answer = await new S3Retries(connection, bucket, options).SendAsync(
                token => client.HeadBucketAsync(new HeadBucketRequest { BucketName = bucket }, token), cancellationToken).ConfigureAwait(false);
            return answer.BucketRegion;
        }
        catch (AmazonS3Exception exception) when (exception.StatusCode == System.Net.HttpStatusCode.Forbidden && exception.ErrorCode is null or "Forbidden" or "AccessDenied")
        {
            // Whoever may only write may not look at the bucket, but S3 tells the region all the same; whether the
            // write is allowed the write itself will say.
            return (exception.InnerException as HttpErrorResponseException)?.Response?.GetHeaderValue(S3Headers.BucketRegion) is { Length: > 0 } region ? region : null;
        }
        catch (AmazonS3Exception exception) when (exception.StatusCode == System.Net.HttpStatusCode.NotFound)
        {
            throw new DataLakeException(
                DataLakeError.LakeNotFound,
                $"The bucket '{bucket}' does not exist.",
                $"Check the name, or create it{LakeTask.CreateLake}.",
                $"s3://{bucket}",
                exception);
        }
        catch (Exception exception) when (S3Errors.IsOfS3(exception))
        {
            throw S3Errors.Translate(await S3Errors.ExplainAsync(exception, client, bucket, cancellationToken).ConfigureAwait(false), $"s3://{bucket}");
        }
    }
}
