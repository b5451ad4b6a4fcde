using System.Management.Automation;
using DataLakeTools.Core.Reporting;
using DataLakeTools.Formatting;

namespace DataLakeTools.Pipeline;

/// <summary>Says how far a transfer is in the terms of PowerShell's progress bar.</summary>
internal static class ProgressText
{
    public static ProgressRecord Of(TransferProgress progress) => new(
        StringComparer.Ordinal.GetHashCode(progress.Name) & int.MaxValue,
        PlainText.Of($"{progress.Activity} {progress.Name}"),
        $"{HumanSize.Of(progress.BytesDone)} of {HumanSize.Of(progress.BytesTotal)}, {HumanSize.RateOf(progress.BytesPerSecond)}")
    {
        PercentComplete = progress.Percent,
        SecondsRemaining = progress.Remaining is { } left ? (int)Math.Min(int.MaxValue, left.TotalSeconds) : -1,
        RecordType = progress.IsCompleted ? ProgressRecordType.Completed : ProgressRecordType.Processing,
    };
}
