using DataLakeTools.Core.Csv;

namespace DataLakeTools;

/// <summary>What a CSV file is and what is wrong with it.</summary>
/// <param name="path">The full path of the file.</param>
/// <param name="summary">The check.</param>
public sealed class CsvReport(string path, CsvSummary summary)
{
    /// <summary>The full path of the file.</summary>
    public string Path { get; } = path;

    /// <summary>Whether nothing is wrong with it.</summary>
    public bool IsValid => summary.IsValid;

    /// <summary>The rows without the header.</summary>
    public long Rows => summary.Rows;

    /// <summary>The names in the header.</summary>
    public IReadOnlyList<string> Columns => summary.Columns;

    /// <summary>The delimiter.</summary>
    public char Delimiter => summary.Delimiter;

    /// <summary>What is probably wrong with a valid file, such as two delimiters that fit, or rows that a stray quotation mark has joined; null if there is none.</summary>
    public string? Warning => summary.Warning;

    /// <summary>Whether <c>"</c> quotes fields (RFC 4180) or is data.</summary>
    public CsvQuoting Quoting => summary.Quoting;

    /// <summary>How lines end.</summary>
    public CsvLineEnding LineEnding => summary.LineEnding;

    /// <summary>Whether the last line ends like the others.</summary>
    public bool EndsWithNewline => summary.EndsWithNewline;

    /// <summary>
    /// <c>UTF-8</c>, <c>UTF-8 with BOM</c>, or <c>not UTF-8</c>, also where a NUL says that it is no text; null for a file of another
    /// format, whose text is not looked at.
    /// </summary>
    public string? Encoding =>
        summary.ProblemKinds.Contains(CsvProblemKind.OtherFormat) ? null
        : summary.ProblemKinds.Overlaps([CsvProblemKind.InvalidUtf8, CsvProblemKind.NotText]) ? "not UTF-8"
        : summary.HasByteOrderMark ? "UTF-8 with BOM"
        : "UTF-8";

    /// <summary>The size in bytes.</summary>
    public long Size => summary.Length;

    /// <summary>For every column how many fields are <c>\N</c> and how many are empty.</summary>
    public IReadOnlyList<CsvColumnMissing> Missing => summary.Missing ?? [];

    /// <summary>How many problems there are.</summary>
    public long ProblemCount => summary.ProblemCount;

    /// <summary>The first problems, in the order of the file.</summary>
    public IReadOnlyList<CsvProblem> Problems => summary.Problems;
}
