using DataLakeTools.Core.Errors;

namespace DataLakeTools.Core.Csv;

/// <content>The errors of a row.</content>
public sealed partial class CsvRowReader
{
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
