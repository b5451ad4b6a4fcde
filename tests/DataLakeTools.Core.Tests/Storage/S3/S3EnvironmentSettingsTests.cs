using Amazon;
using Amazon.Runtime;
using Amazon.Runtime.Internal.Auth;
using Amazon.S3;
using Amazon.S3.Model;
using DataLakeTools.S3;

namespace DataLakeTools.Core.Tests.Storage.S3;

public sealed class S3EnvironmentSettingsTests
{
    [Theory]
    [InlineData("lake", "us-east-1", null)]
    [InlineData("lake-of-films", "sa-east-1", null)]
    [InlineData("lake", "ap-southeast-2", null)]
    [InlineData("lake", "us-east-1", "http://127.0.0.1:9000")]
    [InlineData("lake.of.films", "eu-west-1", "http://localhost:9000/")]
    [InlineData("lake", "eu-west-1", "https://storage.example.com/behind/a/path")]
    public void An_address_that_is_known_without_the_SDK_is_the_address_that_the_SDK_gives(string bucket, string region, string? endpoint)
    {
        var address = Environment(new()).FindAddress(bucket, region, endpoint is null ? null : new Uri(endpoint));

        Assert.Equal(AskSdk(bucket, region, endpoint), address);
    }

    [Theory]
    [InlineData("lake", "cn-north-1")]
    [InlineData("lake", "us-gov-west-1")]
    [InlineData("lake", "us-iso-east-1")]
    [InlineData("lake", "aws-global")]
    [InlineData("lake.of.films", "us-east-1")]
    [InlineData("lake--use1-az4--x-s3", "us-east-1")]
    public void Of_a_bucket_with_something_special_about_it_the_SDK_knows_more(string bucket, string region) =>
        Assert.Null(Environment(new()).FindAddress(bucket, region, endpoint: null));

    [Theory]
    [InlineData("lake", "us-east-1")]
    [InlineData("lake", "cn-north-1")]
    [InlineData("lake", "us-gov-west-1")]
    [InlineData("lake", "us-iso-east-1")]
    [InlineData("lake.of.films", "eu-west-1")]
    public void An_address_in_any_partition_is_the_address_that_the_SDK_gives(string bucket, string region) =>
        Assert.Equal(AskSdk(bucket, region, endpoint: null), S3Endpoint.AddressIn(bucket, region));

    [Fact]
    public async Task Keys_in_the_environment_are_taken_where_nothing_else_speaks_of_AWS()
    {
        var plain = Environment(new() { ["AWS_ACCESS_KEY_ID"] = "id", ["AWS_SECRET_ACCESS_KEY"] = "secret", ["AWS_SESSION_TOKEN"] = "token" });

        var keys = await plain.FindCredentials()!.GetCredentialsAsync();

        Assert.Equal(("id", "secret", "token"), (keys.AccessKey, keys.SecretKey, keys.Token));
    }

    [Theory]
    [InlineData("AWS_PROFILE", "other", null)]
    [InlineData("AWS_WEB_IDENTITY_TOKEN_FILE", "/var/run/token", null)]
    [InlineData("AWS_USE_DUALSTACK_ENDPOINT", "true", null)]
    [InlineData("AWS_CONFIG_FILE", "/elsewhere/config", "/elsewhere/config")]
    [InlineData("AWS_SHARED_CREDENTIALS_FILE", "/elsewhere/credentials", "/elsewhere/credentials")]
    public void Whatever_else_speaks_of_AWS_is_left_to_the_SDK(string variable, string value, string? file)
    {
        var plain = Environment(new() { ["AWS_ACCESS_KEY_ID"] = "id", ["AWS_SECRET_ACCESS_KEY"] = "secret", [variable] = value }, file);

        Assert.Null(plain.FindCredentials());
        Assert.Null(plain.FindAddress("lake", "us-east-1", endpoint: null));
    }

    [Fact]
    public void Without_keys_in_the_environment_the_SDK_looks_for_credentials() =>
        Assert.Null(Environment(new() { ["AWS_ACCESS_KEY_ID"] = "id" }).FindCredentials());

    [Theory]
    [InlineData("GET\n/\n\nhost:example.com\n\nhost\nUNSIGNED-PAYLOAD", "host", "us-east-1", 1)]
    [InlineData("PUT\n/Raw/%C3%A9.csv\npartNumber=1&uploadId=x\nhost:a:9\nx-amz-date:b\n\nhost;x-amz-date\nUNSIGNED-PAYLOAD", "host;x-amz-date", "sa-east-1", 300)]
    public void A_signature_is_the_one_that_the_SDK_computes(string canonical, string names, string region, int day)
    {
        var credentials = new ImmutableCredentials("AKIDOFTHETESTS", "a+secret/of=the~tests", token: null);
        var now = new DateTime(2022, 1, 1, 3, 4, 5, DateTimeKind.Utc).AddDays(day);

        var expected = AWS4Signer.ComputeSignature(credentials, region, now, "s3", names, canonical).ForAuthorizationHeader;

        Assert.Equal(expected, DataLakeTools.S3.S3Signer.Authorize(canonical, names, credentials, region, now));
    }

    private static S3EnvironmentSettings Environment(Dictionary<string, string> variables, string? file = null) =>
        new(name => variables.GetValueOrDefault(name), path => path == file);

    private static string AskSdk(string bucket, string region, string? endpoint)
    {
        var config = endpoint is null
            ? new AmazonS3Config { RegionEndpoint = RegionEndpoint.GetBySystemName(region) }
            : new AmazonS3Config { ServiceURL = endpoint, AuthenticationRegion = region, ForcePathStyle = true };
        using var client = new AmazonS3Client(new BasicAWSCredentials("id", "secret"), config);
        return client.DetermineServiceOperationEndpoint(new PutObjectRequest { BucketName = bucket, Key = "k" }).URL.TrimEnd('/');
    }
}
