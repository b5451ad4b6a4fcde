using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using DataLakeTools.TestServers.S3;

namespace DataLakeTools.Core.Tests.TestServers;

public sealed class S3SignatureTests
{
    private static readonly S3StandInOptions Guarded = new()
    {
        Buckets = ["lake"],
        Credentials = [new("AKIDEXAMPLE", "sec/ret+key"), new("ASIAEXAMPLE", "other", "token")],
    };

    public static TheoryData<string> Keys =>
        ["plain.csv", "a b+c/d.csv", "ação/çã.json", "emoji 😀/x&y=z.txt", "q'(*)!~ 25% $@:;,.csv", "Raw/Local/CSV/2022/05/02/movies.csv"];

    [Theory, MemberData(nameof(Keys))]
    public async Task Accepts_what_the_SDK_signs_over_HTTP_and_keeps_the_bytes(string key)
    {
        await using var s3 = await S3StandIn.StartAsync(Guarded);
        using var client = s3.Sdk(new BasicAWSCredentials("AKIDEXAMPLE", "sec/ret+key"));
        // More than one aws-chunked chunk; over HTTP the SDK signs each of them and the trailer.
        var content = Content(200_000);

        await client.PutObjectAsync(new() { BucketName = "lake", Key = key, InputStream = new MemoryStream(content) });

        var stored = s3.Buckets["lake"].Objects[key];
        Assert.Equal(content, stored.Bytes);
        Assert.Equal(DataLakeTools.TestServers.S3.ChecksumAlgorithm.Crc32, stored.ChecksumAlgorithm);
        Assert.Equal("STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER", s3.Requests.Of("PutObject").Single().Headers["x-amz-content-sha256"]);
        Assert.DoesNotContain("Authorization", s3.Requests.Single().Headers.Keys);
        var listed = await client.ListObjectsV2Async(new() { BucketName = "lake", Prefix = key });
        Assert.Equal(key, listed.S3Objects.Single().Key);
    }

    [Fact]
    public async Task Speaks_HTTPS_with_its_own_certificate()
    {
        await using var s3 = await S3StandIn.StartAsync(Guarded with { UseHttps = true });
        using var client = s3.Sdk(new BasicAWSCredentials("AKIDEXAMPLE", "sec/ret+key"), new Trusting(s3.Certificate!));

        await client.PutObjectAsync(new() { BucketName = "lake", Key = "k", InputStream = new MemoryStream(Content(200_000)), DisablePayloadSigning = true });

        Assert.Equal(200_000, s3.Buckets["lake"].Objects["k"].Size);
        Assert.Equal("STREAMING-UNSIGNED-PAYLOAD-TRAILER", s3.Requests.Single().Headers["x-amz-content-sha256"]);
    }

    [Fact]
    public async Task Refuses_wrong_unknown_expired_and_missing_credentials()
    {
        await using var s3 = await S3StandIn.StartAsync(Guarded);

        Assert.Equal("SignatureDoesNotMatch", await CodeAsync(s3, new BasicAWSCredentials("AKIDEXAMPLE", "wrong")));
        Assert.Equal("InvalidAccessKeyId", await CodeAsync(s3, new BasicAWSCredentials("AKIDNOBODY", "wrong")));
        Assert.Equal("InvalidToken", await CodeAsync(s3, new BasicAWSCredentials("ASIAEXAMPLE", "other")));
        Assert.Equal("AccessDenied", await CodeAsync(s3, new AnonymousAWSCredentials()));
        Assert.Null(await CodeAsync(s3, new SessionAWSCredentials("ASIAEXAMPLE", "other", "token")));

        s3.Credentials.Expire("ASIAEXAMPLE");
        Assert.Equal("ExpiredToken", await CodeAsync(s3, new SessionAWSCredentials("ASIAEXAMPLE", "other", "token")));
        s3.Credentials.Renew("ASIAEXAMPLE");
        Assert.Null(await CodeAsync(s3, new SessionAWSCredentials("ASIAEXAMPLE", "other", "token")));
    }

    private static async Task<string?> CodeAsync(S3StandIn s3, AWSCredentials credentials)
    {
        using var client = s3.Sdk(credentials);
        try
        {
            await client.ListObjectsV2Async(new ListObjectsV2Request { BucketName = "lake" });
            return null;
        }
        catch (AmazonS3Exception refused)
        {
            return refused.ErrorCode;
        }
    }

    private static byte[] Content(int size)
    {
        var bytes = new byte[size];
        new Random(7).NextBytes(bytes);
        return bytes;
    }

    private sealed class Trusting(X509Certificate2 certificate) : HttpClientFactory
    {
        public override HttpClient CreateHttpClient(IClientConfig clientConfig) => new(new SocketsHttpHandler
        {
            SslOptions = new SslClientAuthenticationOptions
            {
                RemoteCertificateValidationCallback = (_, presented, _, _) => presented?.GetCertHashString() == certificate.GetCertHashString(),
            },
        });
    }
}
