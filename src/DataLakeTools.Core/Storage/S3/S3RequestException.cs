using System.Net;

namespace DataLakeTools.Core.Storage.S3;

/// <summary>An answer of S3 to <see cref="S3Transport"/> that is no success.</summary>
internal sealed class S3RequestException(HttpStatusCode statusCode, string? code, string message, string? requestId) : Exception(message)
{
    public HttpStatusCode StatusCode { get; } = statusCode;

    /// <summary>S3's code for the error, for example <c>SlowDown</c>.</summary>
    public string? Code { get; } = code;

    /// <summary>What AWS asks for when a request has to be looked into.</summary>
    public string? RequestId { get; } = requestId;
}
