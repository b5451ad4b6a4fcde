using System.Globalization;
using System.Text;
using DataLakeTools.Core.Csv;
using DataLakeTools.Core.Csv.Simd;

namespace DataLakeTools.Core.Tests.Csv;

/// <summary>Short ways to scan a text.</summary>
internal static class Scans
{
    public static IEnumerable<CsvInstructions> Instructions =>
        Enum.GetValues<CsvInstructions>().Where(instructions => instructions <= CsvCpu.Best);

    public static CsvSummary Scan(string text, CsvScanOptions options = default) => Scan(Encoding.UTF8.GetBytes(text), options);

    public static CsvSummary Scan(byte[] bytes, CsvScanOptions options = default)
    {
        var scanner = new CsvScanner(options);
        scanner.Scan(bytes);
        return scanner.Complete();
    }

    public static CsvSummary Scan(byte[] bytes, CsvScanOptions options, CsvInstructions instructions, IEnumerable<int> pieces)
    {
        var scanner = new CsvScanner(options, instructions);
        ReadOnlySpan<byte> rest = bytes;
        foreach (var piece in pieces)
        {
            var length = Math.Min(piece, rest.Length);
            scanner.Scan(rest[..length]);
            rest = rest[length..];
        }

        scanner.Scan(rest);
        return scanner.Complete();
    }

    public static CsvProblem OnlyProblem(string text, CsvScanOptions options = default) => OnlyProblem(Encoding.UTF8.GetBytes(text), options);

    public static CsvProblem OnlyProblem(byte[] bytes, CsvScanOptions options = default)
    {
        var summary = Scan(bytes, options);
        Assert.Equal(1, summary.ProblemCount);
        Assert.False(summary.IsValid);
        return Assert.Single(summary.Problems);
    }

    /// <summary>All of a summary as text, to compare two.</summary>
    public static string Describe(CsvSummary summary)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"rows {summary.Rows}, lines {summary.Lines}, length {summary.Length}");
        text.AppendLine(CultureInfo.InvariantCulture, $"dialect {summary.Delimiter} {summary.Quoting}, bom {summary.HasByteOrderMark}");
        text.AppendLine(CultureInfo.InvariantCulture, $"endings {summary.LineEnding}, newline at end {summary.EndsWithNewline}");
        text.AppendLine(CultureInfo.InvariantCulture, $"columns {string.Join(" / ", summary.Columns)}");
        text.AppendLine(CultureInfo.InvariantCulture, $"problems {summary.ProblemCount}");
        foreach (var problem in summary.Problems)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"  {problem.Kind} {problem.Message}");
        }

        foreach (var missing in summary.Missing ?? [])
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"  {missing.Column}: {missing.Missing} missing, {missing.Empty} empty");
        }

        return text.ToString();
    }
}
