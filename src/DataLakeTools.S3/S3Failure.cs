using System.Net;

namespace DataLakeTools.S3;

/// <summary>What the failures of requests have in common, whether S3 answered or the network failed.</summary>
internal static class S3Failure
{
    /// <summary>Whether it is a failure of a request, and no mistake of the program.</summary>
    public static bool IsRequestFailure(Exception exception) =>
        exception is S3Exception or S3ChecksumException or S3ListingException or S3SettingsException or HttpRequestException or IOException or TimeoutException;

    /// <summary>
    /// Whether it is an exception of .NET's sockets, TLS, headers or XML that has no type of a network failure. It is one of the
    /// request that it came from.
    /// </summary>
    public static bool IsFailureOfHttpStack(SystemException exception) =>
        exception is not (IOException or TimeoutException or OperationCanceledException or OutOfMemoryException);

    /// <summary>Whether sending the same request again may help.</summary>
    public static bool IsTransient(Exception exception) =>
        exception is HttpRequestException or IOException or TimeoutException or S3Exception { IsTransient: true };

    /// <summary>Whether no connection could be opened at all.</summary>
    public static bool IsUnreachable(Exception exception) => exception is HttpRequestException
    {
        HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError,
    };

    /// <summary>Whether nothing came in the time that was given: no connection, or no progress on one.</summary>
    public static bool IsTimeout(Exception exception) => exception is TimeoutException or HttpRequestException { InnerException: TimeoutException };

    /// <summary>Whether a request that may be sent again has certainly not been carried out: there was no connection, or S3 says so.</summary>
    public static bool WasNotCarriedOut(Exception exception) => IsUnreachable(exception) || exception is S3Exception { WasNotCarriedOut: true };

    public static HttpStatusCode StatusOf(Exception exception) => (exception as S3Exception)?.StatusCode ?? 0;

    public static string? CodeOf(Exception exception) => (exception as S3Exception)?.Code;
}
