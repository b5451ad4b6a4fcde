using System.Net;
using DataLakeTools.Core.Errors;
using DataLakeTools.S3;

namespace DataLakeTools.Core.Storage.S3;

/// <summary>
/// Translates failures of S3 and the network into <see cref="DataLakeException"/>. Messages never contain headers or query
/// strings.
/// </summary>
internal static class S3Errors
{
    private const int LongestReason = 400;

    /// <summary>The error of a failed request.</summary>
    /// <param name="exception">The failure; a <see cref="S3Failure"/>.</param>
    /// <param name="target">The lake or the object that it was for.</param>
    public static DataLakeException Translate(Exception exception, string target) => exception switch
    {
        S3SettingsException settings => TranslateSettings(settings),
        S3ChecksumException => new DataLakeException(
            DataLakeError.ChecksumMismatch,
            $"S3 holds other bytes for {target} than were sent ({exception.Message}).",
            "Run again; if it happens again, look at the network and the memory of this machine.",
            target),
        S3ListingException listing => new DataLakeException(
            DataLakeError.LakeRequestFailed,
            $"The listing of {target} may not be whole: {listing.Message}.",
            $"The server does not list as S3 does (ListObjectsV2, ListMultipartUploads). Check {LakeSetting.EndpointUrl}, or update the server.",
            target,
            listing),
        S3Exception refused => TranslateRefusal(refused, target),
        _ => Unavailable(target, exception),
    };

    /// <summary>The error of a bucket that cannot be opened.</summary>
    public static DataLakeException TranslateOfBucket(Exception exception, string bucket) => S3Failure.CodeOf(exception) == "NoSuchBucket"
        ? new DataLakeException(
            DataLakeError.LakeNotFound,
            $"The bucket '{bucket}' does not exist.",
            $"Check the name, or create it{HowTo.CreateLake}.",
            $"s3://{bucket}",
            exception)
        : Translate(exception, $"s3://{bucket}");

    /// <summary>The error of bytes that were read and are not those that S3 says it holds.</summary>
    public static DataLakeException WrongBytes(string target) => new(
        DataLakeError.ChecksumMismatch,
        $"The bytes of {target} that were read are not those that S3 says it holds: whatever was read of it is doubtful.",
        "Read it again; if it happens again, look at the network and the server, and send the object again from its source.",
        target);

    /// <summary>The error of settings that cannot be used.</summary>
    public static DataLakeException TranslateSettings(S3SettingsException settings) => settings.Problem switch
    {
        S3SettingsProblem.CredentialsNotFound or S3SettingsProblem.MetadataSilent => new DataLakeException(
            DataLakeError.CredentialsUnavailable,
            settings.Problem == S3SettingsProblem.MetadataSilent
                ? "No AWS credentials were found, and the metadata service of the instance took too long to answer (AWS_METADATA_SERVICE_TIMEOUT makes it wait longer, AWS_EC2_METADATA_DISABLED=true not at all)."
                : "No AWS credentials were found.",
            $"Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY (a .env file can be read{HowTo.ReadEnvironmentFile}), sign in with 'aws sso login', or name a profile with {LakeSetting.ProfileName}.",
            target: null,
            settings),
        S3SettingsProblem.MfaNeeded => new DataLakeException(
            DataLakeError.CredentialsUnavailable,
            "The AWS profile wants a code of a device (mfa_serial), and nobody can be asked for it here.",
            "Get session credentials with 'aws sts get-session-token --serial-number ... --token-code ...' or 'aws sts assume-role', set them in the environment, and run again.",
            target: null,
            settings),
        S3SettingsProblem.CredentialsLost => new DataLakeException(
            DataLakeError.CredentialsUnavailable,
            $"The AWS credentials could not be had or renewed: {Innermost(settings)}.",
            "Sign in again (aws sso login --profile NAME, or new session credentials) and run again.",
            target: null,
            settings),
        S3SettingsProblem.MalformedCredentials => new DataLakeException(
            DataLakeError.CredentialsUnavailable,
            "The AWS credentials have line breaks, spaces or other characters in them that no request can carry.",
            "Copy the access key, its secret and the session token again, each as one word.",
            target: null),
        S3SettingsProblem.IncompleteProfile => new DataLakeException(
            DataLakeError.CredentialsUnavailable,
            $"The AWS profile '{settings.Setting}' leads to no credentials.",
            "Complete it with 'aws configure --profile': it needs keys, a role, a process or SSO, and a source_profile that does not lead back to it.",
            settings.Setting),
        S3SettingsProblem.BucketInEndpoint => new DataLakeException(
            DataLakeError.InvalidOption,
            $"The endpoint has the bucket '{settings.Setting}' in it already.",
            $"Give {LakeSetting.EndpointUrl} without the bucket, as https://s3.example.com: the bucket stands in the address of the lake. Where the server has this name without it, set addressing_style = path under s3 in the AWS profile.",
            settings.Setting),
        S3SettingsProblem.UnknownProfile => UnknownProfile(settings.Setting),
        S3SettingsProblem.InvalidRegion => new DataLakeException(
            DataLakeError.InvalidOption,
            $"The region {(settings.Setting is null ? "that was given" : $"in {settings.Setting}")} is not the name of a region.",
            "Write it as AWS does, for example us-east-1: letters, digits and hyphens.",
            settings.Setting ?? nameof(LakeStoreOptions.Region)),
        S3SettingsProblem.InvalidValue => new DataLakeException(
            DataLakeError.InvalidOption,
            $"The setting {settings.Setting} has a value that cannot be used.",
            $"It has to be {settings.Expected}.",
            settings.Setting),

        // Does not repeat any text of the file, which may be a secret.
        S3SettingsProblem.UnreadableFile => new DataLakeException(
            DataLakeError.CredentialsUnavailable,
            settings.Line is { } line ? $"The AWS file '{settings.Setting}' cannot be read: line {line} is neither a section nor a setting." : $"The AWS file '{settings.Setting}' cannot be read as text in UTF-8.",
            "Mend it, or name another with AWS_CONFIG_FILE or AWS_SHARED_CREDENTIALS_FILE.",
            settings.Setting),

        // Does not repeat the address: somebody may have written a password into it.
        _ => new DataLakeException(
            DataLakeError.InvalidOption,
            $"The endpoint {(settings.Setting is null ? "that was given" : $"in {settings.Setting}")} is not an http or https address without user name, password and query.",
            "Write scheme, host and port, for example http://localhost:9000; credentials go into the environment or a profile.",
            settings.Setting ?? nameof(LakeStoreOptions.EndpointUrl)),
    };

