using Amazon.Runtime;
using Amazon.S3;
using DataLakeTools.TestServers.S3;

namespace DataLakeTools.Core.Tests.TestServers;

/// <summary>AWS SDK clients that talk to a stand-in once and tell every error.</summary>
internal static class S3Clients
{
    public static AmazonS3Client Sdk(this S3StandIn s3, AWSCredentials? credentials = null, HttpClientFactory? http = null) =>
        new(credentials ?? new AnonymousAWSCredentials(), new AmazonS3Config
        {
            ServiceURL = s3.Endpoint.ToString(),
            AuthenticationRegion = "us-east-1",
            ForcePathStyle = true,
            MaxErrorRetry = 0,
            HttpClientFactory = http,
        });
}
