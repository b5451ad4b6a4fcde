using System.Globalization;
using System.Management.Automation;
using DataLakeTools.Core.Reporting;

namespace DataLakeTools.Pipeline;

/// <summary>Says how far a transfer is in the terms of PowerShell's progress bar.</summary>
internal static class ProgressText
{
    private static readonly string[] Units = ["B", "KB", "MB", "GB", "TB"];

    public static ProgressRecord Of(TransferProgress progress) => new(
        StringComparer.Ordinal.GetHashCode(progress.Name) & int.MaxValue,
        $"{progress.Activity} {progress.Name}",
        $"{Size(progress.BytesDone)} of {Size(progress.BytesTotal)}, {Size((long)progress.BytesPerSecond)}/s")
    {
        PercentComplete = progress.Percent,
        SecondsRemaining = progress.Remaining is { } left ? (int)Math.Min(int.MaxValue, left.TotalSeconds) : -1,
        RecordType = progress.IsCompleted ? ProgressRecordType.Completed : ProgressRecordType.Processing,
    };

    private static string Size(long bytes)
    {
        double value = bytes;
        var unit = 0;
        while (value >= 1000 && unit < Units.Length - 1)
        {
            value /= 1000;
            unit++;
        }

        return string.Create(CultureInfo.InvariantCulture, $"{value:0.#} {Units[unit]}");
    }
}
