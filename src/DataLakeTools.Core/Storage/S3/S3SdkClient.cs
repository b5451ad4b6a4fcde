using Amazon;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using DataLakeTools.Http;
using DataLakeTools.S3;

namespace DataLakeTools.Core.Storage.S3;

/// <summary>The AWS SDK's client, which administers buckets and does nothing else.</summary>
internal static class S3SdkClient
{
    /// <summary>Makes a client.</summary>
    /// <param name="account">Credentials, region and settings.</param>
    /// <param name="options">How S3 is reached.</param>
    public static AmazonS3Client Create(S3Account account, LakeStoreOptions options)
    {
        var settings = account.Settings;
        var retries = options.MaxRetries ?? settings.MaxRetries ?? RetryLimits.MaxRetries;
        var config = new AmazonS3Config
        {
            MaxErrorRetry = retries,

            // Otherwise the SDK silently repeats a request on a stale connection up to ten times.
            MaxStaleConnectionRetries = retries,
            RetryMode = RequestRetryMode.Standard,
            Timeout = options.StallTimeout,
            ConnectTimeout = options.ConnectTimeout,
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,

            HttpClientFactory = new Sockets(options.StallTimeout, options.ConnectTimeout, settings, options.RequestSent),

            // Endpoint settings are already resolved (S3Settings); the SDK would resolve them in another order and from
            // another profile. Transfer Acceleration does not serve bucket requests.
            IgnoreConfiguredEndpointUrls = true,
            UseAccelerateEndpoint = false,
            UseFIPSEndpoint = settings.EndpointUrl is null && settings.UseFips,
            UseDualstackEndpoint = settings.EndpointUrl is null && settings.UseDualStack,
            ForcePathStyle = settings.AddressingStyle switch
            {
                S3AddressingStyle.Auto => settings.EndpointUrl is not null,
                var style => style == S3AddressingStyle.Path,
            },
        };
        if (settings.EndpointUrl is null)
        {
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(account.Region);
        }
        else
        {
            config.ServiceURL = settings.EndpointUrl.ToString();
            config.AuthenticationRegion = account.Region;
        }

        return new AmazonS3Client(account.Credentials, config);
    }

    /// <summary>The names of the buckets of an account.</summary>
    /// <exception cref="Errors.DataLakeException">S3 cannot be reached, or denies access.</exception>
    public static async Task<IReadOnlyList<string>> ListBucketsAsync(LakeStoreOptions options, CancellationToken cancellationToken)
    {
        try
        {
            var account = await S3Account.FindAsync(S3LakeStore.ClientOptionsOf(options), cancellationToken).ConfigureAwait(false);
            using var client = Create(account, options with { MaxRetries = 0 });
            var answer = await client.ListBucketsAsync(new ListBucketsRequest(), cancellationToken).ConfigureAwait(false);
            return [.. (answer.Buckets ?? []).Select(bucket => bucket.BucketName)];
        }
        catch (Exception exception) when (IsFailure(exception, cancellationToken))
        {
            throw S3Errors.Translate(ToOwn(exception), "s3://");
        }
    }

    /// <summary>Whether a request failed, through the SDK or through our own client. One that takes too long ends as if it was stopped.</summary>
    /// <param name="exception">What it ended with.</param>
    /// <param name="stop">What may have stopped it.</param>
    public static bool IsFailure(Exception exception, CancellationToken stop) => exception is AmazonServiceException or AmazonClientException
        || (exception is OperationCanceledException && !stop.IsCancellationRequested)
        || S3Failure.IsRequestFailure(exception) || (exception is SystemException ofPlatform && S3Failure.IsFailureOfHttpStack(ofPlatform));

    /// <summary>The failure of a request of the SDK, as our own client would report it.</summary>
    public static Exception ToOwn(Exception exception) => exception switch
    {
        OperationCanceledException => new IOException("the server did not answer in time", exception),
        AmazonServiceException { StatusCode: 0 } or AmazonUnmarshallingException => new IOException(exception.GetBaseException().Message, exception),
        AmazonServiceException service => new S3Exception(service.StatusCode, service.ErrorCode, service.Message) { RequestId = service.RequestId },
        AmazonClientException client => new S3Exception(0, code: null, client.GetBaseException().Message),
        SystemException ofPlatform when S3Failure.IsFailureOfHttpStack(ofPlatform) => new IOException($"{exception.GetType().Name}: {exception.Message}", exception),
        _ => exception,
    };

    // HTTP clients for the SDK with the proxy and the authorities of our own requests, which report every request where that
    // is wanted (-Debug). The SDK itself follows redirects and retries.
    private sealed class Sockets(TimeSpan timeout, TimeSpan connectTimeout, S3Settings settings, Action<RequestReport>? tell) : HttpClientFactory
    {
        public override HttpClient CreateHttpClient(IClientConfig clientConfig) =>
            new(RequestTracing.Around(S3HttpHandler.Create(connectTimeout, settings), tell)) { Timeout = timeout };

        public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;

        public override bool DisposeHttpClientsAfterUse(IClientConfig clientConfig) => true;
    }
}
