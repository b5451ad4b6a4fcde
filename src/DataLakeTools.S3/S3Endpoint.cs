using System.Globalization;
using System.Text;
using Amazon;
using Amazon.Runtime.Internal;

namespace DataLakeTools.S3;

/// <summary>The addresses of a bucket and its objects, encoded once for both the request and its signature.</summary>
internal sealed class S3Endpoint
{
    private const string Hex = "0123456789ABCDEF";

    private readonly string _bucket;

    private S3Endpoint(string bucket) => _bucket = bucket;

    /// <summary>The address of a bucket.</summary>
    /// <param name="bucket">The bucket's name, which is a valid one.</param>
    /// <param name="region">Its region.</param>
    /// <param name="endpointUrl">The endpoint that was given.</param>
    public static S3Endpoint Of(string bucket, string region, Uri? endpointUrl) =>
        new(S3EnvironmentSettings.OfProcess.FindAddress(bucket, region, endpointUrl) ?? AddressIn(bucket, region));

    /// <summary>The address of a bucket in AWS, with the settings of FIPS and dual-stack, and in any partition (Amazon S3 endpoints, AWS General Reference).</summary>
    /// <param name="bucket">The bucket's name.</param>
    /// <param name="region">Its region.</param>
    public static string AddressIn(string bucket, string region)
    {
        var fips = FallbackInternalConfigurationFactory.UseFIPSEndpoint == true ? "-fips" : string.Empty;
        var dualStack = FallbackInternalConfigurationFactory.UseDualStackEndpoint == true ? ".dualstack" : string.Empty;
        var host = $"s3{fips}{dualStack}.{region}.{RegionEndpoint.GetBySystemName(region).PartitionDnsSuffix}";

        // The certificates of S3 are for names without a further dot.
        return bucket.Contains('.', StringComparison.Ordinal) ? $"https://{host}/{bucket}" : $"https://{bucket}.{host}";
    }

    public Uri Object(string key) => Address($"{_bucket}/{Encode(key)}");

    public Uri Part(string key, string uploadId, int partNumber) => Address(string.Create(
        CultureInfo.InvariantCulture, $"{_bucket}/{Encode(key)}?partNumber={partNumber}&uploadId={Uri.EscapeDataString(uploadId)}"));

    /// <summary>An object, with what is asked of it.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="parameters">The query, sorted by name; what is null is left out.</param>
    public Uri Object(string key, params ReadOnlySpan<(string Name, string? Value)> parameters) =>
        Address($"{_bucket}/{Encode(key)}{Query(parameters)}");

    /// <summary>The bucket, with what is asked of it.</summary>
    /// <param name="parameters">The query, sorted by name; what is null is left out.</param>
    public Uri Bucket(params ReadOnlySpan<(string Name, string? Value)> parameters) => new($"{_bucket}/{Query(parameters)}");

    // Others may have given a key the segments "." and ".."; they are part of its name and lead nowhere.
    private static Uri Address(string encoded) => new(encoded, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });

    private static string Query(ReadOnlySpan<(string Name, string? Value)> parameters)
    {
        var query = new StringBuilder();
        foreach (var (name, value) in parameters)
        {
            if (value is not null)
            {
                query.Append(query.Length == 0 ? '?' : '&').Append(name).Append('=').Append(Uri.EscapeDataString(value));
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
