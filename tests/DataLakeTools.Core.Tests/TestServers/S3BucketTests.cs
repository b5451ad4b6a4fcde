using Amazon.S3.Model;
using DataLakeTools.TestServers.S3;

namespace DataLakeTools.Core.Tests.TestServers;

public sealed class S3BucketTests
{
    [Theory]
    [InlineData("us-east-1", null, null)]
    [InlineData("us-east-1", "us-east-1", "InvalidLocationConstraint")]
    [InlineData("us-east-1", "eu-west-1", "IllegalLocationConstraintException")]
    [InlineData("eu-west-1", "eu-west-1", null)]
    [InlineData("eu-west-1", null, "IllegalLocationConstraintException")]
    public async Task Creating_names_the_region_except_in_us_east_1(string region, string? constraint, string? errorCode)
    {
        await using var s3 = await S3StandIn.StartAsync(new() { Region = region });

        await CreateAsync(s3, "lake", constraint);

        Assert.Equal(errorCode, s3.Requests.Single().ErrorCode);
        Assert.Equal(errorCode is null, s3.Buckets.ContainsKey("lake"));
    }

    [Theory]
    [InlineData("us-east-1", "mine", 200, null)]
    [InlineData("eu-west-1", "mine", 409, "BucketAlreadyOwnedByYou")]
    [InlineData("eu-west-1", "theirs", 409, "BucketAlreadyExists")]
    [InlineData("eu-west-1", "distant", 409, "BucketAlreadyOwnedByYou")]
    [InlineData("eu-west-1", "No_Good", 400, "InvalidBucketName")]
    public async Task Creating_what_exists(string region, string bucket, int status, string? errorCode)
    {
        await using var s3 = await StartAsync(region);

        await CreateAsync(s3, bucket, region == "us-east-1" ? null : region);

        Assert.Equal((status, errorCode), (s3.Requests.Single().Status, s3.Requests.Single().ErrorCode));
    }

    [Theory]
    [InlineData("mine", 200, "eu-west-1")]
    [InlineData("theirs", 403, "eu-west-1")]
    [InlineData("forbidden", 403, "eu-west-1")]
    [InlineData("distant", 301, "sa-east-1")]
    [InlineData("absent", 404, null)]
    public async Task Head_tells_whose_it_is_and_where(string bucket, int status, string? region)
    {
        await using var s3 = await StartAsync("eu-west-1");
        using var http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = s3.Endpoint };
        using var request = new HttpRequestMessage(HttpMethod.Head, bucket);

        using var answer = await http.SendAsync(request);

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal(region, answer.Headers.TryGetValues("x-amz-bucket-region", out var values) ? values.Single() : null);
        Assert.True(answer.Headers.Contains("x-amz-request-id"));
    }

    [Fact]
    public async Task Lists_in_pages_and_rolls_up_at_the_delimiter()
    {
        await using var s3 = await S3StandIn.StartAsync();
        using var client = s3.Sdk();
        string[] keys = ["Raw/a/1", "Raw/a/2", "Raw/b/1", "Raw/z", "\uFF5E", "😀"];
        foreach (var key in keys.Reverse())
        {
            s3.Put("lake", key, key);
        }

        var all = new List<string>();
        var pages = client.Paginators.ListObjectsV2(new ListObjectsV2Request { BucketName = "lake", MaxKeys = 2 });
        await foreach (var found in pages.S3Objects)
        {
            all.Add(found.Key);
        }

        var rolled = new List<string>();
        var request = new ListObjectsV2Request { BucketName = "lake", Prefix = "Raw/", Delimiter = "/", MaxKeys = 1 };
        ListObjectsV2Response page;
        do
        {
            page = await client.ListObjectsV2Async(request);
            rolled.AddRange(page.CommonPrefixes ?? []);
            rolled.AddRange(page.S3Objects?.Select(found => found.Key) ?? []);
            request.ContinuationToken = page.NextContinuationToken;
        }
        while (page.IsTruncated == true);

        Assert.Equal(keys, all);
        Assert.Equal(["Raw/a/", "Raw/b/", "Raw/z"], rolled);
    }

    private static Task<S3StandIn> StartAsync(string region) => S3StandIn.StartAsync(new()
    {
        Region = region,
        Buckets = ["mine"],
        BucketsOfOthers = new HashSet<string> { "theirs" },
        ForbiddenBuckets = new HashSet<string> { "forbidden" },
        BucketsElsewhere = new Dictionary<string, string> { ["distant"] = "sa-east-1" },
    });

    private static async Task CreateAsync(S3StandIn s3, string bucket, string? constraint)
    {
        using var http = new HttpClient { BaseAddress = s3.Endpoint };
        using var content = new StringContent(constraint is null ? ""
            : $"<CreateBucketConfiguration><LocationConstraint>{constraint}</LocationConstraint></CreateBucketConfiguration>");
        using var answer = await http.PutAsync(bucket, content);
    }
}
