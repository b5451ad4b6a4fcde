using System.Net;

namespace DataLakeTools.S3;

/// <summary>What one store does otherwise than S3, as its answers have shown. It is shared by all requests to a bucket.</summary>
/// <param name="learned">Told of what was learned, once.</param>
internal sealed class S3Dialect(Action<S3Quirks>? learned)
{
    private int _known;

    /// <summary>What is known so far.</summary>
    public S3Quirks Known => (S3Quirks)Volatile.Read(ref _known);

    /// <summary>Records what a response has shown.</summary>
    public void Learn(S3Quirks shown)
    {
        var added = shown & ~(S3Quirks)Interlocked.Or(ref _known, (int)shown);
        if (added != S3Quirks.None)
        {
            learned?.Invoke(added);
        }
    }

    /// <summary>Whether a refusal says that the server does not support conditional requests.</summary>
    public static bool RefusesCondition(S3Exception refused) =>
        IsUnsupportedFeature(refused) && (Mentions(refused, "condition") || Mentions(refused, S3Headers.IfNoneMatch) || Mentions(refused, S3Headers.IfMatch));

    /// <summary>Whether a request was refused for its checksums, so that it may be taken without them.</summary>
    public static bool RefusesChecksums(S3Request request, S3Exception refused)
    {
        if (!request.Headers.Keys.Any(name => name.StartsWith(S3Headers.Checksums, StringComparison.Ordinal)))
        {
            return false;
        }

        // Swift accepts the checksum headers but rejects the checksum elements of CompleteMultipartUpload (MalformedXML).
        // The response to a HEAD has no body, so there the refusal has no error code.
        return (IsUnsupportedFeature(refused) && Mentions(refused, "checksum"))
            || (refused.Code == "MalformedXML" && request.Document is not null)
            || (refused.IsUnexplained && request.Method == HttpMethod.Head);
    }

    private static bool IsUnsupportedFeature(S3Exception refused) =>
        refused.StatusCode == HttpStatusCode.NotImplemented || refused.Code is "NotImplemented" or "InvalidArgument" or "UnsupportedArgument";

    private static bool Mentions(S3Exception refused, string feature) =>
        refused.Message.Contains(feature, StringComparison.OrdinalIgnoreCase) || refused.Header?.Contains(feature, StringComparison.OrdinalIgnoreCase) == true;
}
