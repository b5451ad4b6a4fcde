using System.Globalization;
using DataLakeTools.Core.Jobs.Reports;
using DataLakeTools.Core.Reporting;

namespace DataLakeTools.Core.Jobs.Logging;

/// <summary>A result of a job as a line for people, and as an entry of the log.</summary>
public static class ResultLine
{
    /// <summary>The line; null for what is no line of its own: an error, which is written to the log, a note of a plan, a report that is not in the lake.</summary>
    /// <param name="result">The result.</param>
    public static string? Of(LakeJobEvent result)
    {
        if (result.Skipped is { } skipped)
        {
            return $"{skipped.Status,-9} {skipped.Step}: {skipped.Reason}";
        }

        if (result.Report is { Address: { } address })
        {
            return $"{"Report",-9} {address}";
        }

        if (result.Receipt is not { } receipt)
        {
            return null;
        }

        var rows = receipt.Rows is { } count ? $"{Count.Of(count, "row")}, "
            : receipt.Records is { } records ? $"{Count.Of(records, "record")}, "
            : string.Empty;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{receipt.Status,-9} {receipt.Address}  {rows}{Count.Of(receipt.Size, "byte")}, {(receipt.Checksum is { } checksum ? $"{checksum}, " : string.Empty)}{receipt.Duration.TotalSeconds:0.000} s{(receipt.Unconditional ? ", no conditional writes" : string.Empty)}");
    }

    /// <summary>The entry; null for a note and for the report.</summary>
    /// <param name="result">The result.</param>
    public static LogEntry? EntryOf(LakeJobEvent result) =>
        result.Skipped is { } skipped ? new LogEntry(LogLevel.Warn, skipped.Reason) { Step = skipped.Step, Status = skipped.Status.ToString() }
        : result.Error is { } error ? LogEntry.Of(error, result.Step is { Length: > 0 } step ? step : null)
        : result.Receipt is { } receipt ? new LogEntry(receipt.Status == ReceiptStatus.Unproved ? LogLevel.Warn : LogLevel.Info, $"{receipt.Status} {receipt.Address}")
        {
            Step = result.Step,
            Status = receipt.Status.ToString(),
            Receipt = receipt,
        }
        : null;
}
