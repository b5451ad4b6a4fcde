using System.Numerics;
using System.Runtime.CompilerServices;
using DataLakeTools.Core.Csv.Simd;

namespace DataLakeTools.Core.Csv;

/// <content>The byte-by-byte scan: for blocks with a problem, for the last block, and on processors without vectors.</content>
internal sealed partial class CsvBlockScanner
{
    private long _lastInvalidLine;
    private long _lastNulLine;
    private long _lastReturnLine;

    // The end of a record that an unclosed quotation mark extends to the end of the file; its field count is not reported.
    private long _unclosedRecordEnd = -1;

    // Outside quotes a field that is neither broken nor quoted has no quotation mark, so one before a carriage return closes a field.
    private CsvQuoteState StateBefore(ref byte block) =>
        _isBroken != 0 ? CsvQuoteState.Broken
        : _insideQuotes != 0 ? CsvQuoteState.Quoted
        : _afterBoundary != 0 ? CsvQuoteState.FieldStart
        : _afterClose != 0 ? CsvQuoteState.AfterQuote
        : Unsafe.Subtract(ref block, 1) == '\r' && Unsafe.Subtract(ref block, 2) == '"' ? CsvQuoteState.AfterQuoteAndReturn
        : CsvQuoteState.Unquoted;

    private void Keep(CsvQuoteState state)
    {
        _isBroken = state == CsvQuoteState.Broken ? 1u : 0;
        _insideQuotes = state == CsvQuoteState.Quoted ? ~0UL : 0;
        _afterBoundary = state == CsvQuoteState.FieldStart ? 1u : 0;
        _afterClose = state == CsvQuoteState.AfterQuote ? 1u : 0;
    }

    private void ScanByteByByte(ref byte block, int length, bool isEnd)
    {
        ulong delimiters = 0, quotedDelimiters = 0, recordEnds = 0, newlines = 0, returns = 0, starts = 0, closes = 0;
        var text = Utf8StateBefore(ref block);
        var state = StateBefore(ref block);
        var line = Newlines + 1;
        var quoteLine = line - (_recordNewlines == 0 ? 0 : _quoteNewlines);
        var afterNullMarks = IsNullMark(ref block, 0) ? 1UL : 0;
        for (var i = 0; i < length; i++)
        {
            var value = Unsafe.Add(ref block, i);
            var bit = 1UL << i;
            if (!text.Step(value, out var sequence, out var sequenceLength, out var back))
            {
                ReportInvalid(line, _offset + i - back, sequence, sequenceLength);
            }

            if (value == 0)
            {
                ReportNul(line, _offset + i);
            }

            var before = state;
            var events = _isQuoted ? CsvQuoteMachine.Step(ref state, value, _delimiter)
                : value == '\n' ? CsvQuoteEvents.RecordEnd
                : value == _delimiter ? CsvQuoteEvents.FieldEnd
                : CsvQuoteEvents.None;
            if (value != '\n' && before != CsvQuoteState.Quoted && Unsafe.Add(ref block, i - 1) == '\r')
            {
                ReportReturn(line, _offset + i - 1, value);
            }

            if (value == 0xBF && before != CsvQuoteState.Quoted && IsBomAtLineStart(ref block, i))
            {
                ReportMark(line, _offset + i - 2);
            }

            if ((events & CsvQuoteEvents.FieldEnd) != 0)
            {
                delimiters |= bit;
            }
            else if (value == _delimiter)
            {
                quotedDelimiters |= bit;
            }

            if ((events & CsvQuoteEvents.RecordEnd) != 0)
            {
                recordEnds |= bit;
            }

            if (events > CsvQuoteEvents.RecordEnd)
            {
                ReportQuoting(events, line, _offset + i);
            }

            if (before == CsvQuoteState.FieldStart && state == CsvQuoteState.Quoted)
            {
                (starts, quoteLine) = (starts | bit, line);
            }

            if (state == CsvQuoteState.AfterQuote)
            {
                closes |= bit;
            }

            switch (value)
            {
                case (byte)'\n':
                    newlines |= bit;
                    line++;
                    break;
                case (byte)'\r':
                    returns |= bit;
                    break;
                case (byte)'N' when IsNullMark(ref block, i + 1):
                    afterNullMarks |= bit << 1;
                    break;
            }
        }

        var crlfEnds = recordEnds & ((returns << 1) | (Unsafe.Subtract(ref block, 1) == '\r' ? 1UL : 0));
        _crlfRecords += BitOperations.PopCount(crlfEnds);
        _quoteNewlines = line - quoteLine;
        if (isEnd)
        {
            EndText(ref block, length, state, text, line, quoteLine, ref recordEnds);
        }

        Keep(state);
        _hasReturns |= returns != 0;
        _afterReturn = state == CsvQuoteState.Quoted ? 0 : returns >> 63;
        _linesLikeHeader = 1;
        _newlinesBefore = newlines;

        if (_counts.Length > 0)
        {
            (var nulls, var empties) = MissingEnds<On>(delimiters | recordEnds, crlfEnds, afterNullMarks, EmptyQuotes(starts, closes));
            EndRecordsOneByOne(ref block, delimiters, recordEnds, newlines, nulls, empties);
        }
        else
        {
            EndRecords(ref block, delimiters, recordEnds, newlines);
        }

        CountNewlines(newlines, recordEnds, delimiters, quotedDelimiters);
        CountQuotedDelimiters(quotedDelimiters, recordEnds);
        _offset += length;
    }

