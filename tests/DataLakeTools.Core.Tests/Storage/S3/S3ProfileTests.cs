using Amazon.S3.Model;
using DataLakeTools.Core.Storage;
using DataLakeTools.Core.Storage.S3;
using DataLakeTools.S3;
using DataLakeTools.TestServers.S3;

namespace DataLakeTools.Core.Tests.Storage.S3;

/// <summary>What a profile sets holds for every request, of our client and of the SDK's.</summary>
public sealed class S3ProfileTests
{
    private const string Key = "Raw/Local/CSV/Movies/2022/05/02/movies.csv";

    private static readonly byte[] Large = Content.Of((2 * S3TestLake.PartSize) + 1);

    [Theory]
    [InlineData("", "https://lake.s3.eu-west-1.amazonaws.com/")]
    [InlineData("use_fips_endpoint = true\nuse_dualstack_endpoint = true", "https://lake.s3-fips.dualstack.eu-west-1.amazonaws.com/")]
    [InlineData("s3 =\n  addressing_style = path", "https://s3.eu-west-1.amazonaws.com/lake/")]
    [InlineData("s3 =\n  use_accelerate_endpoint = true", "https://lake.s3.eu-west-1.amazonaws.com/")]
    [InlineData("endpoint_url = http://localhost:9", "http://localhost:9/lake/")]
    [InlineData("endpoint_url = http://localhost:9\nuse_fips_endpoint = true", "http://localhost:9/lake/")]
    [InlineData("endpoint_url = http://localhost:9\ns3 =\n  addressing_style = virtual", "http://lake.localhost:9/")]
    public async Task Buckets_are_administered_where_the_profile_says(string profile, string expected)
    {
        var settings = AwsFiles.Find($"{profile}\nregion = eu-west-1");
        var account = new S3Account(await DataLakeTools.S3.S3Credentials.FindAsync(settings, CancellationToken.None), "eu-west-1", settings);

        using var client = S3SdkClient.Create(account, new LakeStoreOptions());

        Assert.Equal(expected, client.DetermineServiceOperationEndpoint(new GetBucketPolicyRequest { BucketName = "lake" }).URL);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Where_only_required_checksums_are_wanted_none_is_sent_and_the_MD5_proves_the_bytes(bool isLarge)
    {
        await using var lake = await S3TestLake.StartAsync();

        var result = await lake.Open(options => options with { ProfileName = AwsEnvironment.RequiredProfile }).WriteAsync(Key, isLarge ? Large : [1, 2, 3]);

        Assert.True(result.Verified);
        Assert.Equal(isLarge ? Large : [1, 2, 3], lake.Objects[Key]);
        Assert.DoesNotContain(
            lake.Server.Requests, request => request.Headers.Keys.Any(name => name.StartsWith("x-amz-checksum", StringComparison.OrdinalIgnoreCase)));
        Assert.All(lake.Server.Requests.Where(request => request.Method == "PUT"), request => Assert.Contains("content-md5", request.Headers.Keys, StringComparer.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task The_attempts_of_the_profile_are_made_and_no_more()
    {
        await using var lake = await S3TestLake.StartAsync();
        lake.Server.Faults.Add("PutObject", S3Fault.SlowDown().Always());

        await Writes.FailsAsync(
            DataLakeError.LakeUnavailable, () => lake.Open(options => options with { ProfileName = AwsEnvironment.TwoAttemptsProfile }).WriteAsync(Key, [1]));

        Assert.Equal(2, lake.Server.Requests.Count(request => request.Operation == "PutObject"));
    }

    [Fact]
    public async Task A_profile_that_wants_a_code_says_how_to_get_credentials_without_one()
    {
        await using var lake = await S3TestLake.StartAsync();

        var failure = await Writes.FailsAsync(
            DataLakeError.CredentialsUnavailable, () => lake.Open(options => options with { ProfileName = AwsEnvironment.DeviceProfile }).WriteAsync(Key, [1]));

        Assert.Contains("mfa_serial", failure.Message, StringComparison.Ordinal);
        Assert.Contains("aws sts get-session-token", failure.Recommendation, StringComparison.Ordinal);
        Assert.Empty(lake.Server.Requests);
    }

    [Fact]
    public async Task Roles_that_wait_for_each_other_are_no_credentials()
    {
        await using var lake = await S3TestLake.StartAsync();

        await Writes.FailsAsync(
            DataLakeError.CredentialsUnavailable, () => lake.Open(options => options with { ProfileName = AwsEnvironment.LoopProfile }).WriteAsync(Key, [1]));
    }

    [Fact]
    public async Task Retries_that_are_asked_for_go_before_the_attempts_of_the_profile()
    {
        await using var lake = await S3TestLake.StartAsync();
        lake.Server.Faults.Add("PutObject", S3Fault.InternalError().Always());

        await Writes.FailsAsync(
            DataLakeError.LakeUnavailable,
            () => lake.Open(options => options with { ProfileName = AwsEnvironment.TwoAttemptsProfile, MaxRetries = 0 }).WriteAsync(Key, [1]));

        Assert.Equal(1, lake.Server.Requests.Count(request => request.Operation == "PutObject"));
    }
}
