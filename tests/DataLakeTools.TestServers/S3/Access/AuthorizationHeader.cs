namespace DataLakeTools.TestServers.S3;

/// <summary>The parts of <c>AWS4-HMAC-SHA256 Credential=..., SignedHeaders=..., Signature=...</c>.</summary>
internal sealed record AuthorizationHeader(
    string AccessKey, string Date, string Region, string Service, string[] SignedHeaders, string Signature)
{
    public const string Algorithm = "AWS4-HMAC-SHA256";

    public static AuthorizationHeader Parse(string value)
    {
        if (!value.StartsWith(Algorithm, StringComparison.Ordinal))
        {
            throw S3Errors.InvalidRequest("The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.");
        }

        var fields = value[Algorithm.Length..]
            .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(field => field.Split('=', 2))
            .Where(pair => pair.Length == 2)
            .ToDictionary(pair => pair[0], pair => pair[1]);

        // An access key never holds a slash, so the scope is the last four fields.
        var scope = fields.GetValueOrDefault("Credential", "").Split('/');
        if (scope.Length != 5 || scope[4] != "aws4_request"
            || !fields.TryGetValue("SignedHeaders", out var signed) || !fields.TryGetValue("Signature", out var signature))
        {
            throw S3Errors.AuthorizationHeaderMalformed("The authorization header is malformed.", null);
        }

        return new(scope[0], scope[1], scope[2], scope[3], signed.Split(';'), signature);
    }
}
