using System.Numerics;
using System.Runtime.CompilerServices;
using DataLakeTools.Core.Csv.Simd;

namespace DataLakeTools.Core.Csv;

/// <content>Counts the newlines and delimiters inside quotes, and finds the longest record that swallowed rows.</content>
internal sealed partial class CsvBlockScanner
{
    // Newlines inside quotes, in the current record and in its last quoted field.
    private long _recordNewlines;
    private long _quoteNewlines;

    // Delimiters in the current record: those inside quotes, and those after its first newline, quoted or not.
    private long _quotedDelimiters;
    private long _delimitersAfterFirstLine;

    // Newlines inside the longest record whose lines look like rows, and its last line.
    private long _swallowedNewlines;
    private long _swallowedEnd;

    /// <summary>
    /// The first and the last line of the longest row whose every line has as many delimiters as a whole row, as a stray quotation
    /// mark makes of several rows and text of several lines seldom has; null for none.
    /// </summary>
    public (long First, long Last)? SwallowedRows => _swallowedNewlines == 0 ? null : (_swallowedEnd - _swallowedNewlines, _swallowedEnd);

    // Counted from the opening quote: a quote that seems to close the field may be the first of a doubled one. Few blocks have newlines
    // inside quotes, so these find the opening quotes again.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void CountQuotedNewlines(ref byte block, ulong newlines, ulong recordEnds, ulong delimiters, ulong quotedDelimiters)
    {
        var quotes = CsvCpu.Equal(ref block, (byte)'"');
        var inside = CsvCpu.PrefixXor(quotes);
        inside ^= (0 - (inside >> 63)) ^ _insideQuotes;
        var starts = quotes & inside & ~((quotes << 1) | (Unsafe.Subtract(ref block, 1) == '"' ? 1u : 0u));
        var before = _recordNewlines == 0 || starts != 0 ? 0 : _quoteNewlines;
        _quoteNewlines = before + BitOperations.PopCount((newlines ^ recordEnds) & AfterLast(starts));
        CountNewlines(newlines, recordEnds, delimiters, quotedDelimiters);
    }

    private void CountNewlines(ulong newlines, ulong recordEnds, ulong delimiters, ulong quotedDelimiters)
    {
        NoteSwallowedRows(newlines, recordEnds, delimiters | quotedDelimiters, quotedDelimiters);
        _otherNewlines += BitOperations.PopCount(newlines) - BitOperations.PopCount(recordEnds);
        _recordNewlines = (recordEnds == 0 ? _recordNewlines : 0) + BitOperations.PopCount(newlines & AfterLast(recordEnds));
    }

    // The records of the block have ended, and their newlines are not counted yet.
    private void NoteSwallowedRows(ulong newlines, ulong recordEnds, ulong delimiters, ulong quotedDelimiters)
    {
        var ended = BitOperations.PopCount(recordEnds);
        var (record, newlinesBefore) = (_records - ended, Newlines - ended);
        var (lines, afterFirstLine, quoted) = (_recordNewlines, _delimitersAfterFirstLine, _quotedDelimiters);
        for (var left = ~0UL; ; recordEnds &= recordEnds - 1, record++)
        {
            var end = recordEnds & (0 - recordEnds);
            var bits = left & (end - 1);
            var inside = newlines & bits;
            var afterFirst = lines > 0 ? bits : inside == 0 ? 0 : bits & ~((inside & (0 - inside)) - 1);
            lines += BitOperations.PopCount(inside);
            afterFirstLine += BitOperations.PopCount(delimiters & afterFirst);
            quoted += BitOperations.PopCount(quotedDelimiters & bits);
            if (end == 0)
            {
                _delimitersAfterFirstLine = afterFirstLine;
                return;
            }

            // The lines after the first have the delimiters of as many rows. As many again are inside quotes, so the first line, which
            // the quotes begin in, has those of one row, too.
            if (record > 0 && lines > _swallowedNewlines && afterFirstLine == lines * (_columns - 1) && quoted == afterFirstLine)
            {
                _swallowedNewlines = lines;
                _swallowedEnd = newlinesBefore + BitOperations.PopCount(newlines & (end - 1)) + 1;
            }

            (lines, afterFirstLine, quoted) = (0, 0, 0);
            left = ~((end << 1) - 1);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void CountQuotedDelimiters(ulong quotedDelimiters, ulong recordEnds) =>
        _quotedDelimiters = (_quotedDelimiters & (long)AllIfNone(recordEnds)) + CsvCpu.Count(quotedDelimiters & AfterLast(recordEnds));
}
