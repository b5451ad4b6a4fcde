using System.Text;
using DataLakeTools.Core.Csv;

namespace DataLakeTools.Core.Tests.Csv;

/// <summary>
/// The rules of the scanner written the plain way: the whole text at once, field by field, with the runtime's own
/// UTF-8 decoder. Slow, and easy to believe.
/// </summary>
internal sealed class ReferenceScanner
{
    private readonly byte[] _text;
    private readonly byte _delimiter;
    private readonly bool _isQuoted;
    private readonly List<(long Line, long Offset, CsvProblem Problem)> _problems = [];
    private readonly List<Record> _records = [];
    private readonly List<int> _returns = [];
    private string[] _endings = [];

    private ReferenceScanner(byte[] text, char delimiter)
    {
        _text = text;
        _delimiter = (byte)delimiter;
        _isQuoted = delimiter is not ('|' or '\t');
    }

    public static CsvSummary Scan(byte[] bytes, char delimiter, int maxProblems)
    {
        var hasMark = bytes.AsSpan().StartsWith("\uFEFF"u8);
        var text = hasMark ? bytes[3..] : bytes;
        var scanner = new ReferenceScanner(text, delimiter);
        scanner.ReadRecords();
        scanner.LeaveOutBlankLinesAtTheEnd();
        scanner.CheckHeader();
        scanner.CheckFieldCounts();
        scanner.CheckUtf8();
        scanner.CheckNuls();
        scanner.CheckReturns();
        scanner.CheckMarks(hasMark);
        return scanner.Summarize(bytes.Length, hasMark, delimiter, maxProblems);
    }

    private void ReadRecords()
    {
        var position = 0;
        while (position < _text.Length)
        {
            var record = new Record { Line = LineOf(position), Start = position };
            _records.Add(record);
            var isEnded = false;
            while (!isEnded)
            {
                var end = ReadField(position, record);
                var hasNewline = end < _text.Length && _text[end] == '\n';
                isEnded = end == _text.Length || hasNewline;
                var fieldEnd = hasNewline && end > position && _text[end - 1] == '\r' ? end - 1 : end;
                record.Fields.Add(_text[position..fieldEnd]);
                record.End = end;
                record.Ending = !hasNewline ? "" : end > 0 && _text[end - 1] == '\r' ? "\r\n" : "\n";
                position = Math.Min(end + 1, _text.Length);
            }
        }
    }

    // The index of the delimiter or the newline after the field, or the length of the text.
    private int ReadField(int start, Record record)
    {
        var i = start;
        var isReported = false;
        if (_isQuoted && i < _text.Length && _text[i] == '"')
        {
            for (i++; ; i++)
            {
                if (i >= _text.Length)
                {
                    record.IsOpen = true;
                    Report(CsvProblemKind.UnclosedQuote, LineOf(start), _text.Length, "a closing quotation mark", "the end of the file");
                    return _text.Length;
                }

                if (_text[i] != '"')
                {
                    continue;
                }

                if (i + 1 < _text.Length && _text[i + 1] == '"')
                {
                    i++;
                }
                else
                {
                    break;
                }
            }

            i++;
            var isReturn = At(i) == '\r';
            var next = isReturn ? i + 1 : i;
            if (next < _text.Length && _text[next] != '\n' && (isReturn || _text[next] != _delimiter))
            {
                isReported = true;
                Report(
                    CsvProblemKind.TextAfterClosingQuote, LineOf(next), next,
                    "a delimiter or a newline after the closing quotation mark", "other text");
            }
        }

        for (; i < _text.Length && _text[i] != _delimiter && _text[i] != '\n'; i++)
        {
            if (_text[i] == '\r' && At(i + 1) != '\n')
            {
                _returns.Add(i);
            }

            if (!_isQuoted || _text[i] != '"' || isReported)
            {
                continue;
            }

            isReported = true;
            Report(
                CsvProblemKind.QuoteInUnquotedField, LineOf(i), i,
                "a quotation mark only at the beginning of a field", "one inside a field");
        }

        return i;
    }

    private void CheckHeader()
    {
        if (_records.Count == 0)
        {
            Report(CsvProblemKind.Empty, 1, 0, "a header line", "an empty file");
            return;
        }

        var header = _records[0];
        if (header.Fields is [var only] && only.AsSpan().Trim(" \t\r"u8).IsEmpty)
        {
            Report(CsvProblemKind.Empty, 1, 0, "a header line", only.Length == 0 ? "an empty line" : "nothing but white space");
        }
    }

    // A blank line at the end of the file is no row; the header is none either.
    private void LeaveOutBlankLinesAtTheEnd()
    {
        _endings = [.. _records.Select(record => record.Ending).Where(ending => ending.Length > 0).Distinct()];
        while (_records.Count > 1 && _records[^1] is { IsOpen: false, Fields: [[]], Ending.Length: > 0 })
        {
            _records.RemoveAt(_records.Count - 1);
        }
    }

