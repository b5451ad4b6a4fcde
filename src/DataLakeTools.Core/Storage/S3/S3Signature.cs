using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Amazon.Runtime;

namespace DataLakeTools.Core.Storage.S3;

/// <summary>
/// Signs a request with AWS Signature Version 4, small bodies with it, as the "Signature Calculations for the
/// Authorization Header" page of the Amazon S3 API Reference says.
/// </summary>
internal static class S3Signature
{
    private const string Service = "s3";
    private const string Algorithm = "AWS4-HMAC-SHA256";
    private const string Terminator = "aws4_request";
    private const string UnsignedPayload = "UNSIGNED-PAYLOAD";

    /// <summary>Signs a request and gives it its headers.</summary>
    /// <param name="request">The request.</param>
    /// <param name="headers">Its own headers, their names in lower case.</param>
    /// <param name="body">The body to sign; null leaves it unsigned.</param>
    /// <param name="credentials">The keys.</param>
    /// <param name="region">The region that the request is for.</param>
    /// <param name="now">The time of the request.</param>
    public static void Sign(
        HttpRequestMessage request, IReadOnlyDictionary<string, string> headers, byte[]? body, ImmutableCredentials credentials, string region, DateTime now)
    {
        var address = request.RequestUri!;
        var payload = body is null ? UnsignedPayload : Convert.ToHexString(SHA256.HashData(body)).ToLowerInvariant();
        var signed = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            [S3Headers.Host] = address.IsDefaultPort ? address.Host : string.Create(CultureInfo.InvariantCulture, $"{address.Host}:{address.Port}"),
            [S3Headers.ContentSha256] = payload,
            [S3Headers.Date] = TimeOf(now),
        };
        if (!string.IsNullOrEmpty(credentials.Token))
        {
            signed[S3Headers.SecurityToken] = credentials.Token;
        }

        foreach (var (name, value) in headers)
        {
            signed[name] = value.Trim();
        }

        var names = string.Join(';', signed.Keys);
        var canonical = new StringBuilder()
            .Append(request.Method.Method).Append('\n')
            .Append(address.AbsolutePath).Append('\n')
            .Append(address.Query.TrimStart('?')).Append('\n');
        foreach (var (name, value) in signed)
        {
            canonical.Append(name).Append(':').Append(value).Append('\n');
            if (name == S3Headers.ContentType)
            {
                request.Content!.Headers.TryAddWithoutValidation(name, value);
            }
            else
            {
                request.Headers.TryAddWithoutValidation(name, value);
            }
        }

        canonical.Append('\n').Append(names).Append('\n').Append(payload);
        request.Headers.TryAddWithoutValidation("Authorization", Authorize(canonical.ToString(), names, credentials, region, now));
    }

    /// <summary>The header that proves that whoever knows the secret key wrote the request.</summary>
    /// <param name="canonical">The canonical request.</param>
    /// <param name="names">The names of the headers in it, with a semicolon between them.</param>
    /// <param name="credentials">The keys.</param>
    /// <param name="region">The region that the request is for.</param>
    /// <param name="now">The time of the request.</param>
    public static string Authorize(string canonical, string names, ImmutableCredentials credentials, string region, DateTime now)
    {
        var date = now.ToString("yyyyMMdd", CultureInfo.InvariantCulture);
        var scope = $"{date}/{region}/{Service}/{Terminator}";
        var hash = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(canonical))).ToLowerInvariant();
        var key = Encoding.UTF8.GetBytes("AWS4" + credentials.SecretKey);
        foreach (var step in (ReadOnlySpan<string>)[date, region, Service, Terminator])
        {
            key = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(step));
        }

        var toSign = $"{Algorithm}\n{TimeOf(now)}\n{scope}\n{hash}";
        var signature = Convert.ToHexString(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(toSign))).ToLowerInvariant();
        return $"{Algorithm} Credential={credentials.AccessKey}/{scope}, SignedHeaders={names}, Signature={signature}";
    }

    private static string TimeOf(DateTime now) => now.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
}
