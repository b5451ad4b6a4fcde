using Amazon;
using Amazon.Runtime;
using Amazon.Runtime.Internal.Auth;
using Amazon.S3;
using Amazon.S3.Model;
using DataLakeTools.S3;

namespace DataLakeTools.Core.Tests.Storage.S3;

/// <summary>Where requests go: to the address that the SDK and the AWS CLI give, for everything that can be set.</summary>
public sealed class S3EndpointTests
{
    [Theory]
    [InlineData("lake", "us-east-1", null)]
    [InlineData("lake-of-films", "sa-east-1", null)]
    [InlineData("lake", "mx-central-1", null)]
    [InlineData("lake", "cn-north-1", null)]
    [InlineData("lake", "us-gov-west-1", null)]
    [InlineData("lake", "us-iso-east-1", null)]
    [InlineData("lake.of.films", "eu-west-1", null)]
    [InlineData("arn:aws:s3:us-west-2:123456789012:accesspoint:films", "us-west-2", null)]
    [InlineData("arn:aws-cn:s3:cn-north-1:123456789012:accesspoint:films", "cn-north-1", null)]
    [InlineData("my_bucket", "eu-west-1", null)]
    [InlineData("my_bucket", "eu-west-1", "http://localhost:9000/")]
    [InlineData("lake", "us-east-1", "http://127.0.0.1:9000")]
    [InlineData("lake.of.films", "eu-west-1", "http://localhost:9000/")]
    [InlineData("lake--of--films", "eu-west-1", "http://localhost:9000/")]
    [InlineData("lake", "eu-west-1", "https://storage.example.com/behind/a/path")]
    public void An_address_is_the_one_that_the_SDK_gives(string bucket, string region, string? endpoint) =>
        Assert.Equal(AskSdk(bucket, region, endpoint), AddressOf(bucket, region, string.Empty, endpoint));

    // What "aws s3api head-object --debug" of the AWS CLI 1.45 asks for with such a profile.
    [Theory]
    [InlineData("lake", "use_fips_endpoint = true", "https://lake.s3-fips.us-east-1.amazonaws.com")]
    [InlineData("lake", "use_dualstack_endpoint = true", "https://lake.s3.dualstack.us-east-1.amazonaws.com")]
    [InlineData("lake", "use_dualstack_endpoint = true\nuse_fips_endpoint = true", "https://lake.s3-fips.dualstack.us-east-1.amazonaws.com")]
    [InlineData("lake", "s3 =\n  use_dualstack_endpoint = true", "https://lake.s3.dualstack.us-east-1.amazonaws.com")]
    [InlineData("lake", "s3 =\n  addressing_style = path", "https://s3.us-east-1.amazonaws.com/lake")]
    [InlineData("lake", "s3 =\n  addressing_style = virtual", "https://lake.s3.us-east-1.amazonaws.com")]
    [InlineData("lake.films", "s3 =\n  addressing_style = virtual", "https://s3.us-east-1.amazonaws.com/lake.films")]
    [InlineData("lake", "s3 =\n  use_accelerate_endpoint = true", "https://lake.s3-accelerate.amazonaws.com")]
    [InlineData("lake", "s3 =\n  use_accelerate_endpoint = true\n  addressing_style = path\n  use_dualstack_endpoint = true", "https://lake.s3-accelerate.dualstack.amazonaws.com")]
    [InlineData("lake--use1-az4--x-s3", "use_fips_endpoint = true", "https://lake--use1-az4--x-s3.s3express-fips-use1-az4.us-east-1.amazonaws.com")]
    [InlineData("arn:aws:s3:us-east-1:123456789012:accesspoint:films", "use_fips_endpoint = true", "https://films-123456789012.s3-accesspoint-fips.us-east-1.amazonaws.com")]
    [InlineData("arn:aws:s3:us-east-1:123456789012:accesspoint:films", "endpoint_url = https://accesspoint.vpce-1a-2b.s3.us-east-1.vpce.amazonaws.com", "https://films-123456789012.accesspoint.vpce-1a-2b.s3.us-east-1.vpce.amazonaws.com")]
    [InlineData("arn:aws:s3:us-east-1:123456789012:accesspoint:films", "endpoint_url = http://127.0.0.1:9", "http://127.0.0.1:9/arn%3Aaws%3As3%3Aus-east-1%3A123456789012%3Aaccesspoint%3Afilms")]
    [InlineData("tenant:bucket", "endpoint_url = http://localhost:9", "http://localhost:9/tenant%3Abucket")]
    [InlineData("lake", "endpoint_url = http://localhost:9", "http://localhost:9/lake")]
    [InlineData("lake", "endpoint_url = http://localhost:9\nuse_fips_endpoint = true", "http://localhost:9/lake")]
    [InlineData("lake", "endpoint_url = http://localhost:9\ns3 =\n  addressing_style = virtual", "http://lake.localhost:9")]
    [InlineData("lake.films", "endpoint_url = http://localhost:9\ns3 =\n  addressing_style = virtual", "http://lake.films.localhost:9")]
    [InlineData("lake.films", "endpoint_url = https://localhost:9\ns3 =\n  addressing_style = virtual", "https://localhost:9/lake.films")]
    [InlineData("lake", "endpoint_url = http://127.0.0.1:9\ns3 =\n  addressing_style = virtual", "http://127.0.0.1:9/lake")]
    public void An_address_is_the_one_that_the_AWS_CLI_asks_for(string bucket, string profile, string expected) =>
        Assert.Equal(expected, AddressOf(bucket, "us-east-1", profile, endpoint: null));

