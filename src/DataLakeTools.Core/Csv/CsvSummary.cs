namespace DataLakeTools.Core.Csv;

/// <summary>The result of a <see cref="CsvScanner"/> for a whole file.</summary>
public sealed record CsvSummary
{
    /// <summary>Rows without the header.</summary>
    public required long Rows { get; init; }

    /// <summary>Physical lines with the header; a last line without a newline counts.</summary>
    public required long Lines { get; init; }

    /// <summary>The names in the header. Empty if there is no readable header.</summary>
    public required IReadOnlyList<string> Columns { get; init; }

    /// <summary>The delimiter that was given or found.</summary>
    public required char Delimiter { get; init; }

    /// <summary>What a quotation mark means in this file.</summary>
    public required CsvQuoting Quoting { get; init; }

    /// <summary>What ends the rows.</summary>
    public required CsvLineEnding LineEnding { get; init; }

    /// <summary>How many lines stand before the header: 1 where the first names the delimiter, <c>sep=;</c>.</summary>
    public int LinesBeforeHeader { get; init; }

    /// <summary>Whether the file begins with a UTF-8 byte order mark.</summary>
    public required bool HasByteOrderMark { get; init; }

    /// <summary>Whether the last byte is a line feed.</summary>
    public required bool EndsWithNewline { get; init; }

    /// <summary>Bytes, all of them.</summary>
    public required long Length { get; init; }

    /// <summary>
    /// All problems, whatever their <see cref="CsvProblemKind"/>: those of the header, of rows and their fields, of lines and their ends.
    /// </summary>
    public required long ProblemCount { get; init; }

    /// <summary>The kinds of all problems, also of those that <see cref="Problems"/> has no room for.</summary>
    public required IReadOnlySet<CsvProblemKind> ProblemKinds { get; init; }

    /// <summary>The first problems in file order, at most <see cref="CsvScanOptions.MaxProblems"/>.</summary>
    public required IReadOnlyList<CsvProblem> Problems { get; init; }

    /// <summary>What is probably wrong with a valid file, such as two delimiters that fit, or rows that a stray quotation mark has joined; null if there is none.</summary>
    public string? Warning { get; init; }

    /// <summary>Missing and empty values by column, in column order; null unless <see cref="CsvScanOptions.CountMissing"/> is set.</summary>
    public IReadOnlyList<CsvColumnMissing>? Missing { get; init; }

    /// <summary>Whether no problem was found.</summary>
    public bool IsValid => ProblemCount == 0;
}
