using DataLakeTools.Core.Lake;
using DataLakeTools.Core.Storage;
using DataLakeTools.Core.Storage.Creation;
using DataLakeTools.TestServers.S3;

namespace DataLakeTools.Core.Tests.Storage;

public sealed class LakeCreationTests
{
    private const string Bucket = "data-lake-do-fulano";

    private static readonly S3Credential Credential = new(AwsEnvironment.AccessKey, AwsEnvironment.Secret);

    [Fact]
    public async Task A_bucket_that_is_not_there_is_created()
    {
        await using var s3 = await S3StandIn.StartAsync(new() { Credentials = [Credential] });

        var report = await EnsureAsync(s3);

        Assert.Equal(LakeCreationStatus.Created, report.Status);
        Assert.Contains(Bucket, s3.Buckets);
    }

    [Fact]
    public async Task A_bucket_is_looked_for_before_it_is_created()
    {
        await using var s3 = await S3StandIn.StartAsync(new() { Credentials = [Credential] });

        await EnsureAsync(s3);

        Assert.Equal(["HeadBucket", "CreateBucket"], s3.Requests.Take(2).Select(request => request.Operation));
    }

    [Theory]
    [InlineData("us-east-1")]
    [InlineData("sa-east-1")]
    public async Task The_region_is_named_everywhere_but_in_us_east_1(string region)
    {
        await using var s3 = await S3StandIn.StartAsync(new() { Region = region, Credentials = [Credential] });

        var report = await EnsureAsync(s3, store: options => options with { Region = region });

        Assert.Equal((LakeCreationStatus.Created, region), (report.Status, report.Region));
    }

    [Fact]
    public async Task A_bucket_that_does_not_take_all_settings_is_told_with_what_was_done_and_what_not()
    {
        await using var s3 = await S3StandIn.StartAsync(new() { Credentials = [Credential], NewBucketsBlockPublicAccess = false });
        s3.Faults.Add("PutPublicAccessBlock", S3Fault.Answer(501, "NotImplemented", "A parameter you provided implies functionality that is not implemented"));

        var failure = await Writes.FailsAsync(DataLakeError.LakeRequestFailed, () => EnsureAsync(s3));

        Assert.Contains("not done: block public access. Done before it: create the bucket in us-east-1. What comes after it was not tried.", failure.Message, StringComparison.Ordinal);
        Assert.Contains("The bucket is there", failure.Recommendation, StringComparison.Ordinal);
        Assert.Contains(Bucket, s3.Buckets);
    }

    [Theory]
    [InlineData("/data-lake-do-fulano")]
    [InlineData("/s3/data-lake-do-fulano/")]
    public async Task An_endpoint_with_the_bucket_in_it_makes_no_object_of_its_name(string path)
    {
        await using var s3 = await S3StandIn.StartAsync(new() { Credentials = [Credential] });
        var endpoint = new Uri(s3.Endpoint, path);
        await using var store = LakeStore.Open(LakeAddress.Parse($"s3://{Bucket}"), new LakeStoreOptions { EndpointUrl = endpoint, Region = "us-east-1" }, new RecordingReporter());

        var failure = await Writes.FailsAsync(DataLakeError.InvalidOption, () => EnsureAsync(s3, store: options => options with { EndpointUrl = endpoint }));
        await Writes.FailsAsync(DataLakeError.InvalidOption, () => store.WriteAsync("Raw/films.csv", [1]));

        Assert.Contains($"has the bucket '{Bucket}' in it already", failure.Message, StringComparison.Ordinal);
        Assert.Empty(s3.Requests);
    }

    [Fact]
    public async Task Doing_it_again_changes_nothing()
    {
        await using var s3 = await S3StandIn.StartAsync(new() { Credentials = [Credential] });
        await EnsureAsync(s3, options => options with { Versioning = true });
        s3.Requests.Clear();

        var report = await EnsureAsync(s3, options => options with { Versioning = true });

        Assert.Equal(LakeCreationStatus.Unchanged, report.Status);
        Assert.DoesNotContain(s3.Requests, request => request.Method == "PUT");
    }

