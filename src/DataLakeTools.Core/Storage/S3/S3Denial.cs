using System.Text.RegularExpressions;
using DataLakeTools.Core.Errors;

namespace DataLakeTools.Core.Storage.S3;

/// <summary>The error of a request that S3 denies, with advice for the reason that S3 gives.</summary>
internal static partial class S3Denial
{
    /// <summary>The error.</summary>
    /// <param name="target">What the request was for.</param>
    /// <param name="cause">The refusal.</param>
    /// <param name="reason">What S3 said; null where it said nothing, as to every HEAD.</param>
    public static DataLakeException Of(string target, Exception cause, string? reason) => new(
        DataLakeError.AccessDenied,
        reason is null ? $"S3 denies access to {target}." : $"S3 denies access to {target}: {reason}.",
        AdviceFor(reason ?? string.Empty),
        target,
        cause);

    /// <summary>The error of an object that a write found at its key, and that may not be read.</summary>
    /// <param name="target">The address of the object.</param>
    /// <param name="cause">The refusal.</param>
    public static DataLakeException OfReading(string target, Exception cause) => new(
        DataLakeError.AccessDenied,
        $"{target} is there already, and S3 does not let it be read: whether it is the same is not known.",
        $"Ask for s3:GetObject on this lake, or choose another profile with {LakeSetting.ProfileName}; or write under another date or name.",
        target,
        cause);

    /// <summary>The error of a look at an object.</summary>
    /// <param name="target">The address of the object.</param>
    /// <param name="cause">The refusal.</param>
    public static DataLakeException OfLooking(string target, Exception cause) => new(
        DataLakeError.AccessDenied,
        $"S3 does not let {target} be read; without s3:ListBucket it says the same of what is not there.",
        $"Check the name, and ask for s3:GetObject and s3:ListBucket on this lake, or choose another profile with {LakeSetting.ProfileName}.",
        target,
        cause);

    private static Advice AdviceFor(string reason)
    {
        // "User: ... is not authorized to perform: s3:PutObjectTagging on resource: ... with an explicit deny in ..."
        var action = Action().Match(reason).Groups["action"].Value;
        if (reason.Contains("explicit deny", StringComparison.OrdinalIgnoreCase))
        {
            return $"A policy denies it explicitly; no permission of yours can change that. Ask whoever keeps that policy, or choose another profile with {LakeSetting.ProfileName}.";
        }

        if (reason.Contains("requester pays", StringComparison.OrdinalIgnoreCase))
        {
            return "Whoever asks pays for this bucket, which is not supported. Copy what you need with another tool, or use another bucket.";
        }

        if (action.StartsWith("kms:", StringComparison.OrdinalIgnoreCase))
        {
            return $"Ask for kms:GenerateDataKey and kms:Decrypt on the key that S3 names, or name another key with {LakeSetting.KmsKeyId}.";
        }

        var wanted = action.Length > 0 ? action : "s3:PutObject, s3:GetObject, s3:AbortMultipartUpload and s3:ListBucket";
        return $"Ask for {wanted} on this lake, or choose another profile with {LakeSetting.ProfileName}.";
    }

    [GeneratedRegex(@"perform: (?<action>[a-z0-9-]+:[A-Za-z]+)", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Action();
}
