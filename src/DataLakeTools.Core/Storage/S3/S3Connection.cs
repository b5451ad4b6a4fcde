using Amazon;
using Amazon.Runtime;
using Amazon.Runtime.CredentialManagement;
using Amazon.Runtime.Credentials;
using Amazon.S3;
using Amazon.S3.Model;
using DataLakeTools.Core.Errors;

namespace DataLakeTools.Core.Storage.S3;

/// <summary>How the AWS SDK is set up for one bucket: credentials, region, addressing.</summary>
internal sealed class S3Connection : IDisposable
{
    private S3Connection(AmazonS3Client client, AWSCredentials credentials, string region)
    {
        Client = client;
        Credentials = credentials;
        Region = region;
    }

    /// <summary>The SDK's client, in the region of the bucket.</summary>
    public AmazonS3Client Client { get; }

    /// <summary>The credentials; they renew themselves.</summary>
    public AWSCredentials Credentials { get; }

    /// <summary>The region that requests are signed for.</summary>
    public string Region { get; }

    /// <summary>Finds credentials and region the way the AWS CLI and the SDKs do, and then the bucket's own region.</summary>
    /// <param name="bucket">The bucket, or null for requests that name no bucket yet.</param>
    /// <param name="options">How the lake is reached.</param>
    /// <param name="cancellationToken">Stops the look-ups.</param>
    public static async Task<S3Connection> OpenAsync(string? bucket, LakeStoreOptions options, CancellationToken cancellationToken)
    {
        var endpoint = S3Settings.EndpointUrl(options);
        var profile = S3Settings.FindProfile(options.ProfileName);
        var region = S3Settings.FindRegion(options.Region, profile);
        var credentials = await FindCredentialsAsync(profile, cancellationToken).ConfigureAwait(false);
        var connection = Connect(credentials, region ?? S3Settings.DefaultRegion, endpoint, options);
        if (bucket is null)
        {
            return connection;
        }

        try
        {
            var ownRegion = await FindBucketRegionAsync(connection.Client, bucket, cancellationToken).ConfigureAwait(false);
            if (endpoint is null && ownRegion is not null && ownRegion != connection.Region)
            {
                connection.Dispose();
                connection = Connect(credentials, ownRegion, endpoint, options);
            }

            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    public void Dispose() => Client.Dispose();

    private static S3Connection Connect(AWSCredentials credentials, string region, Uri? endpoint, LakeStoreOptions options)
    {
        var config = new AmazonS3Config
        {
            MaxErrorRetry = options.MaxRetries,
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

        return new S3Connection(new AmazonS3Client(credentials, config), credentials, region);
    }

    private static async Task<AWSCredentials> FindCredentialsAsync(CredentialProfile? profile, CancellationToken cancellationToken)
    {
        try
        {
            if (profile is not null)
            {
                return profile.GetAWSCredentials(profile.CredentialProfileStore);
            }

            // A resolver of its own for every lake: credentials that arrived in the environment since are seen.
            var resolver = new DefaultAWSCredentialsIdentityResolver();
            var found = await resolver.ResolveIdentityAsync(new AmazonS3Config(), cancellationToken).ConfigureAwait(false);
            _ = await found.GetCredentialsAsync().ConfigureAwait(false);
            return found;
        }
        catch (Exception exception) when (exception is AmazonClientException or AmazonServiceException or InvalidOperationException)
        {
            throw S3Errors.NoCredentials(exception);
        }
    }

    private static async Task<string?> FindBucketRegionAsync(AmazonS3Client client, string bucket, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await client.HeadBucketAsync(new HeadBucketRequest { BucketName = bucket }, cancellationToken).ConfigureAwait(false);
            return answer.BucketRegion;
        }
        catch (AmazonS3Exception exception) when (exception.StatusCode == System.Net.HttpStatusCode.Forbidden && exception.ErrorCode is null or "Forbidden" or "AccessDenied")
        {
            // Whoever may only write may not look at the bucket; the write itself will say whether it is allowed.
            return null;
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
            throw S3Errors.Translate(exception, $"s3://{bucket}");
        }
    }
}
