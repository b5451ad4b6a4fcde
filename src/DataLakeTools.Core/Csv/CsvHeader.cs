using System.Globalization;
using System.Text;
using DataLakeTools.Core.Reporting;

namespace DataLakeTools.Core.Csv;

/// <summary>The header of a CSV file: the dialect and the names of the columns.</summary>
internal sealed class CsvHeader
{
    /// <summary>The most bytes of a header.</summary>
    public const int MaxLength = 1 << 20;

    private CsvHeader(CsvHeaderStatus status, char? delimiter) =>
        (Status, Dialect) = (status, CsvDialect.For(delimiter ?? ','));

    public CsvHeaderStatus Status { get; private init; }

    /// <summary>0, or 3 with a UTF-8 byte order mark.</summary>
    public int ByteOrderMarkLength { get; private init; }

    /// <summary>Bytes of a line before the header that only names the delimiter, as <c>sep=;</c>; 0 where there is none.</summary>
    public int SeparatorLineLength { get; private init; }

    /// <summary>The delimiter that such a line names; null where there is none.</summary>
    public char? NamedDelimiter { get; private init; }

    /// <summary>What the first rows say about the delimiter.</summary>
    public CsvGuess Guess { get; private init; }

    /// <summary>Whether a second byte order mark follows the first.</summary>
    public bool HasSecondBom { get; private init; }

    /// <summary>What the file is, where its first bytes are of another kind of file.</summary>
    public string? OtherFormat { get; private init; }

    public CsvDialect Dialect { get; private init; }

    public string[] Columns { get; private init; } = [];

    /// <summary>The encoding, if it is another Unicode encoding than UTF-8.</summary>
    public string? OtherUnicode { get; private init; }

    /// <summary>Whether the header line is empty.</summary>
    public bool IsBlank { get; private init; }

    /// <summary>Bytes of the header record with its newline, without the byte order mark.</summary>
    public int Length { get; private init; }

    /// <summary>Physical lines of the header record.</summary>
    public int Lines { get; private init; }

    /// <summary>What is wrong with the header as a whole; null if nothing is.</summary>
    public CsvProblem? Problem =>
        Status == CsvHeaderStatus.Empty ? new(CsvProblemKind.Empty, 1, "a header line", "an empty file")
        : Status == CsvHeaderStatus.OtherUnicode ? new(CsvProblemKind.NotText, 1, "UTF-8 text", OtherUnicode!)
        : OtherFormat is not null ? new(CsvProblemKind.OtherFormat, 1, "a CSV file", OtherFormat)
        : Status == CsvHeaderStatus.TooLong ? new(
            CsvProblemKind.HeaderTooLong, 1,
            string.Create(CultureInfo.InvariantCulture, $"a header of at most {MaxLength} bytes"), "a longer one")
        : HasSecondBom ? CsvProblems.BomInside(1)
        : IsBlank ? new(CsvProblemKind.Empty, FirstLine, "a header line", Columns is [""] or [] ? "an empty line" : "nothing but white space")
        : Guess.RowsOnlyDelimiter is { } delimiter ? new(
            CsvProblemKind.NoHeader, FirstLine,
            $"a header of the columns that the rows have with {Shown(delimiter)} between them", "a line without a delimiter, as a title is")
        : Guess.BetterDelimiter is { } fitting ? new(
            CsvProblemKind.WrongDelimiter, FirstLine,
            $"the delimiter {Shown(fitting)}, under which the first rows agree", $"{Shown((char)Dialect.Delimiter)}, which was given")
        : null;

    /// <summary>A warning about a valid header; null if there is none.</summary>
    public string? Warning => Status != CsvHeaderStatus.Ready || Problem is not null ? null
        : string.Join(' ', new[] { OfDelimiter, OfNames }.OfType<string>()) is { Length: > 0 } all ? all
        : null;

    private string? OfDelimiter =>
        NamedDelimiter is { } named
            ? $"The first line names the delimiter {Shown(named)}{(named == Dialect.Delimiter ? null : $", and {Shown((char)Dialect.Delimiter)} was given and taken")}; the header is the second."
        : Guess.EquallyGoodDelimiter is { } other ? $"Its first rows agree under the delimiters {Shown((char)Dialect.Delimiter)} and {Shown(other)}; {Shown((char)Dialect.Delimiter)} was taken."
        : Guess.MostRowsDisagree ? $"Its first rows agree under no delimiter; {Shown((char)Dialect.Delimiter)} was taken."
        : null;

    // Spreadsheets save a title with the delimiters of the table below it. Of two columns the second has a name there; it has
    // none, and no values either, where every line ends in a delimiter.
    private string? OfNames => Columns.Count(name => name.Length == 0) is var nameless && nameless > 0 && nameless >= Columns.Length - 1 && Columns.Length > 1
        && (Columns.Length > 2 ? nameless > 1 : nameless == 2 || (Columns[1].Length == 0 && IsNextLineFilled))
        ? string.Create(CultureInfo.InvariantCulture, $"{nameless} of its {Columns.Length} columns {Count.Has(nameless)} no name: the header may be a title that stands over it.")
        : null;

    /// <summary>Whether the line after the header ends in a value.</summary>
    private bool IsNextLineFilled { get; init; }

    private int FirstLine => SeparatorLineLength > 0 ? 2 : 1;

    /// <summary>A delimiter for people.</summary>
    public static string Shown(char delimiter) => delimiter == '\t' ? "tab" : $"'{delimiter}'";

