using System.Net;
using System.Text;
using DataLakeTools.TestServers.S3;

namespace DataLakeTools.Core.Tests.TestServers;

public sealed class S3ChunkedBodyTests
{
    /// <summary>The worked example of the S3 documentation for a body that is signed in chunks.</summary>
    [Theory]
    [InlineData("b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9", HttpStatusCode.OK)]
    [InlineData("b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df8", HttpStatusCode.Forbidden)]
    public async Task Verifies_the_documented_example(string lastSignature, HttpStatusCode expected)
    {
        await using var s3 = await S3StandIn.StartAsync(new()
        {
            Buckets = ["examplebucket"],
            Clock = new At(new(2013, 5, 24, 0, 0, 0, TimeSpan.Zero)),
            Credentials = [new("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")],
        });
        using var request = Put(s3, "examplebucket/chunkObject.txt", new StringBuilder()
            .Append("10000;chunk-signature=ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648\r\n").Append('a', 65536)
            .Append("\r\n400;chunk-signature=0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497\r\n").Append('a', 1024)
            .Append("\r\n0;chunk-signature=").Append(lastSignature).Append("\r\n\r\n").ToString());
        request.Headers.Host = "s3.amazonaws.com";
        request.Headers.TryAddWithoutValidation("x-amz-date", "20130524T000000Z");
        request.Headers.TryAddWithoutValidation("x-amz-storage-class", "REDUCED_REDUNDANCY");
        request.Headers.TryAddWithoutValidation("x-amz-content-sha256", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD");
        request.Headers.TryAddWithoutValidation("x-amz-decoded-content-length", "66560");
        request.Headers.TryAddWithoutValidation("Authorization", "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,"
            + "SignedHeaders=content-encoding;content-length;host;x-amz-content-sha256;x-amz-date;x-amz-decoded-content-length;x-amz-storage-class,"
            + "Signature=4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9");

        using var http = new HttpClient();
        using var response = await http.SendAsync(request);

        Assert.Equal(expected, response.StatusCode);
        Assert.Equal(expected == HttpStatusCode.OK ? 1 : 0, s3.Buckets["examplebucket"].Objects.Count);
    }

    [Theory]
    [InlineData("9\r\n123456789\r\n0\r\nx-amz-checksum-crc32c:4waSgw==\r\n\r\n", null)]
    [InlineData("4\r\n1234\r\n5\r\n56789\r\n0\r\nx-amz-checksum-crc32c:4waSgw==\r\n\r\n", null)]
    [InlineData("9\r\n123456780\r\n0\r\nx-amz-checksum-crc32c:4waSgw==\r\n\r\n", "BadDigest")]
    [InlineData("9\r\n123456789\r\n0\r\n\r\n", "InvalidRequest")]
    [InlineData("8\r\n12345678\r\n0\r\nx-amz-checksum-crc32c:YIffNg==\r\n\r\n", "IncompleteBody")]
    [InlineData("9\r\n123456789\r\n", "IncompleteBody")]
    [InlineData("8\r\n123456789\r\n0\r\n\r\n", "InvalidRequest")]
    public async Task Checks_the_trailing_checksum(string body, string? errorCode)
    {
        await using var s3 = await S3StandIn.StartAsync(new() { Buckets = ["lake"] });
        using var request = Put(s3, "lake/k", body);
        request.Headers.TryAddWithoutValidation("x-amz-content-sha256", "STREAMING-UNSIGNED-PAYLOAD-TRAILER");
        request.Headers.TryAddWithoutValidation("x-amz-decoded-content-length", "9");
        request.Headers.TryAddWithoutValidation("x-amz-trailer", "x-amz-checksum-crc32c");

        using var http = new HttpClient();
        using var response = await http.SendAsync(request);

        Assert.Equal(errorCode, s3.Requests.Single().ErrorCode);
        if (errorCode is null)
        {
            Assert.Equal("123456789"u8, s3.Buckets["lake"].Objects["k"].Bytes);
        }
        else
        {
            Assert.Contains($"<Code>{errorCode}</Code>", await response.Content.ReadAsStringAsync());
        }
    }

    private static HttpRequestMessage Put(S3StandIn s3, string path, string body)
    {
        var content = new ByteArrayContent(Encoding.ASCII.GetBytes(body));
        content.Headers.ContentEncoding.Add("aws-chunked");
        return new(HttpMethod.Put, new Uri(s3.Endpoint, path)) { Content = content };
    }

    private sealed class At(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
