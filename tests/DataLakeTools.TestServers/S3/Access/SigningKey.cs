using System.Security.Cryptography;
using System.Text;

namespace DataLakeTools.TestServers.S3;

/// <summary>The derived key of Signature Version 4, with the date and scope that it was derived for.</summary>
internal sealed class SigningKey
{
    private readonly byte[] _key;

    public SigningKey(string secret, string date, string timestamp, string region, string service)
    {
        Timestamp = timestamp;
        Scope = $"{date}/{region}/{service}/aws4_request";
        _key = Mac(Mac(Mac(Mac(Encoding.UTF8.GetBytes("AWS4" + secret), date), region), service), "aws4_request");
    }

    public string Timestamp { get; }

    public string Scope { get; }

    public string Sign(string text) => Convert.ToHexStringLower(Mac(_key, text));

    public static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static byte[] Mac(byte[] key, string text) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text));
}
