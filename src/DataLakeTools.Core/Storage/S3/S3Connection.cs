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
    private const string RegionHeader = "x-amz-bucket-region";

    private readonly Func<int, AmazonS3Client> _connect;

    private S3Connection(Func<int, AmazonS3Client> connect, int sdkRetries, S3Credentials credentials, string region)
    {
        _connect = connect;
        Client = connect(sdkRetries);
        Credentials = credentials;
        Region = region;
    }

    /// <summary>The SDK's client, in the region of the bucket.</summary>
    public AmazonS3Client Client { get; }

    /// <summary>The credentials; they renew themselves.</summary>
    public S3Credentials Credentials { get; }

    /// <summary>The region that requests are signed for.</summary>
    public string Region { get; }

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
        if (bucket is not null)
        {
            using var first = Connect(credentials, region, endpoint, options, RetriesOfLook);
            var ownRegion = await FindBucketRegionAsync(first, bucket, options, cancellationToken).ConfigureAwait(false);
            region = endpoint is null && ownRegion is not null ? ownRegion : region;
        }

        return Connect(credentials, region, endpoint, options, sdkRetries);
    }

    public void Dispose() => Client.Dispose();

    /// <summary>Lets the SDK find out how far this machine's clock is from the server's; it keeps that for all its clients.</summary>
    /// <param name="bucket">A bucket to ask for.</param>
    /// <param name="cancellationToken">Stops the asking.</param>
    public async Task LearnClockAsync(string bucket, CancellationToken cancellationToken)
    {
        using var learner = _connect(RetriesOfLook);
        try
        {
            await learner.ListObjectsV2Async(new ListObjectsV2Request { BucketName = bucket, MaxKeys = 1 }, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (S3Errors.IsOfS3(exception))
        {
            // The clock is learned from a refusal too; what else is wrong the request itself will tell.
        }
    }

    private static S3Connection Connect(S3Credentials credentials, string region, Uri? endpoint, LakeStoreOptions options, int sdkRetries)
    {
        return new S3Connection(retries => new AmazonS3Client(credentials, Configure(region, endpoint, options, retries)), sdkRetries, credentials, region);
    }

    private static AmazonS3Config Configure(string region, Uri? endpoint, LakeStoreOptions options, int sdkRetries)
    {
        var config = new AmazonS3Config
        {
            MaxErrorRetry = sdkRetries,
            RetryMode = RequestRetryMode.Standard,
            Timeout = options.StallTimeout,
            ConnectTimeout = options.ConnectTimeout,
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        };
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

    private static async Task<string?> FindBucketRegionAsync(
        S3Connection first, string bucket, LakeStoreOptions options, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await new S3Retries(first, bucket, options).SendAsync(
                token => first.Client.HeadBucketAsync(new HeadBucketRequest { BucketName = bucket }, token), cancellationToken).ConfigureAwait(false);
            return answer.BucketRegion;
        }
        catch (AmazonS3Exception exception) when (exception.StatusCode == System.Net.HttpStatusCode.Forbidden && exception.ErrorCode is null or "Forbidden" or "AccessDenied")
        {
            // Whoever may only write may not look at the bucket, but S3 tells the region all the same; whether the
            // write is allowed the write itself will say.
            return (exception.InnerException as HttpErrorResponseException)?.Response?.GetHeaderValue(RegionHeader) is { Length: > 0 } region ? region : null;
        }
        catch (AmazonS3Exception exception) when (exception.StatusCode == System.Net.HttpStatusCode.NotFound)
        {
            throw new DataLakeException(
                DataLakeError.LakeNotFound,
                $"The bucket '{bucket}' does not exist.",
                $"Check the name, or create it: New-DataLakeBucket s3://{bucket}",
                $"s3://{bucket}",
                exception);
        }
        catch (Exception exception) when (S3Errors.IsOfS3(exception))
        {
            throw S3Errors.Translate(await S3Errors.ExplainAsync(exception, first.Client, bucket, cancellationToken).ConfigureAwait(false), $"s3://{bucket}");
        }
    }
}
