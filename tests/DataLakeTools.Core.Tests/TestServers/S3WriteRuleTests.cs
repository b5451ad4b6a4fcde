using System.Buffers.Binary;
using System.Numerics;
using System.Text;
using Amazon.S3;
using Amazon.S3.Model;
using DataLakeTools.TestServers.S3;

namespace DataLakeTools.Core.Tests.TestServers;

public sealed class S3WriteRuleTests
{
    private static readonly S3StandInOptions Small = new() { Buckets = ["lake"], MinimumPartSize = 4 };

    [Theory]
    [InlineData("crc32", "y/Q5Jg==")]
    [InlineData("crc32c", "4waSgw==")]
    [InlineData("crc64nvme", "rosUhgp5mIg=")]
    [InlineData("sha1", "98O8HYCOBHMq32eZZczDTKeuNEE=")]
    [InlineData("sha256", "FeKw08M4keuw8e9gnsQZQgwg4yDOlMZfvIwzEkSOsiU=")]
    public async Task Knows_the_published_check_values(string algorithm, string value)
    {
        await using var s3 = await S3StandIn.StartAsync(Small);
        using var http = new HttpClient { BaseAddress = s3.Endpoint };
        using var content = new ByteArrayContent("123456789"u8.ToArray());
        content.Headers.Add("x-amz-checksum-" + algorithm, value);

        using var response = await http.PutAsync("lake/k", content);

        Assert.True(response.IsSuccessStatusCode);
        Assert.Equal(value, response.Headers.GetValues("x-amz-checksum-" + algorithm).Single());
        Assert.Equal("\"25f9e794323b453885f5181f1b624d0b\"", response.Headers.ETag?.Tag);
    }

