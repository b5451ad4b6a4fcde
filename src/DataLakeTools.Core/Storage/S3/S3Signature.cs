using System.Globalization;
using System.Text;
using Amazon.Runtime;
using Amazon.Runtime.Internal.Auth;

namespace DataLakeTools.Core.Storage.S3;

/// <summary>
/// Signs a request with AWS Signature Version 4, the payload unsigned. The canonical request is laid out as the
/// "Signature Calculations for the Authorization Header" page of the Amazon S3 API Reference says; the SDK computes.
/// </summary>
internal static class S3Signature
{
    private const string Service = "s3";
    private const string UnsignedPayload = "UNSIGNED-PAYLOAD";

    public static void Sign(
        HttpRequestMessage request, IReadOnlyDictionary<string, string> headers, ImmutableCredentials credentials, string region, DateTime now)
    {
        var address = request.RequestUri!;
        var signed = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            [S3Headers.Host] = address.IsDefaultPort ? address.Host : string.Create(CultureInfo.InvariantCulture, $"{address.Host}:{address.Port}"),
            [S3Headers.ContentSha256] = UnsignedPayload,
            [S3Headers.Date] = now.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture),
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

        canonical.Append('\n').Append(names).Append('\n').Append(UnsignedPayload);
        var signature = AWS4Signer.ComputeSignature(credentials, region, now, Service, names, canonical.ToString());
        request.Headers.TryAddWithoutValidation("Authorization", signature.ForAuthorizationHeader);
    }
}
