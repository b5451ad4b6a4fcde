using System.Net;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using DataLakeTools.Core.Errors;

namespace DataLakeTools.Core.Storage.S3;

/// <summary>What S3 and the network say, in the words of the product. Never repeats headers or URLs with queries.</summary>
internal static class S3Errors
{
    public static bool IsOfS3(Exception exception) =>
        exception is AmazonServiceException or AmazonClientException or S3RequestException or HttpRequestException or IOException or TimeoutException;

    public static DataLakeException Translate(Exception exception, string target)
    {
        var (status, code, said) = Describe(exception);
        return code switch
        {
            "NoSuchBucket" => new DataLakeException(DataLakeError.LakeNotFound, $"The bucket of {target} does not exist (any more).", $"Check the name, or create it{LakeTask.CreateLake}.", target, exception),
            "NoSuchKey" => MissingObject.Of(target, exception),
            "AccessDenied" or "AllAccessDisabled" => Denied(target, exception),
            "InvalidAccessKeyId" or "SignatureDoesNotMatch" => new DataLakeException(DataLakeError.AccessDenied, $"S3 does not accept the credentials for {target} ({code}).", $"Check the access key and its secret, or choose another profile with {LakeSetting.ProfileName}.", target, exception),
            "ExpiredToken" or "InvalidToken" or "TokenRefreshRequired" => new DataLakeException(DataLakeError.CredentialsUnavailable, $"The credentials for {target} have expired ({code}).", "Sign in again (aws sso login --profile NAME, or new session credentials) and run again.", target, exception),
            "RequestTimeTooSkewed" => new DataLakeException(DataLakeError.LakeRequestFailed, $"S3 refused the request for {target}: the clock of this machine is more than 15 minutes off.", "Set the clock and run again.", target, exception),
            "PermanentRedirect" or "TemporaryRedirect" or "AuthorizationHeaderMalformed" => Elsewhere(target, said, exception),
            "InvalidPart" => new DataLakeException(DataLakeError.LakeUnavailable, $"S3 lost a part of {target} before it was whole.", "Nothing was published. Run again.", target, exception),
            "NoSuchUpload" => new DataLakeException(DataLakeError.LakeUnavailable, $"The upload of {target} was taken away on the server while it ran.", "Nothing was published. Run again; if it happens again, look for a lifecycle rule or a program that aborts uploads in this bucket.", target, exception),
            "BadDigest" or "XAmzContentChecksumMismatch" => new DataLakeException(DataLakeError.ChecksumMismatch, $"S3 received other bytes for {target} than were sent ({code}).", "Nothing was published. Run again; if it happens again, look at the network and the memory of this machine.", target, exception),
            _ when status == HttpStatusCode.Forbidden => Denied(target, exception),
            _ when status is HttpStatusCode.MovedPermanently or HttpStatusCode.TemporaryRedirect => Elsewhere(target, said, exception),
            _ when IsTransient(exception) => new DataLakeException(DataLakeError.LakeUnavailable, $"S3 did not take the request for {target}: {said}.", $"Check the network and the address ({LakeSetting.EndpointUrl}, {LakeSetting.Region}), and run again.", target, exception),
            _ => new DataLakeException(DataLakeError.LakeRequestFailed, $"S3 refused the request for {target}: {said}.", "Change what S3 names here and run again.", target, exception),
        };
    }

    public static DataLakeException CredentialsLost(Exception cause) => new(
        DataLakeError.CredentialsUnavailable,
        $"The AWS credentials could not be had or renewed: {Innermost(cause)}.",
        "Sign in again (aws sso login --profile NAME, or new session credentials) and run again.",
        target: null,
        cause);

    public static DataLakeException NoCredentials(Exception cause) => new(
        DataLakeError.CredentialsUnavailable,
        "No AWS credentials were found.",
        $"Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY (a .env file can be read{LakeTask.ReadEnvironmentFile}), sign in with 'aws sso login', or name a profile with {LakeSetting.ProfileName}.",
        target: null,
        cause);

    /// <summary>Whether sending the same request again may help.</summary>
    public static bool IsTransient(Exception exception)
    {
        if (exception is HttpRequestException or IOException or TimeoutException)
        {
            return true;
        }

        var (status, code, _) = Describe(exception);
        return IsThrottling(exception)
            || status is HttpStatusCode.InternalServerError or HttpStatusCode.BadGateway or HttpStatusCode.GatewayTimeout or HttpStatusCode.RequestTimeout
            || code is "RequestTimeout" or "InternalError" or "OperationAborted" or "ConditionalRequestConflict" or "BadDigest" or "XAmzContentChecksumMismatch"
            || exception is AmazonUnmarshallingException
            || (status == 0 && exception is AmazonServiceException);
    }

    /// <summary>Whether no connection could be opened at all.</summary>
    public static bool IsUnreachable(Exception exception) => exception is HttpRequestException
    {
        HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError,
    };

