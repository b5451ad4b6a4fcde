using System.Runtime.CompilerServices;
using DataLakeTools.Core.Errors;

namespace DataLakeTools.Core.Csv;

/// <content>The errors of a row.</content>
public sealed partial class CsvRowReader
{
    // What the scan of a file finds at ends and beginnings of lines.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void CheckRow()
    {
        ReadOnlySpan<byte> row = _buffer.AsSpan(_rowStart, _rowEnd - _rowStart);
        if (row.StartsWith("\uFEFF"u8))
        {
            throw Unreadable(CsvProblems.BomInside(Line));
        }

        for (var at = row.IndexOf((byte)'\r'); at >= 0;)
        {
            var after = _rowStart + at + 1;
            var next = after < _filled ? _buffer[after] : -1;
            if (next != '\n' && (!_isQuotedFile || row[..at].Count((byte)'"') % 2 == 0))
            {
                throw Unreadable(CsvProblems.BareReturn(Line + row[..at].Count((byte)'\n'), next));
            }

            var rest = row[(at + 1)..].IndexOf((byte)'\r');
            at = rest < 0 ? -1 : at + 1 + rest;
        }
    }

    private DataLakeException WrongFieldCount(int found, bool isBlank) =>
        Unreadable(CsvProblems.FieldCount(Line, _columns.Length, found, isBlank));

    private DataLakeException QuoteInUnquotedField(int position) => Unreadable(CsvProblems.QuoteInUnquotedField(LineOf(_next, position)));

    private DataLakeException TextAfterClosingQuote(int position) => Unreadable(CsvProblems.TextAfterClosingQuote(LineOf(_next, position)));

    private DataLakeException UnclosedQuote(int position) => Unreadable(CsvProblems.UnclosedQuote(LineOf(_next, position)));

    private DataLakeException Nul(int column) =>
        Unreadable(CsvProblems.Nul(LineOf(_rowStart, _fields[column].Start + GetRaw(column).IndexOf((byte)0))));

    private DataLakeException InvalidUtf8(int column)
    {
        var bytes = GetRaw(column);
        var text = default(CsvUtf8State);
        for (var i = 0; i < bytes.Length; i++)
        {
            if (!text.Step(bytes[i], out var sequence, out var length, out var back))
            {
                return At(i - back, sequence, length);
            }
        }

        text.End(out var open, out var openLength);
        return At(bytes.Length - openLength, open, openLength);

        DataLakeException At(int index, uint sequence, int length) =>
            Unreadable(CsvProblems.InvalidUtf8(LineOf(_rowStart, _fields[column].Start + index), sequence, length));
    }

    private long LineOf(int rowStart, int position) => Line + _buffer.AsSpan(rowStart, position - rowStart).Count((byte)'\n');

    private DataLakeException Unreadable(CsvProblem problem)
    {
        (_hasRow, _found) = (false, 0);
        return CsvReadErrors.From(problem, _name);
    }
}
