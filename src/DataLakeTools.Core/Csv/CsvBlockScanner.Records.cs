using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using DataLakeTools.Core.Csv.Simd;

namespace DataLakeTools.Core.Csv;

/// <content>Ends records, and holds each against the number of fields of the header.</content>
internal sealed partial class CsvBlockScanner
{
    // Fields of the header, 0 until it has ended.
    private long _columns;

    // Delimiters that the current record still needs to have as many fields as the header. -1 before the
    // header has ended, which no record can match: the header is handled as an unexpected record, and that sets _columns.
    private long _delimitersLeft = -1;

    // A bit for every field that ends a record, if the first field does and all records have as many fields as the header.
    private ulong _rowPattern;

    // Blank lines in a file of several columns, the first of them with their places, and how many stand at its end.
    private readonly List<(long Line, long Offset)> _blankLines = [];
    private long _blanks;
    private long _blankAtEnd;

    private long Delimiters => _columns - 1 - _delimitersLeft;

    // The common case, without a branch on where records end or how many, which would be mispredicted. False if a record
    // has another number of fields than the header.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryEndRecordsWithPext<TMissing>(ulong delimiters, ulong recordEnds, ulong nullEnds, ulong emptyEnds)
        where TMissing : struct, ISwitch
    {
        var boundaries = delimiters | recordEnds;
        var fields = CsvCpu.Count(boundaries);
        var left = _delimitersLeft;
        if (TMissing.IsOn && (ulong)left >= BlockLength)
        {
            return false;
        }

        var expected = (ulong)left < BlockLength ? Bmi2.X64.ZeroHighBits(_rowPattern << (int)left, (ulong)fields) : 0;
        if (Bmi2.X64.ParallelBitExtract(recordEnds, boundaries) != expected)
        {
            return false;
        }

        if (TMissing.IsOn)
        {
            KeepFields(boundaries, fields, nullEnds, emptyEnds);
        }

        var ended = CsvCpu.Count(recordEnds);
        _delimitersLeft = left - fields + (ended * _columns);
        _records += ended;
        return true;
    }

    // The same without gathering bits. Also false if more than one record ends in the block.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryEndAtMostOneRecord(ulong delimiters, ulong recordEnds)
    {
        var ended = CsvCpu.Count(recordEnds);
        var upToEnd = recordEnds ^ (recordEnds - 1);
        var left = _delimitersLeft - CsvCpu.Count(delimiters & upToEnd);

        // ended == 1: left must be 0. ended == 0: left must not be negative (the right side is long.MaxValue).
        if (ended > 1 || (ulong)left > (ulong)(ended - 1) >> 1)
        {
            return false;
        }

        _delimitersLeft += (ended * (_columns - 1)) - CsvCpu.Count(delimiters);
        _records += ended;
        return true;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void EndRecordsOneByOne(ref byte block, ulong delimiters, ulong recordEnds, ulong newlines, ulong nullEnds, ulong emptyEnds)
    {
        CountFields();
        CountOneByOne(delimiters, recordEnds, nullEnds, emptyEnds);
        EndRecords(ref block, delimiters, recordEnds, newlines);
        BeginFields();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void EndRecords(ref byte block, ulong delimiters, ulong recordEnds, ulong newlines)
    {
        var count = Delimiters;
        var newlinesBefore = Newlines;
        var line = newlinesBefore + 1 - _recordNewlines;
        for (; recordEnds != 0; recordEnds &= recordEnds - 1)
        {
            var upToEnd = recordEnds ^ (recordEnds - 1);
            count += BitOperations.PopCount(delimiters & upToEnd);
            if (count != _columns - 1)
            {
                EndUnexpected(ref block, BitOperations.TrailingZeroCount(recordEnds), count, line);
            }

            line = newlinesBefore + BitOperations.PopCount(newlines & upToEnd) + 1;
            _records++;
            delimiters &= ~upToEnd;
            count = 0;
        }

        _delimitersLeft = _columns - 1 - count - BitOperations.PopCount(delimiters);
    }

    // The end of the header, or of a record that has not as many fields.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void EndUnexpected(ref byte block, int index, long delimiters, long line)
    {
        if (_columns == 0)
        {
            _columns = delimiters + 1;
            for (long bit = 0; bit < BlockLength; bit += _columns)
            {
                _rowPattern |= 1UL << (int)bit;
            }

            return;
        }

        var offset = _offset + index;
        if (offset == _unclosedRecordEnd)
        {
            return;
        }

        var last = Unsafe.Add(ref block, index - 1);
        var isBlank = last == '\n' || (last == '\r' && Unsafe.Add(ref block, index - 2) == '\n');
        if (isBlank)
        {
            // Whether it is a row is known when the file ends.
            _blanks++;
            if (_blankLines.Count < _problems.Capacity)
            {
                _blankLines.Add((line, offset));
            }
        }
        else if (_problems.CountAndAskToKeep(CsvProblemKind.FieldCount, line, offset))
        {
            _problems.Keep(CsvProblems.FieldCount(line, _columns, delimiters + 1, isBlank: false), offset);
        }
    }
}
