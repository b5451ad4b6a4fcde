using System.Globalization;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Ingestion;
using DataLakeTools.Core.Jobs;
using DataLakeTools.Core.Reporting;

namespace DataLakeTools.Host;

/// <summary>Prints a run: one line a file on the output, everything that went wrong on the error stream.</summary>
internal sealed class ConsoleReport(bool verbose) : IReporter
{
    private readonly SortedDictionary<string, int> _counts = new(StringComparer.Ordinal);
    private long _bytesSent;
    private int _skipped;

    /// <summary>How many files failed.</summary>
    public int Failed { get; private set; }

    public void Verbose(string message)
    {
        if (verbose)
        {
            Console.Error.WriteLine(PlainText.Of(message));
        }
    }

    public void Warning(string message) => Console.Error.WriteLine($"warning: {PlainText.Of(message)}");

    public void Progress(TransferProgress progress)
    {
        // A job runs where nobody watches; its lines are the receipts.
    }

    public async Task AddAsync(LakeJobResult result)
    {
        if (result.Skipped is { } skipped)
        {
            _skipped++;
            await Console.Out.WriteLineAsync(PlainText.Of($"{skipped.Status,-9} {skipped.Step}: {skipped.Reason}"));
            return;
        }

        if (result.Receipt is not { } receipt)
        {
            Failed++;
            await WriteErrorAsync(result.Error!, result.Step);
            return;
        }

        _counts[receipt.Status] = _counts.GetValueOrDefault(receipt.Status) + 1;
        _bytesSent += receipt.BytesSent;
        var rows = receipt.Rows is { } count ? string.Create(CultureInfo.InvariantCulture, $"{count:N0} rows, ")
            : receipt.Records is { } records ? string.Create(CultureInfo.InvariantCulture, $"{records:N0} records, ")
            : string.Empty;
        await Console.Out.WriteLineAsync(PlainText.Of(string.Create(
            CultureInfo.InvariantCulture,
            $"{receipt.Status,-9} {receipt.Address}  {rows}{receipt.Size:N0} bytes, {receipt.Checksum}, {receipt.Duration.TotalSeconds:0.000} s")));
    }

    public async Task CompleteAsync()
    {
        var counts = string.Join(", ", _counts.Select(pair => $"{pair.Value} {pair.Key}"));
        var skipped = _skipped > 0 ? $", {_skipped} steps skipped" : string.Empty;
        await Console.Out.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture, $"{(counts.Length == 0 ? "0 files" : counts)}, {Failed} failed{skipped}; {_bytesSent:N0} bytes sent"));
    }

    public static async Task WriteErrorAsync(DataLakeException exception, string? step = null)
    {
        await Console.Error.WriteLineAsync(PlainText.Of($"error {exception.Error}{(step is null ? string.Empty : $" in '{step}'")}: {exception.Message}"));
        await Console.Error.WriteLineAsync($"  {exception.Recommendation}");
    }
}
