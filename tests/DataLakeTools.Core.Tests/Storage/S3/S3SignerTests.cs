using Amazon.Runtime;
using DataLakeTools.S3;

namespace DataLakeTools.Core.Tests.Storage.S3;

/// <summary>Credentials go into headers, which a line break would end.</summary>
public sealed class S3SignerTests
{
    private static readonly DateTime Time = new(2022, 5, 2, 0, 0, 0, DateTimeKind.Utc);

    [Theory]
    [InlineData("AKID\r", "secret\n", "token\n")]
    [InlineData(" AKID ", " secret ", "\ttoken\r\n")]
    public void White_space_around_credentials_is_left_out(string id, string secret, string token) =>
        Assert.Equal(Headers("AKID", "secret", "token"), Headers(id, secret, token));

    [Theory]
    [InlineData("AKID", "HUN\nTER2")]
    [InlineData("AKID", "HUNTER2\rx-amz-acl: public-read")]
    [InlineData("AKID", "HUNTERé")]
    [InlineData("AK\nID", "HUNTER2")]
    [InlineData("AK ID", "HUNTER2")]
    public void Credentials_that_no_header_can_carry_are_refused_and_not_repeated(string id, string token)
    {
        var refusal = Assert.Throws<S3SettingsException>(() => Headers(id, "secret", token));

        Assert.Equal(S3SettingsProblem.MalformedCredentials, refusal.Problem);
        Assert.DoesNotContain("HUN", refusal.ToString(), StringComparison.Ordinal);
    }

    private static string Headers(string id, string secret, string token)
    {
        using var message = new HttpRequestMessage(HttpMethod.Get, "https://lake.s3.us-east-1.amazonaws.com/k");
        new DataLakeTools.S3.S3Signer("us-east-1", "s3").Sign(message, new S3Request(HttpMethod.Get, message.RequestUri!), new ImmutableCredentials(id, secret, token), Time);
        return message.Headers.ToString();
    }
}
