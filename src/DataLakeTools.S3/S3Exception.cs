using System.Net;

namespace DataLakeTools.S3;

/// <summary>An error response of S3.</summary>
internal sealed class S3Exception(HttpStatusCode statusCode, string? code, string message) : Exception(message)
{
    public HttpStatusCode StatusCode { get; } = statusCode;

    /// <summary>S3's code for the error, for example <c>SlowDown</c>; null where the response has none, as to every HEAD.</summary>
    public string? Code { get; } = code;

    /// <summary>The request id, which AWS support asks for.</summary>
    public string? RequestId { get; init; }

    /// <summary>The header that was refused, where S3 names it.</summary>
    public string? Header { get; init; }

    /// <summary>The region of the bucket, where S3 names it.</summary>
    public string? BucketRegion { get; init; }

    /// <summary>The server's time when it answered.</summary>
    public DateTimeOffset? ServerTime { get; init; }

    /// <summary>
    /// Whether it is a 400 without an error code, as HEAD gets because its responses have no body. Usually the credentials
    /// have expired.
    /// </summary>
    public bool IsUnexplained => StatusCode == HttpStatusCode.BadRequest && Code is null;

    /// <summary>Whether newer credentials would help.</summary>
    public bool IsCredentialsExpired => Code is "ExpiredToken" or "TokenRefreshRequired" || IsUnexplained;

    /// <summary>Whether the server says that our clock is wrong.</summary>
    public bool IsClockSkewed => Code is "RequestTimeTooSkewed" or "RequestExpired" or "RequestInTheFuture";

    /// <summary>Whether clock skew may be the reason: the 403 to a HEAD carries no error code.</summary>
    public bool MayBeClockSkewed => Code is null && StatusCode == HttpStatusCode.Forbidden;

    /// <summary>Whether the server asks for fewer requests.</summary>
    public bool IsThrottling =>
        StatusCode is HttpStatusCode.ServiceUnavailable or HttpStatusCode.TooManyRequests
        || Code is "SlowDown" or "ServiceUnavailable" or "Throttling" or "RequestLimitExceeded";

    /// <summary>Whether sending the same request again may help.</summary>
    public bool IsTransient =>
        IsThrottling
        || StatusCode is HttpStatusCode.InternalServerError or HttpStatusCode.BadGateway or HttpStatusCode.GatewayTimeout or HttpStatusCode.RequestTimeout
        || Code is "RequestTimeout" or "InternalError" or "OperationAborted" or "ConditionalRequestConflict" or "BadDigest" or "XAmzContentChecksumMismatch";

    /// <summary>Whether a transient error says that the request was certainly not carried out.</summary>
    public bool WasNotCarriedOut => Code is "SlowDown" or "Throttling" or "RequestLimitExceeded" or "ConditionalRequestConflict";

    /// <summary>Whether a conditional write failed: the key is taken, or the object to be replaced has changed or is gone.</summary>
    public bool IsConditionFailed => StatusCode == HttpStatusCode.PreconditionFailed || (StatusCode == HttpStatusCode.NotFound && Code == "NoSuchKey");
}