    /// <summary>Looks for the header in the first bytes of a file.</summary>
    public static CsvHeader Find(ReadOnlySpan<byte> start, bool isWhole, char? delimiter)
    {
        if (start.Length < 4 && !isWhole)
        {
            return new CsvHeader(CsvHeaderStatus.NeedsMore, delimiter);
        }

        if (CsvProblems.OtherUnicode(start) is { } other)
        {
            return new CsvHeader(CsvHeaderStatus.OtherUnicode, delimiter) { OtherUnicode = other };
        }

        var mark = start.StartsWith("\uFEFF"u8) ? 3 : 0;
        var text = start[mark..];
        if (text.IsEmpty)
        {
            return new CsvHeader(isWhole ? CsvHeaderStatus.Empty : CsvHeaderStatus.NeedsMore, delimiter) { ByteOrderMarkLength = mark };
        }

        if (!isWhole && text.Length < CsvDialectFinder.MinSample)
        {
            return new CsvHeader(CsvHeaderStatus.NeedsMore, delimiter);
        }

        var otherFormat = CsvSignature.Of(text[..Math.Min(text.Length, CsvDialectFinder.MinSample)], delimiter);
        var separator = SeparatorLine(text, out var named);
        text = text[separator..];
        var isCut = text.Length > MaxLength;
        if (isCut)
        {
            text = text[..MaxLength];
        }

        var isFinal = isCut || isWhole;
        var sample = CsvDialectFinder.SampleLength(text);
        if (sample == 0 && !isFinal)
        {
            return new CsvHeader(CsvHeaderStatus.NeedsMore, delimiter);
        }

        var guess = sample > 0 ? CsvDialectFinder.Find(text[..sample], isWhole: false, delimiter ?? named) : CsvDialectFinder.Find(text, !isCut, delimiter ?? named);
        return Read(text, isCut, isFinal, mark, separator, named, guess, otherFormat);
    }

    // Spreadsheets write and read such a line, with or without quotation marks.
    private static int SeparatorLine(ReadOnlySpan<byte> text, out char? named)
    {
        named = null;
        var end = text[..Math.Min(text.Length, 16)].IndexOf((byte)'\n');
        if (end < 0)
        {
            return 0;
        }

        var line = text[..end].TrimEnd((byte)'\r').Trim((byte)'"');
        if (line.Length != 5 || !Ascii.EqualsIgnoreCase(line[..4], "sep="u8) || !CsvDialect.CanDelimit((char)line[4]))
        {
            return 0;
        }

        named = (char)line[4];
        return end + 1;
    }

    private static CsvHeader Read(ReadOnlySpan<byte> text, bool isCut, bool isFinal, int mark, int separator, char? named, CsvGuess guess, string? otherFormat)
    {
        var dialect = guess.Dialect;
        var columns = new List<string>();
        var state = CsvQuoteState.FieldStart;
        int fieldStart = 0, lines = 1, end = -1;
        for (var i = 0; i < text.Length && end < 0; i++)
        {
            var value = text[i];
            var events = dialect.Quoting == CsvQuoting.Rfc4180 ? CsvQuoteMachine.Step(ref state, value, dialect.Delimiter)
                : value == '\n' ? CsvQuoteEvents.RecordEnd
                : value == dialect.Delimiter ? CsvQuoteEvents.FieldEnd
                : CsvQuoteEvents.None;
            if ((events & (CsvQuoteEvents.FieldEnd | CsvQuoteEvents.RecordEnd)) != 0)
            {
                var isLast = (events & CsvQuoteEvents.RecordEnd) != 0;
                var fieldEnd = isLast && i > fieldStart && text[i - 1] == '\r' ? i - 1 : i;
                columns.Add(Name(text[fieldStart..fieldEnd], dialect));
                fieldStart = i + 1;
                if (isLast)
                {
                    end = i;
                }
            }
            else if (value == '\n')
            {
                lines++;
            }
        }

        // The line after it is looked at, too.
        if (!isFinal && (end < 0 || !text[(end + 1)..].Contains((byte)'\n')))
        {
            return new CsvHeader(CsvHeaderStatus.NeedsMore, null);
        }

        if (end < 0 && !isCut)
        {
            columns.Add(Name(text[fieldStart..], dialect));
        }

        var isTooLong = end < 0 && isCut;
        return new CsvHeader(isTooLong ? CsvHeaderStatus.TooLong : CsvHeaderStatus.Ready, null)
        {
            ByteOrderMarkLength = mark,
            SeparatorLineLength = separator,
            NamedDelimiter = named,
            Guess = guess,
            OtherFormat = otherFormat,
            HasSecondBom = mark > 0 && separator == 0 && text.StartsWith("\uFEFF"u8),
            Dialect = dialect,
            Columns = isTooLong ? [] : [.. columns],
            IsBlank = text[..(end < 0 ? text.Length : end)].Trim(" \t\r"u8).IsEmpty && columns.Count < 2,
            Length = end < 0 ? text.Length : end + 1,
            Lines = lines,
            IsNextLineFilled = end >= 0 && IsFilled(text[(end + 1)..], dialect.Delimiter),
        };
    }

    private static bool IsFilled(ReadOnlySpan<byte> rows, byte delimiter)
    {
        var end = rows.IndexOf((byte)'\n');
        var line = rows[..(end < 0 ? rows.Length : end)].TrimEnd((byte)'\r');
        return !line.IsEmpty && line[^1] != delimiter;
    }

    private static string Name(ReadOnlySpan<byte> field, CsvDialect dialect)
    {
        if (dialect.Quoting == CsvQuoting.Rfc4180 && field.Length > 0 && field[0] == '"')
        {
            var close = field.LastIndexOf((byte)'"');
            field = close > 0 ? field[1..close] : field[1..];
            return Encoding.UTF8.GetString(field).Replace("\"\"", "\"", StringComparison.Ordinal);
        }

        return Encoding.UTF8.GetString(field);
    }
}
