using System.Globalization;
using System.Text;
using DataLakeTools.Core.Reporting;

namespace DataLakeTools.Core.Csv;

/// <summary>Creates the problems that the scanner and the row reader report.</summary>
internal static class CsvProblems
{
    // 0x80 to 0x9F in Windows-1252; a blank is a byte it does not use. From 0xA0 on it is Latin-1.
    private const string Windows1252 = "€ ‚ƒ„…†‡ˆ‰Š‹Œ Ž  ‘’“”•–—˜™š›œ žŸ";

    /// <summary>A row with another number of fields than the header.</summary>
    public static CsvProblem FieldCount(long line, long expected, long found, bool isBlank) =>
        new(
            CsvProblemKind.FieldCount,
            line,
            Count.Of(expected, "field"),
            isBlank ? "an empty line" : found.ToString(CultureInfo.InvariantCulture));

    /// <summary>Bytes that are not UTF-8.</summary>
    public static CsvProblem InvalidUtf8(long line, uint sequence, int length) =>
        new(CsvProblemKind.InvalidUtf8, line, "UTF-8 text", InvalidBytes(sequence, length));

    /// <summary>A NUL byte.</summary>
    public static CsvProblem Nul(long line) =>
        new(CsvProblemKind.NotText, line, "UTF-8 text", "a NUL byte, as in binary files and in UTF-16 without a byte order mark");

    /// <summary>A carriage return without a line feed, told by its cause.</summary>
    public static CsvProblem BareReturn(long line, int next) =>
        new(
            CsvProblemKind.BareCarriageReturn,
            line,
            "LF or CRLF at the end of a line",
            next < 0 ? "a carriage return at the end of the file, whose line feed is cut off"
            : next == '\r' ? "two carriage returns, as Python writes them on Windows without newline=''"
            : "a carriage return alone, as in files from an old Mac");

    /// <summary>A byte order mark at the beginning of a line.</summary>
    public static CsvProblem BomInside(long line) =>
        new(CsvProblemKind.ByteOrderMarkInside, line, "a byte order mark only at the beginning of the file", "one more, as where files were put together");

    /// <summary>A quotation mark inside a field.</summary>
    public static CsvProblem QuoteInUnquotedField(long line) =>
        new(CsvProblemKind.QuoteInUnquotedField, line, "a quotation mark only at the beginning of a field", "one inside a field");

    /// <summary>A quoted field that goes on after its end.</summary>
    public static CsvProblem TextAfterClosingQuote(long line) =>
        new(CsvProblemKind.TextAfterClosingQuote, line, "a delimiter or a newline after the closing quotation mark", "other text");

    /// <summary>A quotation mark that is never closed.</summary>
    public static CsvProblem UnclosedQuote(long line) =>
        new(CsvProblemKind.UnclosedQuote, line, "a closing quotation mark", "the end of the file");

    /// <summary>The other Unicode encoding that a byte order mark shows; null if there is none.</summary>
    public static string? OtherUnicode(ReadOnlySpan<byte> start) =>
        start.StartsWith(new byte[] { 0xFF, 0xFE, 0, 0 }) ? "UTF-32 little endian text"
        : start.StartsWith(new byte[] { 0, 0, 0xFE, 0xFF }) ? "UTF-32 big endian text"
        : start.StartsWith(new byte[] { 0xFF, 0xFE }) ? "UTF-16 little endian text"
        : start.StartsWith(new byte[] { 0xFE, 0xFF }) ? "UTF-16 big endian text"
        : null;

    // A single byte also with its character in Windows-1252, the most frequent cause.
    private static string InvalidBytes(uint sequence, int length)
    {
        var text = new StringBuilder(length == 1 ? "byte" : "bytes");
        for (var i = length - 1; i >= 0; i--)
        {
            text.Append(CultureInfo.InvariantCulture, $" {(byte)(sequence >> (8 * i)):X2}");
        }

        if (length == 1 && InWindows1252((byte)sequence) is { } character)
        {
            text.Append(CultureInfo.InvariantCulture, $", which is '{character}' in Windows-1252");
        }

        return text.ToString();
    }

    private static char? InWindows1252(byte value) => value switch
    {
        >= 0xA1 => (char)value,
        >= 0x80 and < 0xA0 when Windows1252[value - 0x80] != ' ' => Windows1252[value - 0x80],
        _ => null,
    };
}
