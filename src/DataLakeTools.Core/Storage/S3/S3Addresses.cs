using System.Globalization;
using System.Text;
using Amazon.S3;
using Amazon.S3.Model;

namespace DataLakeTools.Core.Storage.S3;

/// <summary>The addresses of objects and parts, encoded once for both the request and its signature.</summary>
internal sealed class S3Addresses
{
    private const string Hex = "0123456789ABCDEF";

    private readonly string _bucket;

    private S3Addresses(string bucket)
    {
        _bucket = bucket.TrimEnd('/');
    }

    /// <summary>What the SDK calls the server whose clock differs from ours, where it has learned that from a request for the bucket.</summary>
    public string ClockName => Bucket.ToString();

    /// <summary>Where the bucket is; the SDK is asked where it may know better: dual-stack, other partitions, access points.</summary>
    public static S3Addresses Of(S3Connection connection, string bucket) =>
        new(S3PlainSettings.OfProcess.FindAddress(bucket, connection.Region, connection.Endpoint) ?? AskSdk(connection, bucket));

    /// <summary>Where the SDK says that the bucket is.</summary>
    public static string AskSdk(AmazonS3Client client, string bucket) =>
        client.DetermineServiceOperationEndpoint(new PutObjectRequest { BucketName = bucket, Key = "k" }).URL;

    // On its own, so that what it names is loaded only when it runs.
    private static string AskSdk(S3Connection connection, string bucket) => AskSdk(connection.Client, bucket);

    public Uri Bucket => new(_bucket + "/");

    public Uri Object(string key) => Address($"{_bucket}/{Encode(key)}");

    public Uri Part(string key, string uploadId, int partNumber) => Address(string.Create(
        CultureInfo.InvariantCulture, $"{_bucket}/{Encode(key)}?partNumber={partNumber}&uploadId={Uri.EscapeDataString(uploadId)}"));

    /// <summary>An object, with what is asked of it.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="parameters">The query, sorted by name; what is null is left out.</param>
    public Uri Object(string key, params ReadOnlySpan<(string Name, string? Value)> parameters) =>
        Address($"{_bucket}/{Encode(key)}?{Query(parameters)}");

    /// <summary>The bucket, with what is asked of it.</summary>
    /// <param name="parameters">The query, sorted by name; what is null is left out.</param>
    public Uri InBucket(params ReadOnlySpan<(string Name, string? Value)> parameters) => new($"{_bucket}/?{Query(parameters)}");

    // Others may have given a key the segments "." and ".."; they are part of its name and lead nowhere.
    private static Uri Address(string encoded) => new(encoded, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });

    private static string Query(ReadOnlySpan<(string Name, string? Value)> parameters)
    {
        var query = new StringBuilder();
        foreach (var (name, value) in parameters)
        {
            if (value is not null)
            {
                query.Append(query.Length == 0 ? string.Empty : "&").Append(name).Append('=').Append(Uri.EscapeDataString(value));
            }
        }

        return query.ToString();
    }

    // RFC 3986: unreserved characters and the '/' between segments stay, every other UTF-8 byte is %XX.
    private static string Encode(string key)
    {
        var encoded = new StringBuilder(key.Length + 16);
        foreach (var octet in Encoding.UTF8.GetBytes(key))
        {
            var character = (char)octet;
            if (char.IsAsciiLetterOrDigit(character) || character is '-' or '.' or '_' or '~' or '/')
            {
                encoded.Append(character);
            }
            else
            {
                encoded.Append('%').Append(Hex[octet >> 4]).Append(Hex[octet & 0xF]);
            }
        }

        return encoded.ToString();
    }
}