    // Ends a last record without a newline by a bit after its last byte.
    private void EndText(ref byte block, int length, CsvQuoteState state, CsvUtf8State text, long line, long quoteLine, ref ulong recordEnds)
    {
        var end = _offset + length;
        if (!text.End(out var sequence, out var sequenceLength))
        {
            ReportInvalid(line, end - sequenceLength, sequence, sequenceLength);
        }

        if (end > 0 && state != CsvQuoteState.Quoted && Unsafe.Add(ref block, length - 1) == '\r')
        {
            ReportReturn(line, end - 1, -1);
        }

        var ended = _records + BitOperations.PopCount(recordEnds);
        LineEnding = ended == 0 ? CsvLineEnding.None
            : _crlfRecords == 0 ? CsvLineEnding.Lf
            : _crlfRecords == ended ? CsvLineEnding.CrLf
            : CsvLineEnding.Mixed;

        var isOpen = _isQuoted && state == CsvQuoteState.Quoted;
        if (isOpen && _problems.CountAndAskToKeep(CsvProblemKind.UnclosedQuote, quoteLine, end))
        {
            _problems.Keep(CsvProblems.UnclosedQuote(quoteLine), end);
        }

        if (end == 0 || (EndsWithNewline && !isOpen))
        {
            return;
        }

        recordEnds |= 1UL << length;
        if (isOpen)
        {
            _unclosedRecordEnd = end;
        }
    }

    private static bool IsNullMark(ref byte block, int end) => Unsafe.Add(ref block, end - 1) == 'N' && Unsafe.Add(ref block, end - 2) == '\\';

    private static bool IsBomAtLineStart(ref byte block, int end) =>
        Unsafe.Add(ref block, end - 1) == 0xBB && Unsafe.Add(ref block, end - 2) == 0xEF && Unsafe.Add(ref block, end - 3) == '\n';

    private static CsvUtf8State Utf8StateBefore(ref byte block)
    {
        var text = default(CsvUtf8State);
        for (var i = 3; i > 0; i--)
        {
            text.Step(Unsafe.Subtract(ref block, i), out _, out _, out _);
        }

        return text;
    }

    private void ReportInvalid(long line, long offset, uint sequence, int length)
    {
        if (line == _lastInvalidLine)
        {
            return;
        }

        _lastInvalidLine = line;
        if (_problems.CountAndAskToKeep(CsvProblemKind.InvalidUtf8, line, offset))
        {
            _problems.Keep(CsvProblems.InvalidUtf8(line, sequence, length), offset);
        }
    }

    private void ReportReturn(long line, long offset, int next)
    {
        if (line == _lastReturnLine)
        {
            return;
        }

        _lastReturnLine = line;
        if (_problems.CountAndAskToKeep(CsvProblemKind.BareCarriageReturn, line, offset))
        {
            _problems.Keep(CsvProblems.BareReturn(line, next), offset);
        }
    }

    private void ReportMark(long line, long offset)
    {
        if (_problems.CountAndAskToKeep(CsvProblemKind.ByteOrderMarkInside, line, offset))
        {
            _problems.Keep(CsvProblems.BomInside(line), offset);
        }
    }

    private void ReportNul(long line, long offset)
    {
        if (line == _lastNulLine)
        {
            return;
        }

        _lastNulLine = line;
        if (_problems.CountAndAskToKeep(CsvProblemKind.NotText, line, offset))
        {
            _problems.Keep(CsvProblems.Nul(line), offset);
        }
    }

    private void ReportQuoting(CsvQuoteEvents events, long line, long offset)
    {
        var isAfter = (events & CsvQuoteEvents.TextAfterClosingQuote) != 0;
        var kind = isAfter ? CsvProblemKind.TextAfterClosingQuote : CsvProblemKind.QuoteInUnquotedField;
        if (_problems.CountAndAskToKeep(kind, line, offset))
        {
            _problems.Keep(isAfter ? CsvProblems.TextAfterClosingQuote(line) : CsvProblems.QuoteInUnquotedField(line), offset);
        }
    }
}