    /// <summary>Whether nothing was heard in the time that was given: no connection, or no progress on one.</summary>
    public static bool IsTimeout(Exception exception) =>
        exception is TimeoutException or HttpRequestException { InnerException: TimeoutException }
        || (exception is AmazonServiceException { StatusCode: 0 } && exception.InnerException is OperationCanceledException or TimeoutException);

    /// <summary>Whether a request that may be sent again has certainly not been done: there was no connection, or S3 says so.</summary>
    public static bool IsPlainNo(Exception exception) =>
        IsUnreachable(exception) || Describe(exception).Code is "SlowDown" or "Throttling" or "RequestLimitExceeded" or "ConditionalRequestConflict";

    /// <summary>Whether newer credentials would help.</summary>
    public static bool IsExpired(Exception exception) =>
        IsOfS3(exception) && (Describe(exception).Code is "ExpiredToken" or "TokenRefreshRequired" || IsUnexplained(exception));

    /// <summary>Whether the server takes our clock for wrong.</summary>
    public static bool IsSkewed(Exception exception) =>
        IsOfS3(exception) && Describe(exception).Code is "RequestTimeTooSkewed" or "RequestExpired" or "RequestInTheFuture";

    /// <summary>Whether it is the bad request that HEAD answers without a word, for expired credentials above all.</summary>
    public static bool IsUnexplained(Exception exception) =>
        exception is AmazonServiceException { StatusCode: HttpStatusCode.BadRequest, ErrorCode: null or "" or "BadRequest" or "Bad Request" }
            or S3RequestException { StatusCode: HttpStatusCode.BadRequest, Code: null };

    /// <summary>What S3 says of a HEAD that it refused without a word: a GET of the same bucket is told.</summary>
    public static async Task<Exception> ExplainAsync(
        Exception exception, AmazonS3Client client, string bucket, CancellationToken cancellationToken)
    {
        if (!IsUnexplained(exception))
        {
            return exception;
        }

        try
        {
            await client.ListObjectsV2Async(new ListObjectsV2Request { BucketName = bucket, MaxKeys = 1 }, cancellationToken).ConfigureAwait(false);
            return exception;
        }
        catch (Exception said) when (IsOfS3(said))
        {
            return said;
        }
    }

    /// <summary>Whether the server asks for fewer requests.</summary>
    public static bool IsThrottling(Exception exception)
    {
        var (status, code, _) = Describe(exception);
        return status is HttpStatusCode.ServiceUnavailable or HttpStatusCode.TooManyRequests || code is "SlowDown" or "ServiceUnavailable" or "Throttling" or "RequestLimitExceeded";
    }

    /// <summary>Whether a write was refused because something is at its key, or because what was seen there is gone.</summary>
    public static bool IsConditionRefused(Exception exception) =>
        Describe(exception) is { Status: HttpStatusCode.PreconditionFailed } or { Status: HttpStatusCode.NotFound, Code: "NoSuchKey" };

    /// <summary>
    /// Whether the upload is no longer what it was: another sender has completed, aborted or overwritten it. One that was
    /// carried on may also turn out to have been begun in another way than ours.
    /// </summary>
    public static bool IsUploadLost(Exception exception, bool wasCarriedOn) => Describe(exception).Code switch
    {
        "NoSuchUpload" or "InvalidPart" => true,
        "InvalidPartOrder" or "EntityTooSmall" or "InvalidRequest" or "BadDigest" or "XAmzContentChecksumMismatch" => wasCarriedOn,
        _ => false,
    };

    /// <summary>The status, S3's code and one phrase of what was said.</summary>
    public static (HttpStatusCode Status, string? Code, string Said) Describe(Exception exception) => exception switch
    {
        S3RequestException own => (own.StatusCode, own.Code, Plain($"{own.Code ?? "no code"}, HTTP {(int)own.StatusCode}, {own.Message}")),
        AmazonServiceException service => (service.StatusCode, service.ErrorCode, service.StatusCode == 0 ? Innermost(service) : Plain($"{service.ErrorCode}, HTTP {(int)service.StatusCode}, {service.Message}")),
        _ => (0, null, Innermost(exception)),
    };

    // A time-out says more than the cancellation that lies under it.
    private static string Innermost(Exception exception) =>
        Plain((exception is TimeoutException ? exception : exception.GetBaseException()).Message.TrimEnd('.'));

    // A server's words go to consoles and logs: no control characters.
    private static string Plain(string said) => string.Concat(said.Select(character => char.IsControl(character) ? ' ' : character));

    private static DataLakeException Elsewhere(string target, string said, Exception cause) => new(
        DataLakeError.LakeRequestFailed, $"The bucket of {target} is in another region ({said}).", $"Name the bucket's region with {LakeSetting.Region}.", target, cause);

    private static DataLakeException Denied(string target, Exception cause) => new(
        DataLakeError.AccessDenied,
        $"S3 denies access to {target}.",
        $"Ask for s3:PutObject, s3:GetObject, s3:AbortMultipartUpload and s3:ListBucket on this lake, or choose another profile with {LakeSetting.ProfileName}.",
        target,
        cause);
}
