using System.Globalization;
using System.Text;

namespace DataLakeTools.Core.Csv;

/// <summary>
/// Looks in the rows of a file for what is valid and yet seldom meant: its header once more, as in files that were put together,
/// and a row that is too long for the reader. One look at the bytes, however long the lines are.
/// </summary>
internal sealed class RowWarnings
{
    // A longer header is not looked for, and none whose names go over lines.
    private const int LongestHeader = 64 * 1024;

    private readonly byte _delimiter;
    private readonly bool _isQuoted;
    private readonly int _longestRow;

    // The names of the header as they stand in a line without quotation marks and with them; none where it is not looked for.
    private readonly (byte[] Bare, byte[] Quoted)[] _names;

    // The longest of them, which few rows have in them; it stands in every form of the header.
    private readonly byte[] _needle;

    // What may be the beginning of a header line at the end of the bytes before.
    private readonly byte[] _tail;

    // It and the first of the new bytes, for a header that lies across both.
    private readonly byte[] _seam;
    private int _tailLength;

    // The bytes behind those that had a line which may be the header.
    private long _bytesSinceLikeHeader = long.MaxValue / 2;

    private bool _isInside;
    private long _offset;
    private long _rowStart;

    // Newlines from the beginning of the current row to the end of the bytes before.
    private long _newlinesInRow;

