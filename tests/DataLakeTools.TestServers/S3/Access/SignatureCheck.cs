using System.Globalization;

namespace DataLakeTools.TestServers.S3;

/// <summary>Decides whether a request is who it says it is. Without configured credentials everyone is let in.</summary>
internal sealed class SignatureCheck(S3Credentials credentials, S3StandInOptions options)
{
    private static readonly TimeSpan AllowedSkew = TimeSpan.FromMinutes(15);

    /// <summary>Throws S3's error when the signature is not right; else returns what signs the chunks of the body.</summary>
    public ChunkSignatures? Verify(S3Request request)
    {
        if (!credentials.AreRequired)
        {
            return null;
        }

        var headers = request.Http.Request.Headers;
        var value = headers.Authorization.ToString();
        if (value.Length == 0)
        {
            return options.AllowAnonymous ? null : throw S3Errors.AccessDenied();
        }

        var authorization = AuthorizationHeader.Parse(value);
        var credential = credentials.Require(authorization.AccessKey);
        if (headers["x-amz-security-token"].ToString() != (credential.SessionToken ?? ""))
        {
            throw S3Errors.InvalidToken();
        }

        if (authorization.Region != options.Region)
        {
            throw S3Errors.AuthorizationHeaderMalformed(
                $"The authorization header is malformed; the region '{authorization.Region}' is wrong; expecting '{options.Region}'",
                options.Region);
        }

        RequireSigned(request, authorization);

        var payloadHash = headers["x-amz-content-sha256"].ToString();
        if (payloadHash.Length == 0)
        {
            throw S3Errors.InvalidRequest("Missing required header for this request: x-amz-content-sha256");
        }

        var timestamp = RequireFresh(headers["x-amz-date"].ToString(), authorization.Date);
        var key = new SigningKey(credential.Secret, authorization.Date, timestamp, authorization.Region, authorization.Service);
        var canonical = CanonicalRequest.Build(request, headers, authorization.SignedHeaders, payloadHash);
        var toSign = $"{AuthorizationHeader.Algorithm}\n{timestamp}\n{key.Scope}\n{SigningKey.Hash(canonical)}";
        if (key.Sign(toSign) != authorization.Signature)
        {
            throw S3Errors.SignatureDoesNotMatch(authorization.AccessKey, authorization.Signature, toSign, canonical);
        }

        return new ChunkSignatures(key, authorization.Signature);
    }

    private static void RequireSigned(S3Request request, AuthorizationHeader authorization)
    {
        var missing = request.Http.Request.Headers.Keys
            .Where(name => name.StartsWith("x-amz-", StringComparison.OrdinalIgnoreCase))
            .Append("host")
            .Except(authorization.SignedHeaders, StringComparer.OrdinalIgnoreCase)
            .ToArray();
        if (missing.Length > 0)
        {
            throw S3Errors.HeadersNotSigned(string.Join(", ", missing));
        }
    }

    private string RequireFresh(string timestamp, string date)
    {
        if (!DateTimeOffset.TryParseExact(timestamp, "yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal, out var at) || !timestamp.StartsWith(date, StringComparison.Ordinal))
        {
            throw S3Errors.AuthorizationHeaderMalformed("The authorization header is malformed; the date does not match x-amz-date.", null);
        }

        return (options.Clock.GetUtcNow() - at).Duration() > AllowedSkew ? throw S3Errors.RequestTimeTooSkewed() : timestamp;
    }
}