    [Fact]
    public async Task A_forgetful_one_checks_all_the_same()
    {
        await using var s3 = await S3StandIn.StartAsync(Small with { Forget = true });
        using var http = new HttpClient { BaseAddress = s3.Endpoint };

        using var right = await PutAsync("r8vRrg==");
        using var wrong = await PutAsync("r8vRrw==");

        Assert.Equal("\"92aea4aa3707d0af3f3fcb6bf0cc7527\"", right.Headers.ETag?.Tag);
        Assert.Equal(1003, s3.Buckets["lake"].Objects["k"].Size);
        Assert.Contains("BadDigest", await wrong.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        async Task<HttpResponseMessage> PutAsync(string crc32)
        {
            using var content = new ByteArrayContent([.. Enumerable.Range(0, 1003).Select(index => (byte)(index % 251))]);
            content.Headers.Add("x-amz-checksum-crc32", crc32);
            return await http.PutAsync("lake/k", content);
        }
    }

    [Fact]
    public async Task One_of_many_writers_finds_the_key_absent()
    {
        await using var s3 = await S3StandIn.StartAsync(Small);
        using var client = s3.Sdk();

        var codes = await Task.WhenAll(Enumerable.Range(0, 16).Select(writer => CodeAsync(() => client.PutObjectAsync(
            new() { BucketName = "lake", Key = "k", ContentBody = $"{writer}", IfNoneMatch = "*" }))));

        Assert.Single(codes, code => code is null);
        Assert.Equal(15, codes.Count(code => code == "PreconditionFailed"));
    }

    [Fact]
    public async Task If_match_needs_the_same_object()
    {
        await using var s3 = await S3StandIn.StartAsync(Small);
        using var client = s3.Sdk();
        var etag = s3.Put("lake", "k", "old").ETag;

        Assert.Equal("NoSuchKey", await CodeAsync(() => PutAsync("absent", etag)));
        Assert.Equal("PreconditionFailed", await CodeAsync(() => PutAsync("k", "\"other\"")));
        Assert.Null(await CodeAsync(() => PutAsync("k", etag)));
        Assert.Equal("new"u8, s3.Buckets["lake"].Objects["k"].Bytes);

        Task PutAsync(string key, string match) => client.PutObjectAsync(new() { BucketName = "lake", Key = key, ContentBody = "new", IfMatch = match });
    }

    [Fact]
    public async Task Refuses_parts_that_are_wrong_and_keeps_the_upload()
    {
        await using var s3 = await S3StandIn.StartAsync(Small);
        using var client = s3.Sdk();
        var id = (await client.InitiateMultipartUploadAsync(new InitiateMultipartUploadRequest
        {
            BucketName = "lake",
            Key = "k",
            ChecksumAlgorithm = Amazon.S3.ChecksumAlgorithm.CRC32C,
            ChecksumType = ChecksumType.FULL_OBJECT,
        })).UploadId;
        var one = await PartAsync(1, "1234");
        var two = await PartAsync(2, "567");
        var three = await PartAsync(3, "89");

        await PostAsync(two, one);
        Assert.Equal("InvalidPartOrder", s3.Requests.Last().ErrorCode);
        Assert.Equal("InvalidPart", await CompleteAsync([one, new() { PartNumber = 2, ETag = three.ETag }]));
        Assert.Equal("InvalidPart", await CompleteAsync([one, new() { PartNumber = 9, ETag = one.ETag }]));
        Assert.Equal("EntityTooSmall", await CompleteAsync([one, two, three]));
        Assert.Equal("BadDigest", await CompleteAsync([one, two], checksum: "4waSgw=="));
        Assert.Equal("InvalidRequest", await CompleteAsync([one, two], size: 8));
        Assert.Equal(3, s3.OpenUploads.Single().Parts.Count);

        two = await PartAsync(2, "56789");
        Assert.Null(await CompleteAsync([one, two], checksum: "4waSgw==", size: 9));
        var stored = s3.Buckets["lake"].Objects["k"];
        Assert.Equal("123456789"u8, stored.Bytes);
        Assert.Equal(("4waSgw==", "FULL_OBJECT"), (stored.ChecksumValue, stored.ChecksumType));
        Assert.EndsWith("-2\"", stored.ETag, StringComparison.Ordinal);
        Assert.Empty(s3.OpenUploads);
        Assert.Equal("NoSuchUpload", await CompleteAsync([one, two]));

        async Task<PartETag> PartAsync(int number, string text)
        {
            var answer = await client.UploadPartAsync(new()
            {
                BucketName = "lake",
                Key = "k",
                UploadId = id,
                PartNumber = number,
                InputStream = new MemoryStream(Encoding.ASCII.GetBytes(text)),
                ChecksumCRC32C = Crc32COf(text),
            });
            return new() { PartNumber = number, ETag = answer.ETag };
        }

        // The SDK puts the parts in order before it sends them.
        async Task PostAsync(params PartETag[] parts)
        {
            using var http = new HttpClient { BaseAddress = s3.Endpoint };
            var xml = string.Concat(parts.Select(part => $"<Part><PartNumber>{part.PartNumber}</PartNumber><ETag>{part.ETag}</ETag></Part>"));
            using var content = new StringContent($"<CompleteMultipartUpload>{xml}</CompleteMultipartUpload>");
            using var answer = await http.PostAsync($"lake/k?uploadId={id}", content);
        }

        Task<string?> CompleteAsync(List<PartETag> parts, string? checksum = null, long? size = null) => CodeAsync(() => client.CompleteMultipartUploadAsync(new()
        {
            BucketName = "lake",
            Key = "k",
            UploadId = id,
            PartETags = parts,
            ChecksumCRC32C = checksum,
            MpuObjectSize = size,
        }));
    }

    private static string Crc32COf(string text)
    {
        var state = uint.MaxValue;
        foreach (var single in Encoding.ASCII.GetBytes(text))
        {
            state = BitOperations.Crc32C(state, single);
        }

        var value = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(value, ~state);
        return Convert.ToBase64String(value);
    }

    private static async Task<string?> CodeAsync(Func<Task> act)
    {
        try
        {
            await act();
            return null;
        }
        catch (AmazonS3Exception refused)
        {
            return refused.ErrorCode;
        }
    }
}