    private void CheckReturns()
    {
        foreach (var index in _returns.GroupBy(LineOf).Select(line => line.First()))
        {
            Report(
                CsvProblemKind.BareCarriageReturn, LineOf(index), index, "LF or CRLF at the end of a line",
                At(index + 1) switch
                {
                    -1 => "a carriage return at the end of the file, whose line feed is cut off",
                    '\r' => "two carriage returns, as Python writes them on Windows without newline=''",
                    _ => "a carriage return alone, as in files from an old Mac",
                });
        }
    }

    private void CheckMarks(bool hasMark)
    {
        foreach (var start in _records.Select(record => record.Start).Where(start => _text.AsSpan(start).StartsWith("\uFEFF"u8) && (start > 0 || hasMark)))
        {
            Report(CsvProblemKind.ByteOrderMarkInside, LineOf(start), start, "a byte order mark only at the beginning of the file", "one more, as where files were put together");
        }
    }

    private void CheckFieldCounts()
    {
        foreach (var record in _records.Skip(1))
        {
            var expected = _records[0].Fields.Count;
            if (record.IsOpen || record.Fields.Count == expected)
            {
                continue;
            }

            var isBlank = record.Fields is [[]] || (record.Fields is [[(byte)'\r']] && record.Ending.Length == 0);
            Report(
                CsvProblemKind.FieldCount, record.Line, record.End,
                expected == 1 ? "1 field" : $"{expected} fields", isBlank ? "an empty line" : $"{record.Fields.Count}");
        }
    }

    private void CheckUtf8()
    {
        long lastLine = 0;
        for (var i = 0; i < _text.Length;)
        {
            var isValid = Rune.DecodeFromUtf8(_text.AsSpan(i), out _, out var length) == System.Buffers.OperationStatus.Done;
            if (!isValid && LineOf(i) != lastLine)
            {
                lastLine = LineOf(i);
                var bytes = string.Join(' ', _text.Skip(i).Take(length).Select(value => $"{value:X2}"));
                Report(CsvProblemKind.InvalidUtf8, lastLine, i, "UTF-8 text", (length == 1 ? "byte " : "bytes ") + bytes);
            }

            i += length;
        }
    }

    private void CheckNuls()
    {
        for (var i = 0; i < _text.Length; i++)
        {
            if (_text[i] == 0 && !_problems.Any(p => p.Problem.Kind == CsvProblemKind.NotText && p.Line == LineOf(i)))
            {
                Report(CsvProblemKind.NotText, LineOf(i), i, "UTF-8 text", "a NUL byte, as in binary files and in UTF-16 without a byte order mark");
            }
        }
    }

    private CsvSummary Summarize(int length, bool hasMark, char delimiter, int maxProblems)
    {
        var header = _records.FirstOrDefault()?.Fields ?? [];
        return new CsvSummary
        {
            Rows = Math.Max(0, _records.Count - 1),
            Lines = _text.Count(value => value == '\n') + (_text.Length > 0 && _text[^1] != '\n' ? 1 : 0),
            Columns = [.. header.Select(_ => "name")],
            Delimiter = delimiter,
            Quoting = _isQuoted ? CsvQuoting.Rfc4180 : CsvQuoting.None,
            LineEnding = _endings switch
            {
                [] => CsvLineEnding.None,
                ["\n"] => CsvLineEnding.Lf,
                ["\r\n"] => CsvLineEnding.CrLf,
                _ => CsvLineEnding.Mixed,
            },
            HasByteOrderMark = hasMark,
            EndsWithNewline = _text.Length > 0 && _text[^1] == '\n',
            Length = length,
            ProblemCount = _problems.Count,
            ProblemKinds = _problems.Select(found => found.Problem.Kind).ToHashSet(),
            Problems = [.. _problems.OrderBy(p => p.Line).ThenBy(p => p.Offset).ThenBy(p => p.Problem.Kind).Take(maxProblems).Select(p => p.Problem)],
            Missing = [.. header.Select((_, column) => new CsvColumnMissing(
                "name", Count(column, field => field.AsSpan().SequenceEqual("\\N"u8)), Count(column, field => field is [] || (_isQuoted && field.AsSpan().SequenceEqual("\"\""u8)))))],
        };
    }

    private long Count(int column, Func<byte[], bool> condition) =>
        _records.Skip(1).Count(record => column < record.Fields.Count && condition(record.Fields[column]));

    private int At(int index) => index < _text.Length ? _text[index] : -1;

    private long LineOf(int index) => 1 + _text.Take(index).Count(value => value == '\n');

    private void Report(CsvProblemKind kind, long line, long offset, string expected, string found) =>
        _problems.Add((line, offset, new CsvProblem(kind, line, expected, found)));

    private sealed class Record
    {
        public long Line { get; init; }

        public int Start { get; init; }

        public int End { get; set; }

        public bool IsOpen { get; set; }

        public string Ending { get; set; } = "";

        public List<byte[]> Fields { get; } = [];

        public bool IsBlank => Fields is [[]] && Ending.Length > 0;
    }
}