    /// <param name="dialect">The dialect.</param>
    /// <param name="columns">The names of the header.</param>
    /// <param name="longestRow">How many bytes a row may have, line break and all.</param>
    public RowWarnings(CsvDialect dialect, IReadOnlyList<string> columns, int longestRow)
    {
        _delimiter = dialect.Delimiter;
        _isQuoted = dialect.Quoting == CsvQuoting.Rfc4180;
        _longestRow = longestRow;
        _names = [.. columns.Select(name => (Encoding.UTF8.GetBytes(name), Encoding.UTF8.GetBytes($"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"")))];

        // With a line break before it and one of two bytes after it.
        var longest = _names.Sum(name => name.Quoted.Length + 1L) + 2;
        if (longest > LongestHeader || columns.Any(name => name.Contains('\n', StringComparison.Ordinal)))
        {
            (_names, longest) = ([], 0);
        }

        // A quotation mark in a name is doubled in one form and not in the other.
        _needle = _names.Select(name => name.Bare).Where(name => !name.Contains((byte)'"') || !_isQuoted).MaxBy(name => name.Length) ?? [];
        // The scanner tells of the lines in a block that is not full with the next bytes.
        _tail = new byte[_needle.Length == 0 ? 0 : longest + CsvBlockScanner.BlockLength];
        _seam = new byte[2 * _tail.Length];
    }

    /// <summary>How many bytes are looked at together; less than a row may have.</summary>
    public const int MaxBytes = 1 << 20;

    /// <summary>The line of the first row that is the header; 0 where none is.</summary>
    public long HeaderLine { get; private set; }

    /// <summary>The first line of the first row that is too long; 0 where none is.</summary>
    public long LongLine { get; private set; }

    /// <summary>
    /// How many bytes the first delimiter of a line that is the header stands behind the newline before it, where the first name is
    /// without quotation marks and where it is in them; 0 where that is not looked for, or more than a block.
    /// </summary>
    public (int Bare, int Quoted) ToFirstDelimiter =>
        _names is [var (bare, quoted), _, ..] && quoted.Length + 1 < CsvBlockScanner.BlockLength ? (bare.Length + 1, quoted.Length + 1) : default;

    /// <summary>Looks at the next bytes.</summary>
    /// <param name="bytes">At most <see cref="MaxBytes"/>.</param>
    /// <param name="newlinesBefore">How many newlines came before them.</param>
    /// <param name="hasLineLikeHeader">Whether one of their lines, or of the last of those before, may be the header.</param>
    /// <param name="isInside">Whether the byte after them stands inside quotation marks.</param>
    public void Look(ReadOnlySpan<byte> bytes, long newlinesBefore, bool hasLineLikeHeader, bool isInside)
    {
        if (HeaderLine == 0 && _needle.Length > 0)
        {
            FindHeader(bytes, newlinesBefore, hasLineLikeHeader);
        }

        var end = LastEnd(bytes, isInside);
        if (_offset + bytes.Length - _rowStart > _longestRow && LongLine == 0)
        {
            var first = end < 0 ? bytes.Length : FirstEnd(bytes) + 1;
            LongLine = _offset + first - _rowStart > _longestRow ? newlinesBefore - _newlinesInRow + 1 : 0;
        }

        _newlinesInRow = (end < 0 ? _newlinesInRow : 0) + (_isQuoted ? bytes[(end + 1)..].Count((byte)'\n') : 0);
        _rowStart = end < 0 ? _rowStart : _offset + end + 1;
        _isInside = isInside;
        _offset += bytes.Length;
    }

    /// <summary>Ends the file: its last line may have no line break.</summary>
    /// <param name="newlines">How many newlines it has.</param>
    public void Complete(long newlines)
    {
        if (HeaderLine == 0 && _needle.Length > 0)
        {
            ReadOnlySpan<byte> tail = _tail.AsSpan(0, _tailLength);
            TryFind([.. tail, (byte)'\n'], newlines - tail.Count((byte)'\n'), _isInside ^ (tail.Count((byte)'"') % 2 != 0));
        }
    }

    /// <summary>What was found, in sentences; null where nothing was.</summary>
    public string? Warning => (HeaderLine, LongLine) switch
    {
        (0, 0) => null,
        (_, 0) => OfHeader,
        (0, _) => OfLongRow,
        _ => $"{OfHeader} {OfLongRow}",
    };

    private string OfHeader => string.Create(
        CultureInfo.InvariantCulture, $"Line {HeaderLine} is the header once more, as where files were put together; it counts as a row.");

    private string OfLongRow => string.Create(
        CultureInfo.InvariantCulture, $"The row on line {LongLine} is longer than {_longestRow} bytes, which no command reads row by row.");

    // The last newline of the bytes that ends a row; -1 where none does.
    private int LastEnd(ReadOnlySpan<byte> bytes, bool isInsideAtEnd)
    {
        var end = bytes.LastIndexOf((byte)'\n');
        for (var isInside = isInsideAtEnd; end >= 0 && _isQuoted; end = bytes[..end].LastIndexOf((byte)'\n'))
        {
            var rest = bytes[(end + 1)..];
            isInside ^= rest.Count((byte)'"') % 2 != 0;
            if (!isInside)
            {
                break;
            }

            bytes = bytes[..(end + 1)];
        }

        return end;
    }

    // The first newline that ends a row; there is one.
    private int FirstEnd(ReadOnlySpan<byte> bytes)
    {
        var isInside = _isInside;
        for (var start = 0; ;)
        {
            var end = start + bytes[start..].IndexOf((byte)'\n');
            isInside ^= _isQuoted && bytes[start..end].Count((byte)'"') % 2 != 0;
            if (!isInside)
            {
                return end;
            }

            start = end + 1;
        }
    }

    private void FindHeader(ReadOnlySpan<byte> bytes, long newlinesBefore, bool hasLineLikeHeader)
    {
        // What ends in the first bytes has begun in those before.
        var tail = _tailLength;
        var seam = _seam.AsSpan(0, tail + Math.Min(bytes.Length, _tail.Length));
        _tail.AsSpan(0, tail).CopyTo(seam);
        bytes[..(seam.Length - tail)].CopyTo(seam[tail..]);
        if (hasLineLikeHeader || _bytesSinceLikeHeader <= _tail.Length)
        {
            TryFind(seam, newlinesBefore - seam[..tail].Count((byte)'\n'), _isInside ^ (seam[..tail].Count((byte)'"') % 2 != 0));
        }

        if (hasLineLikeHeader)
        {
            TryFind(bytes, newlinesBefore, _isInside);
        }

        _bytesSinceLikeHeader = hasLineLikeHeader ? 0 : _bytesSinceLikeHeader + bytes.Length;

        var kept = bytes.Length >= _tail.Length ? bytes[^_tail.Length..] : seam[^Math.Min(seam.Length, _tail.Length)..];
        kept.CopyTo(_tail);
        _tailLength = kept.Length;
    }

    private bool TryFind(ReadOnlySpan<byte> bytes, long newlinesBefore, bool isInside)
    {
        for (int start = 0, found; HeaderLine == 0 && (found = bytes[start..].IndexOf(_needle)) >= 0; start++)
        {
            start += found;
            if (!IsField(bytes, start))
            {
                continue;
            }

            var before = bytes[Math.Max(0, start - _tail.Length)..start].LastIndexOf((byte)'\n');
            var line = before < 0 ? [] : bytes[(Math.Max(0, start - _tail.Length) + before + 1)..];
            if (line.IndexOf((byte)'\n') is var end && end < 0)
            {
                continue;
            }

            var at = bytes.Length - line.Length;
            if (IsHeader(line[..end]) && (!_isQuoted || isInside == (bytes[..at].Count((byte)'"') % 2 != 0)))
            {
                HeaderLine = newlinesBefore + bytes[..at].Count((byte)'\n') + 1;
            }
        }

        return HeaderLine != 0;
    }

    // Most of what is found stands in the middle of a value, and a look at two bytes says so.
    private bool IsField(ReadOnlySpan<byte> bytes, int start)
    {
        var end = start + _needle.Length;
        return start > 0 && EndsField(bytes[start - 1]) && end < bytes.Length && EndsField(bytes[end]);
    }

    private bool EndsField(byte value) => value == _delimiter || value is (byte)'\n' or (byte)'\r' or (byte)'"';

    private bool IsHeader(ReadOnlySpan<byte> line)
    {
        for (var column = 0; column < _names.Length; column++)
        {
            var (bare, quoted) = _names[column];
            var taken = _isQuoted && line.StartsWith(quoted) ? quoted.Length : line.StartsWith(bare) ? bare.Length : line.Length + 1;
            if (taken > line.Length)
            {
                return false;
            }

            line = line[taken..];
            if (column < _names.Length - 1)
            {
                if (line.IsEmpty || line[0] != _delimiter)
                {
                    return false;
                }

                line = line[1..];
            }
        }

        return line.IsEmpty || line.SequenceEqual("\r"u8);
    }
}
