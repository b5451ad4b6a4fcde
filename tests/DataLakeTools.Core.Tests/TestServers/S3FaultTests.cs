using System.Net;
using Amazon.S3;
using DataLakeTools.TestServers.S3;

namespace DataLakeTools.Core.Tests.TestServers;

public sealed class S3FaultTests
{
    [Fact]
    public async Task Strikes_as_often_as_it_is_told()
    {
        await using var s3 = await S3StandIn.StartAsync(new() { Buckets = ["lake"] });
        using var http = new HttpClient { BaseAddress = s3.Endpoint };
        var rule = s3.Faults.Add("PutObject", S3Fault.SlowDown().Skip(1).Times(2));

        var statuses = new List<HttpStatusCode>();
        for (var turn = 0; turn < 5; turn++)
        {
            using var response = await PutAsync(http, "k", 10);
            statuses.Add(response.StatusCode);
        }

        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.ServiceUnavailable, HttpStatusCode.ServiceUnavailable, HttpStatusCode.OK, HttpStatusCode.OK], statuses);
        Assert.Equal(2, rule.Strikes);
    }

    [Fact]
    public async Task A_lost_answer_did_the_work_and_a_reset_did_not()
    {
        await using var s3 = await S3StandIn.StartAsync(new() { Buckets = ["lake"] });
        using var http = new HttpClient { BaseAddress = s3.Endpoint };
        s3.Faults.Add(request => request.Key == "lost", S3Fault.LoseAnswer());
        s3.Faults.Add(request => request.Key == "reset", S3Fault.Reset(afterBodyBytes: 100_000));

        await Assert.ThrowsAsync<HttpRequestException>(() => PutAsync(http, "lost", 10));
        await Assert.ThrowsAsync<HttpRequestException>(() => PutAsync(http, "reset", 5_000_000));

        Assert.Equal(["lost"], s3.Buckets["lake"].Objects.Keys);
        Assert.All(s3.Requests, request => Assert.Equal(0, request.Status));
        Assert.InRange(s3.Requests.Last().BodyLength, 100_000, 4_999_999);
    }

    [Fact]
    public async Task Completing_may_answer_200_with_an_error_inside()
    {
        await using var s3 = await S3StandIn.StartAsync(new() { Buckets = ["lake"] });
        using var client = s3.Sdk();
        s3.Faults.Add("CompleteMultipartUpload", S3Fault.ErrorInsideOk());
        var upload = await client.InitiateMultipartUploadAsync("lake", "k");
        var part = await client.UploadPartAsync(new() { BucketName = "lake", Key = "k", UploadId = upload.UploadId, PartNumber = 1, InputStream = new MemoryStream([1]) });

        var failed = await Assert.ThrowsAsync<AmazonS3Exception>(() => client.CompleteMultipartUploadAsync(
            new() { BucketName = "lake", Key = "k", UploadId = upload.UploadId, PartETags = [new(1, part.ETag)] }));

        Assert.Equal("InternalError", failed.ErrorCode);
        Assert.Equal(200, s3.Requests.Of("CompleteMultipartUpload").Single().Status);
        Assert.Single(s3.OpenUploads);
    }

    [Fact]
    public async Task Damages_what_it_stores_or_what_it_tells()
    {
        await using var s3 = await S3StandIn.StartAsync(new() { Buckets = ["lake"] });
        using var client = s3.Sdk();
        s3.Faults.Add(request => request.Key == "corrupt", S3Fault.CorruptStored());
        s3.Faults.Add(request => request.Key == "liar", S3Fault.WrongChecksum());

        await client.PutObjectAsync(new() { BucketName = "lake", Key = "corrupt", ContentBody = "123456789", ChecksumCRC32C = "4waSgw==" });
        var told = await client.PutObjectAsync(new() { BucketName = "lake", Key = "liar", ContentBody = "123456789", ChecksumCRC32C = "4waSgw==" });

        Assert.Equal("123446789"u8, s3.Buckets["lake"].Objects["corrupt"].Bytes);
        Assert.Equal("AwaSgw==", told.ChecksumCRC32C);
        Assert.Equal("4waSgw==", s3.Buckets["lake"].Objects["liar"].ChecksumValue);
    }

    [Fact]
    public async Task Stalls_until_it_is_disposed()
    {
        var s3 = await S3StandIn.StartAsync(new() { Buckets = ["lake"] });
        using var http = new HttpClient { BaseAddress = s3.Endpoint };
        var arrived = new TaskCompletionSource();
        s3.Faults.Add("PutObject", S3Fault.Before("Seen", (_, cancellation) =>
        {
            arrived.SetResult();
            return Task.Delay(Timeout.InfiniteTimeSpan, cancellation);
        }));

        var put = PutAsync(http, "k", 10);
        await arrived.Task;
        await s3.DisposeAsync();

        await Assert.ThrowsAsync<HttpRequestException>(() => put);
    }

    private static async Task<HttpResponseMessage> PutAsync(HttpClient http, string key, int size)
    {
        using var content = new ByteArrayContent(new byte[size]);
        return await http.PutAsync("lake/" + key, content);
    }
}
