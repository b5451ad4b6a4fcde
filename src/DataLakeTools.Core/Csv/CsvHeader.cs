using System.Globalization;
using System.Text;

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

    /// <summary>Where the first carriage return without a line feed stands, after the byte order mark; -1 if there is none.</summary>
    public int BareReturn { get; private init; } = -1;

    /// <summary>The physical line of <see cref="BareReturn"/>.</summary>
    public int BareReturnLine { get; private init; }

    /// <summary>What is wrong with the header as a whole; null if nothing is.</summary>
    public CsvProblem? Problem =>
        Status == CsvHeaderStatus.Empty ? new(CsvProblemKind.Empty, 1, "a header line", "an empty file")
        : Status == CsvHeaderStatus.OtherUnicode ? new(CsvProblemKind.NotText, 1, "UTF-8 text", OtherUnicode!)
        : BareReturn >= 0 ? new(
            CsvProblemKind.BareCarriageReturn, BareReturnLine,
            "LF or CRLF after the header", "a carriage return alone, as in files from an old Mac")
        : Status == CsvHeaderStatus.TooLong ? new(
            CsvProblemKind.HeaderTooLong, 1,
            string.Create(CultureInfo.InvariantCulture, $"a header of at most {MaxLength} bytes"), "a longer one")
        : IsBlank ? new(CsvProblemKind.Empty, 1, "a header line", "an empty line")
        : null;

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

        var isCut = text.Length > MaxLength;
        if (isCut)
        {
            text = text[..MaxLength];
        }

        var isAll = isCut || isWhole;

        var newline = text.IndexOf((byte)'\n');
        if (newline < 0 && !isAll)
        {
            return new CsvHeader(CsvHeaderStatus.NeedsMore, delimiter);
        }

        if (CsvDialectFinder.Find(text, newline < 0 ? text.Length : newline, isAll, delimiter) is not { } dialect)
        {
            return new CsvHeader(CsvHeaderStatus.NeedsMore, delimiter);
        }

        return Read(text, isCut, isAll, mark, dialect);
    }

    private static CsvHeader Read(ReadOnlySpan<byte> text, bool isCut, bool isAll, int mark, CsvDialect dialect)
    {
        var columns = new List<string>();
        var state = CsvQuoteState.FieldStart;
        int fieldStart = 0, lines = 1, bareReturn = -1, bareReturnLine = 0, end = -1;
        for (var i = 0; i < text.Length && end < 0; i++)
        {
            var value = text[i];
            if (value == '\r' && bareReturn < 0 && state != CsvQuoteState.Quoted && IsBare(text, i, isCut))
            {
                (bareReturn, bareReturnLine) = (i, lines);
            }

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

        if (end < 0 && !isAll)
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
            Dialect = dialect,
            Columns = isTooLong ? [] : [.. columns],
            IsBlank = end == 0 || (end == 1 && text[0] == '\r'),
            Length = end < 0 ? text.Length : end + 1,
            Lines = lines,
            BareReturn = bareReturn,
            BareReturnLine = bareReturnLine,
        };
    }

    private static bool IsBare(ReadOnlySpan<byte> text, int index, bool isCut) =>
        index + 1 < text.Length ? text[index + 1] != '\n' : !isCut;

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
