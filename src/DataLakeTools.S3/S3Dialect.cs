using System.Net;

namespace DataLakeTools.S3;

/// <summary>What one store does otherwise than S3, as its answers have shown. It is shared by all requests to a bucket.</summary>
/// <param name="learned">Told of what was learned, once.</param>
internal sealed class S3Dialect(Action<S3Peculiarities>? learned)
{
    private int _known;

    /// <summary>What is known so far.</summary>
    public S3Peculiarities Known => (S3Peculiarities)Volatile.Read(ref _known);

    /// <summary>Keeps in mind what an answer has shown.</summary>
    public void Learn(S3Peculiarities shown)
    {
        var added = shown & ~(S3Peculiarities)Interlocked.Or(ref _known, (int)shown);
        if (added != S3Peculiarities.None)
        {
            learned?.Invoke(added);
        }
    }

    /// <summary>Whether a refusal says that the store knows no conditions.</summary>
    public static bool RefusesCondition(S3Exception refused) =>
        IsOfFeature(refused) && (Names(refused, "condition") || Names(refused, S3Headers.IfNoneMatch) || Names(refused, S3Headers.IfMatch));

    /// <summary>Whether a request was refused for its checksums, so that it may be taken without them.</summary>
    public static bool RefusesChecksums(S3Request request, S3Exception refused)
    {
        if (!request.Headers.Keys.Any(name => name.StartsWith(S3Headers.Checksums, StringComparison.Ordinal)))
        {
            return false;
        }

        // Swift takes the headers and finds the elements in the list of the parts. A HEAD has no words to say it in.
        return (IsOfFeature(refused) && Names(refused, "checksum"))
            || (refused.Code == "MalformedXML" && request.Document is not null)
            || (refused.IsUnexplained && request.Method == HttpMethod.Head);
    }

    private static bool IsOfFeature(S3Exception refused) =>
        refused.StatusCode == HttpStatusCode.NotImplemented || refused.Code is "NotImplemented" or "InvalidArgument" or "UnsupportedArgument";

    private static bool Names(S3Exception refused, string feature) =>
        refused.Message.Contains(feature, StringComparison.OrdinalIgnoreCase) || refused.Header?.Contains(feature, StringComparison.OrdinalIgnoreCase) == true;
}