    [Theory]
    [InlineData("lake--of--films")]
    [InlineData("lake--use1-az4--x-s3")]
    public void At_an_endpoint_of_its_own_no_name_of_a_bucket_is_special(string bucket) =>
        Assert.Equal($"http://localhost:9/{bucket}", AddressOf(bucket, "us-east-1", string.Empty, "http://localhost:9"));

    [Theory]
    [InlineData("minio", "", "http://minio.corp:9000")]
    [InlineData("storage", "", "https://storage.googleapis.com")]
    [InlineData("s3", "", "https://s3.corp")]
    [InlineData("lake", "", "http://lake.s3cluster.corp:9000")]
    [InlineData("lake", "s3 =\n  addressing_style = path", "http://lake.s3.corp:9000")]
    [InlineData("minio", "s3 =\n  addressing_style = path", "http://minio.films.svc.cluster.local:9000")]
    [InlineData("lake", "s3 =\n  addressing_style = path", "https://example.com/gateway/lake")]
    public void A_server_may_have_the_name_of_the_bucket(string bucket, string profile, string endpoint) =>
        Assert.Equal($"{endpoint}/{bucket}", AddressOf(bucket, "us-east-1", profile, endpoint));

    [Theory]
    [InlineData("https://lake.s3.eu-west-1.amazonaws.com")]
    [InlineData("https://lake.nyc3.digitaloceanspaces.com")]
    [InlineData("https://LAKE.storage.googleapis.com")]
    [InlineData("https://lake.s3.wasabisys.com:443/")]
    [InlineData("https://s3.example.com/lake/")]
    [InlineData("http://lake.s3.corp:9000")]
    [InlineData("http://lake.s3.localhost:9000")]
    [InlineData("http://lake.s3:9000")]
    public void An_endpoint_with_the_bucket_in_it_is_refused(string endpoint)
    {
        var refusal = Assert.Throws<S3SettingsException>(() => AddressOf("lake", "us-east-1", string.Empty, endpoint));

        Assert.Equal((S3SettingsProblem.BucketInEndpoint, "lake"), (refusal.Problem, refusal.Setting));
    }

    [Theory]
    [InlineData("fips-us-gov-west-1", "https://lake.s3-fips.us-gov-west-1.amazonaws.com")]
    [InlineData("us-east-1-fips", "https://lake.s3-fips.us-east-1.amazonaws.com")]
    [InlineData("aws-global", "https://lake.s3.us-east-1.amazonaws.com")]
    public void A_pseudo_region_is_the_region_that_it_stands_for(string region, string expected)
    {
        var settings = AwsFiles.Find($"region = {region}");

        Assert.Equal(expected, Text(S3Endpoint.Of("lake", settings.Region!, settings)));
    }