    [Fact]
    public async Task Public_access_is_blocked_and_objects_are_encrypted()
    {
        await using var s3 = await S3StandIn.StartAsync(new() { Credentials = [Credential], NewBucketsBlockPublicAccess = false });

        await EnsureAsync(s3);

        Assert.Contains("<RestrictPublicBuckets>true", s3.Buckets[Bucket].Documents["publicAccessBlock"], StringComparison.OrdinalIgnoreCase);
        Assert.Contains("AES256", s3.Buckets[Bucket].Documents["encryption"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_KMS_key_becomes_the_default_encryption()
    {
        await using var s3 = await S3StandIn.StartAsync(new() { Credentials = [Credential] });

        await EnsureAsync(s3, options => options with { KmsKeyId = "alias/lake" });

        Assert.Contains("alias/lake", s3.Buckets[Bucket].Documents["encryption"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Versions_are_kept_only_when_asked_for()
    {
        await using var s3 = await S3StandIn.StartAsync(new() { Credentials = [Credential] });

        await EnsureAsync(s3);

        Assert.DoesNotContain(s3.Requests, request => request.Operation == "PutBucketVersioning");
    }

    [Fact]
    public async Task A_server_over_plain_HTTP_is_not_told_to_refuse_it()
    {
        await using var s3 = await S3StandIn.StartAsync(new() { Credentials = [Credential] });

        var report = await EnsureAsync(s3);

        Assert.Contains(report.Changes, change => change.StartsWith("skipped: refuse plain HTTP", StringComparison.Ordinal));
    }

    [Fact]
    public async Task WhatIf_changes_nothing_and_says_what_it_would()
    {
        await using var s3 = await S3StandIn.StartAsync(new() { Credentials = [Credential] });

        var report = await EnsureAsync(s3, options => options with { WhatIf = true });

        Assert.Equal(LakeCreationStatus.WhatIf, report.Status);
        Assert.Contains("create the bucket in us-east-1", report.Changes);
        Assert.DoesNotContain(s3.Requests, request => request.Method is "PUT" or "POST" or "DELETE");
    }

    [Fact]
    public async Task A_bucket_of_somebody_else_is_reported()
    {
        await using var s3 = await S3StandIn.StartAsync(new() { Credentials = [Credential], BucketsOfOthers = new HashSet<string> { Bucket } });

        await Writes.FailsAsync(DataLakeError.BucketOwnedByOthers, () => EnsureAsync(s3));
    }

    [Fact]
    public async Task A_bucket_of_ours_that_we_may_not_use_is_reported()
    {
        await using var s3 = await S3StandIn.StartAsync(
            new() { Credentials = [Credential], Buckets = [Bucket], ForbiddenBuckets = new HashSet<string> { Bucket } });

        await Writes.FailsAsync(DataLakeError.AccessDenied, () => EnsureAsync(s3));
    }

    [Fact]
    public async Task A_name_that_no_bucket_can_have_is_refused_before_any_request()
    {
        await using var s3 = await S3StandIn.StartAsync(new() { Credentials = [Credential] });

        await Writes.FailsAsync(
            DataLakeError.InvalidBucketName, () => LakeCreation.EnsureAsync(LakeAddress.Parse("s3://data-lake-s3alias"), Options(s3), CancellationToken.None));

        Assert.Empty(s3.Requests);
    }

    [Fact]
    public async Task A_folder_is_created_once()
    {
        var parent = Directory.CreateTempSubdirectory("datalake-test-").FullName;
        var lake = LakeAddress.Parse(Path.Combine(parent, "lake"));

        var first = await LakeCreation.EnsureAsync(lake, new(), CancellationToken.None);
        var second = await LakeCreation.EnsureAsync(lake, new(), CancellationToken.None);

        Assert.Equal((LakeCreationStatus.Created, LakeCreationStatus.Unchanged), (first.Status, second.Status));
        Directory.Delete(parent, recursive: true);
    }

    private static LakeCreationOptions Options(S3StandIn s3) => new() { Store = new LakeStoreOptions { EndpointUrl = s3.Endpoint } };

    private static Task<LakeCreationReport> EnsureAsync(
        S3StandIn s3, Func<LakeCreationOptions, LakeCreationOptions>? change = null, Func<LakeStoreOptions, LakeStoreOptions>? store = null)
    {
        var options = Options(s3);
        options = options with { Store = store is null ? options.Store : store(options.Store) };
        return LakeCreation.EnsureAsync(LakeAddress.Parse($"s3://{Bucket}"), change is null ? options : change(options), CancellationToken.None);
    }
}
