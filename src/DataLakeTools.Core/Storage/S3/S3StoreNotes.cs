using System.Globalization;
using DataLakeTools.Core.Reporting;
using DataLakeTools.S3;

namespace DataLakeTools.Core.Storage.S3;

/// <summary>Reports how a store deviates from S3, and what is waited for.</summary>
internal static class S3StoreNotes
{
    /// <summary>Reports what may take a moment of silence.</summary>
    /// <param name="reporter">Who is told.</param>
    /// <param name="wait">How long it may take.</param>
    public static void ReportAsking(IReporter reporter, TimeSpan wait) => reporter.Verbose(string.Create(
        CultureInfo.InvariantCulture, $"No AWS keys are set: the metadata service of the instance is asked for those of its role, for {wait.TotalSeconds} s at most."));

    /// <summary>Reports the deviations.</summary>
    /// <param name="reporter">Who is told.</param>
    /// <param name="bucket">The bucket.</param>
    /// <param name="shown">What the store has shown.</param>
    public static void Report(IReporter reporter, string bucket, S3Quirks shown)
    {
        if (shown.HasFlag(S3Quirks.NoConditions))
        {
            reporter.Warning(
                $"The store of s3://{bucket} knows no conditional writes. Each key is looked at before and after it is written instead; "
                + "let one run at a time write to this lake, for a writer between the two looks is not seen.");
        }

        if (shown.HasFlag(S3Quirks.NoChecksums))
        {
            reporter.Verbose($"The store of s3://{bucket} does not take CRC-32C; MD5 goes along with what is sent.");
        }

        if (shown.HasFlag(S3Quirks.UnquotedETags))
        {
            reporter.Verbose($"The store of s3://{bucket} compares ETags without their quotes, and is sent them so.");
        }
    }
}