    /// <summary>
    /// Whether another sender has completed, aborted or overwritten the upload. A resumed one may also turn out to have been
    /// created with other settings than ours.
    /// </summary>
    public static bool IsUploadLost(Exception exception, bool wasResumed) => S3Failure.CodeOf(exception) switch
    {
        "NoSuchUpload" or "InvalidPart" => true,
        "InvalidPartOrder" or "EntityTooSmall" or "InvalidRequest" or "BadDigest" or "XAmzContentChecksumMismatch" => wasResumed,
        _ => false,
    };

    /// <summary>One phrase of what was said.</summary>
    public static string Describe(Exception exception) => exception is S3Exception { StatusCode: not 0 } refused
        ? Plain($"{refused.Code ?? "no code"}, HTTP {(int)refused.StatusCode}, {refused.Message}")
        : Innermost(exception);

    private static DataLakeException TranslateRefusal(S3Exception exception, string target) => exception.Code switch
    {
        "NoSuchBucket" => new DataLakeException(DataLakeError.LakeNotFound, $"The bucket of {target} does not exist (any more).", $"Check the name, or create it{HowTo.CreateLake}.", target, exception),
        "NoSuchKey" => MissingObject.Of(target, exception),
        "AccessDenied" or "AllAccessDisabled" or "Forbidden" => S3Denial.Of(target, exception, ReasonOf(exception)),
        "SecondLevelDomainForbidden" => new DataLakeException(DataLakeError.LakeRequestFailed, $"S3 refused the request for {target}: {ReasonOf(exception)}.", "Set addressing_style = virtual under s3 in the AWS profile: this server takes the bucket in the name of the host alone.", target, exception),
        "NotImplemented" or "InvalidArgument" when exception.Message.Contains("checksum", StringComparison.OrdinalIgnoreCase) => new DataLakeException(DataLakeError.LakeRequestFailed, $"S3 refused the request for {target}: {ReasonOf(exception)}.", "Set AWS_REQUEST_CHECKSUM_CALCULATION=when_required, or request_checksum_calculation in the AWS profile: this server does not know these checksums.", target, exception),
        "InvalidObjectState" => new DataLakeException(DataLakeError.LakeRequestFailed, $"{target} is archived and cannot be read: {ReasonOf(exception)}.", "Restore it (aws s3api restore-object), wait until it is there, and run again.", target, exception),
        "QuotaExceeded" or "QuotaExceededException" or "ServiceQuotaExceeded" => new DataLakeException(DataLakeError.LakeRequestFailed, $"S3 has no room for {target}: {ReasonOf(exception)}.", "Remove what is not needed, or ask for a larger quota.", target, exception),
        "InvalidAccessKeyId" or "SignatureDoesNotMatch" => new DataLakeException(DataLakeError.AccessDenied, $"S3 does not accept the credentials for {target} ({exception.Code}).", $"Check the access key and its secret, or choose another profile with {LakeSetting.ProfileName}.", target, exception),
        "ExpiredToken" or "InvalidToken" or "TokenRefreshRequired" => new DataLakeException(DataLakeError.CredentialsUnavailable, $"The credentials for {target} have expired ({exception.Code}).", "Sign in again (aws sso login --profile NAME, or new session credentials) and run again.", target, exception),
        "RequestTimeTooSkewed" => new DataLakeException(DataLakeError.LakeRequestFailed, $"S3 refused the request for {target}: the clock of this machine is more than 15 minutes off.", "Set the clock and run again.", target, exception),
        "PermanentRedirect" or "TemporaryRedirect" or "AuthorizationHeaderMalformed" => Elsewhere(target, exception),
        "InvalidPart" => new DataLakeException(DataLakeError.LakeUnavailable, $"S3 lost a part of {target} before it was whole.", "Nothing was published. Run again.", target, exception),
        "NoSuchUpload" => new DataLakeException(DataLakeError.LakeUnavailable, $"The upload of {target} was taken away on the server while it ran.", "Nothing was published. Run again; if it happens again, look for a lifecycle rule or a program that aborts uploads in this bucket.", target, exception),
        "BadDigest" or "XAmzContentChecksumMismatch" => new DataLakeException(DataLakeError.ChecksumMismatch, $"S3 received other bytes for {target} than were sent ({exception.Code}).", "Nothing was published. Run again; if it happens again, look at the network and the memory of this machine.", target, exception),
        null when exception.StatusCode == HttpStatusCode.Forbidden => S3Denial.Of(target, exception, reason: null),
        _ when exception.StatusCode is HttpStatusCode.MovedPermanently or HttpStatusCode.TemporaryRedirect => Elsewhere(target, exception),
        _ when exception.IsTransient => Unavailable(target, exception),
        _ => new DataLakeException(DataLakeError.LakeRequestFailed, $"S3 refused the request for {target}: {ReasonOf(exception)}.", "Change what S3 names here and run again.", target, exception),
    };

