using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using DataLakeTools.Core.Csv.Simd;

namespace DataLakeTools.Core.Csv;

/// <content>
/// Finds fields in blocks of 64 bytes; see <see cref="CsvBlockScanner"/> for the masks. If a
/// block exceeds the buffer, or quoting is wrong, nothing is found, and the byte-by-byte code takes over.
/// </content>
public sealed partial class CsvRowReader
{
    private const int BlockLength = 64;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool TryFindFieldsByMasks(int start)
    {
        if (CsvCpu.Best == CsvInstructions.Scalar)
        {
            return false;
        }

        var found = _found;
        ref var buffer = ref MemoryMarshal.GetArrayDataReference(_buffer);
        for (var at = start; at < _rowEnd; at += BlockLength)
        {
            if (at + BlockLength > _buffer.Length)
            {
                return false;
            }

            var delimiters = CsvCpu.Equal(ref Unsafe.Add(ref buffer, at), _delimiter);
            if (_rowEnd - at < BlockLength)
            {
                delimiters &= (1UL << (_rowEnd - at)) - 1;
            }

            for (; delimiters != 0; delimiters &= delimiters - 1)
            {
                var end = at + BitOperations.TrailingZeroCount(delimiters);
                _fields[found++] = new CsvFieldRange(start, end, false, false);
                start = end + 1;
            }
        }

        _fields[found] = new CsvFieldRange(start, _rowEnd, false, false);
        _found = found + 1;
        return true;
    }

    // Finds the end of a row of a file with quoting and counts its fields. The fields are located on first access.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool TryFindQuotedRowByMasks()
    {
        if (CsvCpu.Best == CsvInstructions.Scalar)
        {
            return false;
        }

        int fields = 0, lines = 0;
        ulong quotesSeen = 0, escapesSeen = 0;
        ulong insideBefore = 0, afterBoundaryBefore = 1, afterCloseBefore = 0, afterReturnBefore = 0;
        ref var buffer = ref MemoryMarshal.GetArrayDataReference(_buffer);
        for (var at = _next; at + BlockLength <= _filled; at += BlockLength)
        {
            ref var block = ref Unsafe.Add(ref buffer, at);
            var newlines = CsvCpu.Equal(ref block, (byte)'\n');
            var returns = CsvCpu.Equal(ref block, (byte)'\r');
            var quotes = CsvCpu.Equal(ref block, (byte)'"');
            var inside = CsvCpu.PrefixXor(quotes) ^ (0 - insideBefore);
            var boundaries = (CsvCpu.Equal(ref block, _delimiter) | newlines) & ~inside;
            var afterBoundary = (boundaries << 1) | afterBoundaryBefore;
            var closes = quotes & ~inside;
            var afterClose = (closes << 1) | afterCloseBefore;
            var closedReturns = afterClose & returns;
            var wrong = (quotes & inside & ~(afterBoundary | afterClose))
                | (afterClose & ~(boundaries | returns | quotes))
                | (((closedReturns << 1) | afterReturnBefore) & ~newlines);
            if (wrong != 0)
            {
                return false;
            }

            var end = newlines & ~inside;
            var ofRow = end ^ (end - 1); // all bits, if the row does not end here
            fields += BitOperations.PopCount(boundaries & ofRow);
            lines += BitOperations.PopCount(newlines & ofRow);
            quotesSeen |= quotes & ofRow;
            escapesSeen |= quotes & inside & afterClose;
            if (end != 0)
            {
                _rowHasEscapes = escapesSeen != 0;
                EndRow(at + BitOperations.TrailingZeroCount(end), fields, lines, quotesSeen != 0);
                return true;
            }

            afterBoundaryBefore = boundaries >> 63;
            insideBefore = inside >> 63;
            afterCloseBefore = closes >> 63;
            afterReturnBefore = closedReturns >> 63;
        }

        return false;
    }

    private void EndRow(int newline, int fields, int lines, bool hasQuotes)
    {
        var start = _next;
        var end = hasQuotes ? newline + 1 : newline > start && _buffer[newline - 1] == '\r' ? newline - 1 : newline;
        if (fields != _columns.Length && end > start)
        {
            throw WrongFieldCount(fields, false);
        }

        SetRow(start, end, 0);
        _isQuotedRow = hasQuotes;
        _next = newline + 1;
        _nextLine += lines;
    }

    // The row was found by masks, so its quoting is valid and its blocks are within the buffer.
    private void SplitQuotedRow()
    {
        var start = _rowStart;
        var fields = 0;
        ulong insideBefore = 0;
        ref var buffer = ref MemoryMarshal.GetArrayDataReference(_buffer);
        for (var at = _rowStart; at < _rowEnd; at += BlockLength)
        {
            ref var block = ref Unsafe.Add(ref buffer, at);
            var inside = CsvCpu.PrefixXor(CsvCpu.Equal(ref block, (byte)'"')) ^ (0 - insideBefore);
            var boundaries = (CsvCpu.Equal(ref block, _delimiter) | CsvCpu.Equal(ref block, (byte)'\n')) & ~inside;
            insideBefore = inside >> 63;
            for (; boundaries != 0 && fields < _fields.Length; boundaries &= boundaries - 1)
            {
                var index = at + BitOperations.TrailingZeroCount(boundaries);
                var end = fields == _fields.Length - 1 && index > start && Unsafe.Add(ref buffer, index - 1) == '\r' ? index - 1 : index;
                _fields[fields++] = Unsafe.Add(ref buffer, start) == '"'
                    ? new CsvFieldRange(start + 1, end - 1, true, _rowHasEscapes)
                    : new CsvFieldRange(start, end, false, false);
                start = index + 1;
            }
        }

        _found = fields;
    }
}
