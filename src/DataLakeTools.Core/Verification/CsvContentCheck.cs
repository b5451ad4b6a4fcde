using System.Buffers;
using System.Globalization;
using DataLakeTools.Core.Csv;
using DataLakeTools.Core.Errors;

namespace DataLakeTools.Core.Verification;

/// <summary>Applies the check of Send-RawCsv to a stored CSV file.</summary>
internal sealed class CsvContentCheck(char? delimiter) : IContentCheck
{
    private const int BufferBytes = 64 * 1024;

    public async Task RunAsync(Stream content, ObjectFindings findings, CancellationToken cancellationToken)
    {
        var scanner = new CsvScanner(new CsvScanOptions { Delimiter = delimiter, MaxProblems = 1 });
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            int read;
            while ((read = await content.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0)
            {
                scanner.Scan(buffer.AsSpan(0, read));
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        if (scanner.Complete() is { IsValid: false } summary)
        {
            var more = summary.ProblemCount > 1 ? string.Create(CultureInfo.InvariantCulture, $"; and {summary.ProblemCount - 1} more") : string.Empty;
            findings.Add(
                LakeFindingKind.InvalidCsv,
                "a CSV file that passes its check",
                summary.Problems[0].Message + more,
                $"Mend the file at its source and send it again with {LakeSetting.Force}; a check of the local file{HowTo.CheckCsv} shows every problem.");
        }
    }
}
