namespace DataLakeTools.Core.Csv;

/// <summary>Detects other file formats by their first bytes.</summary>
internal static class CsvSignature
{
    /// <summary>What the file is, as the end of a sentence; null where nothing speaks against CSV.</summary>
    /// <param name="start">The first bytes.</param>
    /// <param name="delimiter">The delimiter, if it was given.</param>
    public static string? Of(ReadOnlySpan<byte> start, char? delimiter) =>
        start.StartsWith(new byte[] { 0x1F, 0x8B }) ? "a gzip file"
        : start.StartsWith("PK\x03\x04"u8) ? "a zip file, as .xlsx files are"
        : start.StartsWith("PAR1"u8) ? "a Parquet file"
        : start.StartsWith("%PDF-"u8) ? "a PDF file"
        : start.StartsWith(new byte[] { 0xD0, 0xCF, 0x11, 0xE0 }) ? "a file of an old Office program, as .xls files are"
        : start.StartsWith("SQLite format 3\0"u8) ? "a SQLite file"
        : start.StartsWith(new byte[] { 0x28, 0xB5, 0x2F, 0xFD }) ? "a Zstandard file"
        : start.StartsWith("BZh"u8) && start.Length > 9 && start[4..].StartsWith("1AY&SY"u8) ? "a bzip2 file"
        : start.StartsWith(new byte[] { 0xFD, 0x37, 0x7A, 0x58, 0x5A }) ? "an xz file"
        : start.StartsWith(new byte[] { 0x37, 0x7A, 0xBC, 0xAF }) ? "a 7-Zip file"
        : start.StartsWith("Obj\x01"u8) ? "an Avro file"
        : start.StartsWith("ORC"u8) && start.Length > 3 && start[3] < 0x20 ? "an ORC file"
        : start.StartsWith("ARROW1"u8) ? "an Arrow file"
        : OfMarkup(start, delimiter);

    private static string? OfMarkup(ReadOnlySpan<byte> start, char? delimiter)
    {
        var text = start.TrimStart(" \t\r\n"u8);
        return IsTag(text) && !IsName(text, delimiter) ? "markup, as HTML pages and XML are"
            : text is [(byte)'{', ..] && IsNext(text[1..], "\"}"u8) ? "JSON"
            : text is [(byte)'[', ..] && IsNext(text[1..], "{"u8) ? "JSON"
            : null;
    }

    private static bool IsTag(ReadOnlySpan<byte> text) =>
        text is [(byte)'<', (byte)'!' or (byte)'?', ..] or [(byte)'<', >= (byte)'A' and <= (byte)'Z', ..] or [(byte)'<', >= (byte)'a' and <= (byte)'z', ..];

    // Names of columns may stand between < and >; then a delimiter follows.
    private static bool IsName(ReadOnlySpan<byte> text, char? delimiter) =>
        text.IndexOf((byte)'>') is var end and > 0 && end + 1 < text.Length
        && (delimiter is { } given ? text[end + 1] == given : CsvDialectFinder.Candidates.Contains((char)text[end + 1]));

    private static bool IsNext(ReadOnlySpan<byte> text, ReadOnlySpan<byte> wanted) =>
        text.TrimStart(" \t\r\n"u8) is [var next, ..] && wanted.Contains(next);
}
