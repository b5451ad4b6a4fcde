using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Amazon;

namespace DataLakeTools.S3;

/// <summary>The addresses of a bucket and its objects, encoded once for both the request and its signature.</summary>
internal sealed partial class S3Endpoint
{
    private const string Hex = "0123456789ABCDEF";
    private const string DirectoryBucketSuffix = "--x-s3";

    private readonly string _bucket;

    private S3Endpoint(string bucket, string signingService)
    {
        _bucket = bucket;
        SigningService = signingService;
    }

    /// <summary>The service that requests are signed for: <c>s3</c>, or <c>s3express</c> for directory buckets.</summary>
    public string SigningService { get; }

    /// <summary>The endpoint of a bucket (Amazon S3 endpoints and quotas, AWS General Reference; Virtual hosting of buckets, Amazon S3 User Guide).</summary>
    /// <param name="bucket">The bucket's name.</param>
    /// <param name="region">Its region.</param>
    /// <param name="settings">Which of the endpoints is to be used.</param>
    /// <exception cref="S3SettingsException">There is no endpoint with all that is set.</exception>
    public static S3Endpoint Of(string bucket, string region, S3Settings settings)
    {
        var canBeHost = CanBeHost(bucket, isDotted: false);
        ThrowIfCannotAccelerate(settings, canBeHost);
        if (settings.EndpointUrl is { } endpoint)
        {
            ThrowIfBucketIn(endpoint, bucket, settings.AddressingStyle);

            // FIPS, dual-stack and directory buckets exist only in AWS. An access point has no path (VPC endpoints for Amazon S3).
            return endpoint.HostNameType == UriHostNameType.Dns && AccessPointHost(bucket) is { } accessPoint
                ? new(AddressAt(endpoint, accessPoint, isHost: true), "s3")
                : new(AddressAt(endpoint, bucket, isHost: settings.AddressingStyle == S3AddressingStyle.Virtual), "s3");
        }

        var suffix = SuffixOf(region);
        var fips = settings.UseFips ? "-fips" : string.Empty;
        var dualStack = settings.UseDualStack ? ".dualstack" : string.Empty;
        if (RegionOfAccessPoint(bucket) is { } own)
        {
            return new($"https://{AccessPointHost(bucket)}.s3-accesspoint{fips}{dualStack}.{own}.{SuffixOf(own)}", "s3");
        }

        if (ZoneOf(bucket) is { } zone)
        {
            // Directory buckets accept requests without CreateSession if they are signed for the service s3express.
            return new($"https://{bucket}.s3express{fips}-{zone}{dualStack}.{region}.{suffix}", "s3express");
        }

        if (settings.UseAccelerate)
        {
            return new($"https://{bucket}.s3-accelerate{dualStack}.{suffix}", "s3");
        }

        var host = $"s3{fips}{dualStack}.{region}.{suffix}";
        return new(canBeHost && settings.AddressingStyle != S3AddressingStyle.Path ? $"https://{bucket}.{host}" : $"https://{host}/{bucket}", "s3");
    }

    /// <summary>The region in the ARN of an access point; null for a bucket.</summary>
    public static string? RegionOfAccessPoint(string bucket) => bucket.Split(':') is ["arn", _, "s3", { Length: > 0 } region, _, "accesspoint", _] ? region : null;

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

    private static string? AccessPointHost(string bucket) => bucket.Split(':') is ["arn", _, "s3", { Length: > 0 }, var account, "accesspoint", var name] ? $"{name}-{account}" : null;

    private static void ThrowIfCannotAccelerate(S3Settings settings, bool canBeHost)
    {
        var expected = !settings.UseAccelerate ? null
            : settings.EndpointUrl is not null ? "false where an endpoint is given"
            : settings.UseFips ? "false where FIPS endpoints are used"
            : canBeHost ? null
            : "false for a bucket whose name cannot stand in a host name";
        if (expected is not null)
        {
            throw new S3SettingsException(S3SettingsProblem.InvalidValue, "s3.use_accelerate_endpoint") { Expected = expected };
        }
    }

    // Some consoles show the endpoint with the bucket in it. Used so, every key would get the bucket's name as a prefix, or
    // go to another bucket. A server may have the name of its bucket all the same: minio.corp and storage.googleapis.com leave
    // fewer labels than a service has, unless the first of them is s3, and of the others whoever asks for path style says so.
    private static void ThrowIfBucketIn(Uri endpoint, string bucket, S3AddressingStyle style)
    {
        var isInHost = endpoint.Host.StartsWith(bucket + ".", StringComparison.OrdinalIgnoreCase)
            && endpoint.Host[(bucket.Length + 1)..].Split('.') is ["s3", ..] or [_, _, _, ..];
        if (style != S3AddressingStyle.Path && (isInHost || endpoint.AbsolutePath.Trim('/').Split('/')[^1] == bucket))
        {
            throw new S3SettingsException(S3SettingsProblem.BucketInEndpoint, bucket);
        }
    }

    private static string AddressAt(Uri endpoint, string bucket, bool isHost)
    {
        var address = endpoint.ToString().TrimEnd('/');

        // A wildcard certificate (*.host) does not cover a bucket name with a dot in it.
        return isHost && endpoint.HostNameType == UriHostNameType.Dns && CanBeHost(bucket, isDotted: endpoint.Scheme == "http")
            ? address.Replace("://", $"://{bucket}.", StringComparison.Ordinal)
            : $"{address}/{Encode(bucket)}";
    }

    private static bool CanBeHost(string bucket, bool isDotted) =>
        (isDotted ? DottedHostName() : HostName()).IsMatch(bucket);

    // Such as use1-az4 in films--use1-az4--x-s3.
    private static string? ZoneOf(string bucket) =>
        bucket.EndsWith(DirectoryBucketSuffix, StringComparison.Ordinal) && bucket[..^DirectoryBucketSuffix.Length].Split("--") is [_, .., var zone] ? zone : null;

    // The partition "aws" is known without the SDK, whose table of all regions takes longer to load than a small file to send.
    private static string SuffixOf(string region) =>
        MainPartition().IsMatch(region) ? "amazonaws.com" : RegionEndpoint.GetBySystemName(region).PartitionDnsSuffix;

    // Keys that other tools wrote may contain "." and ".." segments. They are part of the key, so the path must not be
    // normalised.
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

    // Like eu-west-1; neither us-gov-west-1 nor us-iso-east-1.
    [GeneratedRegex(@"^(us|eu|ap|sa|ca|me|af|il|mx)-(?!gov-|iso)[a-z]+-\d+$", RegexOptions.CultureInvariant)]
    private static partial Regex MainPartition();

    [GeneratedRegex("^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$", RegexOptions.CultureInvariant)]
    private static partial Regex HostName();

    [GeneratedRegex(@"^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$", RegexOptions.CultureInvariant)]
    private static partial Regex DottedHostName();
}