    // The AWS CLI refuses the same.
    [Theory]
    [InlineData("lake", "endpoint_url = http://localhost:9")]
    [InlineData("lake", "use_fips_endpoint = true")]
    [InlineData("lake.films", "")]
    public void Transfer_acceleration_is_refused_where_there_is_none(string bucket, string profile)
    {
        var settings = AwsFiles.Find($"{profile}\ns3 =\n  use_accelerate_endpoint = true");

        var refusal = Assert.Throws<S3SettingsException>(() => S3Endpoint.Of(bucket, "us-east-1", settings));

        Assert.Equal("s3.use_accelerate_endpoint", refusal.Setting);
    }

    [Theory]
    [InlineData("lake--use1-az4--x-s3", null, "s3express")]
    [InlineData("lake--use1-az4--x-s3", "http://localhost:9", "s3")]
    [InlineData("lake", null, "s3")]
    public void Only_a_directory_bucket_of_AWS_is_signed_for_another_service(string bucket, string? endpoint, string expected) =>
        Assert.Equal(expected, S3Endpoint.Of(bucket, "us-east-1", AwsFiles.Find(string.Empty, endpoint)).SigningService);

    [Theory]
    [InlineData("GET\n/\n\nhost:example.com\n\nhost\nUNSIGNED-PAYLOAD", "host", "us-east-1", 1)]
    [InlineData("PUT\n/Raw/%C3%A9.csv\npartNumber=1&uploadId=x\nhost:a:9\nx-amz-date:b\n\nhost;x-amz-date\nUNSIGNED-PAYLOAD", "host;x-amz-date", "sa-east-1", 300)]
    public void A_signature_is_the_one_that_the_SDK_computes(string canonical, string names, string region, int day)
    {
        var credentials = new ImmutableCredentials("AKIDOFTHETESTS", "a+secret/of=the~tests", token: null);
        var now = new DateTime(2022, 1, 1, 3, 4, 5, DateTimeKind.Utc).AddDays(day);

        var expected = AWS4Signer.ComputeSignature(credentials, region, now, "s3", names, canonical).ForAuthorizationHeader;

        Assert.Equal(expected, new DataLakeTools.S3.S3Signer(region, "s3").Authorize(canonical, names, credentials, now));
    }

    [Fact]
    public void One_signer_signs_for_every_day_and_every_secret_key_as_the_SDK_does()
    {
        const string Canonical = "GET\n/\n\nhost:example.com\n\nhost\nUNSIGNED-PAYLOAD";
        var signer = new DataLakeTools.S3.S3Signer("us-east-1", "s3");
        var midnight = new DateTime(2022, 5, 3, 0, 0, 0, DateTimeKind.Utc);
        var moments =
            from secret in new[] { "first", "second", "first" }
            from time in new[] { midnight.AddSeconds(-1), midnight, midnight.AddSeconds(1), midnight.AddSeconds(-1) }
            select (Credentials: new ImmutableCredentials("AKIDOFTHETESTS", secret, token: null), Time: time);

        Assert.All(moments, moment => Assert.Equal(
            AWS4Signer.ComputeSignature(moment.Credentials, "us-east-1", moment.Time, "s3", "host", Canonical).ForAuthorizationHeader,
            signer.Authorize(Canonical, "host", moment.Credentials, moment.Time)));
    }

    private static string AddressOf(string bucket, string region, string profile, string? endpoint) =>
        Text(S3Endpoint.Of(bucket, region, AwsFiles.Find(profile, endpoint)));

    private static string Text(S3Endpoint endpoint) => endpoint.Bucket().ToString().TrimEnd('/');

    private static string AskSdk(string bucket, string region, string? endpoint)
    {
        var config = endpoint is null
            ? new AmazonS3Config { RegionEndpoint = RegionEndpoint.GetBySystemName(region) }
            : new AmazonS3Config { ServiceURL = endpoint, AuthenticationRegion = region, ForcePathStyle = true, DisableS3ExpressSessionAuth = true };
        using var client = new AmazonS3Client(new BasicAWSCredentials("id", "secret"), config);
        return client.DetermineServiceOperationEndpoint(new PutObjectRequest { BucketName = bucket, Key = "k" }).URL.TrimEnd('/');
    }
}