    // The message, the error code, the HTTP status and the request id.
    private static string ReasonOf(S3Exception exception)
    {
        var said = Plain(exception.Message.Trim().TrimEnd('.'));
        var shown = said.Length > LongestReason ? said[..LongestReason] + "..." : said;
        var request = exception.RequestId is { Length: > 0 } id ? $", request {Plain(id)}" : string.Empty;
        return $"{shown} ({exception.Code ?? "no code"}, HTTP {(int)exception.StatusCode}{request})";
    }

    private static DataLakeException UnknownProfile(string? name)
    {
        var known = string.Join(", ", S3Settings.Profiles());
        return new DataLakeException(
            DataLakeError.CredentialsUnavailable,
            $"There is no AWS profile named '{name}'.",
            known.Length == 0
                ? (Advice)$"Create one with 'aws configure --profile', or leave {LakeSetting.ProfileName} and AWS_PROFILE out."
                : $"Use one of these, or create it with 'aws configure --profile': {known}.",
            name);
    }

    // The message of a TimeoutException says more than that of the OperationCanceledException inside it.
    private static string Innermost(Exception exception) =>
        Plain((exception is TimeoutException ? exception : exception.GetBaseException()).Message.TrimEnd('.'));

    // Server text is printed on consoles and in logs, so control characters are replaced.
    private static string Plain(string said) => string.Concat(said.Select(character => char.IsControl(character) ? ' ' : character));

    private static DataLakeException Unavailable(string target, Exception cause) => (cause as HttpRequestException)?.HttpRequestError switch
    {
        HttpRequestError.ProxyTunnelError => new(
            DataLakeError.LakeUnavailable,
            $"The proxy opened no way to {target}: {Innermost(cause).TrimEnd('"', '.')}.",
            "Check the proxy (HTTPS_PROXY, with a user name and a password where it wants them), or pass it by with NO_PROXY.",
            target,
            cause),
        HttpRequestError.SecureConnectionError => new(
            DataLakeError.LakeUnavailable,
            $"There is no secure connection to {target}: {Describe(cause)}.",
            "If the certificate is that of your own authority, name a file with its certificates in AWS_CA_BUNDLE, or ca_bundle of the profile, and run again.",
            target,
            cause),
        _ => new(
            DataLakeError.LakeUnavailable,
            $"The request for {target} was not taken: {Describe(cause)}.",
            $"Check the network, the address ({LakeSetting.EndpointUrl}, {LakeSetting.Region}) and the proxy (HTTPS_PROXY) where there is one, and run again.",
            target,
            cause),
    };

    private static DataLakeException Elsewhere(string target, Exception cause) => new(
        DataLakeError.LakeRequestFailed, $"The bucket of {target} is in another region ({Describe(cause)}).", $"Name the bucket's region with {LakeSetting.Region}.", target, cause);
}
