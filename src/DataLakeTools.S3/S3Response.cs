using System.Net;
using System.Net.Http.Headers;

namespace DataLakeTools.S3;

/// <summary>A response of S3 that is no error.</summary>
/// <param name="message">The message; it stays open as long as its content is read.</param>
/// <param name="document">The document; empty where none was asked for.</param>
internal sealed class S3Response(HttpResponseMessage message, S3Xml document) : IDisposable
{
    public S3Xml Document { get; } = document;

    /// <summary>Whether the bucket or object does not exist (404).</summary>
    public bool IsNotFound => message.StatusCode == HttpStatusCode.NotFound;

    public HttpStatusCode Status => message.StatusCode;

    /// <summary>The length of the content; null where the server does not say.</summary>
    public long? ContentLength => message.Content.Headers.ContentLength;

    /// <summary>Which part of an object the content is; null where it is the whole.</summary>
    public ContentRangeHeaderValue? ContentRange => message.Content.Headers.ContentRange;

    public DateTimeOffset LastModified => message.Content.Headers.LastModified ?? default;

    /// <summary>The ETag, with its quotes.</summary>
    public string ETag => Header("ETag") ?? string.Empty;

    /// <summary>Whether the ETag is not an MD5, because of SSE-KMS or SSE-C.</summary>
    public bool HasOpaqueETag => Header(S3Headers.CustomerKeyAlgorithm) is not null || Header(S3Headers.ServerSideEncryption)?.StartsWith("aws:kms", StringComparison.Ordinal) == true;

    /// <summary>The CRC-32C that S3 computed, if it says so.</summary>
    public string? Crc32C => Header(S3Headers.Crc32C);

    /// <summary>The version that was written or read; null in a bucket that keeps none.</summary>
    public string? VersionId => Header(S3Headers.VersionId) is { Length: > 0 } version and not "null" ? version : null;

    public string? Header(string name) => HeaderOf(message, name);

    public static string? HeaderOf(HttpResponseMessage message, string name) =>
        message.Headers.NonValidated.TryGetValues(name, out var values) ? values.ToString() : null;

    public Task<Stream> OpenContentAsync(CancellationToken cancellationToken) => message.Content.ReadAsStreamAsync(cancellationToken);

    public void Dispose() => message.Dispose();
}
