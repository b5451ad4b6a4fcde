using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using DataLakeTools.Core.Csv.Simd;

namespace DataLakeTools.Core.Csv;

/// <content>
/// Finds fields in blocks of 64 bytes; see <see cref="CsvBlockScanner"/> for the masks. Where a block does not fit into
/// the buffer, or quoting is wrong, nothing is found, and the plain way has the last word.
/// </content>
public sealed partial class CsvRowReader
{
    private const int BlockLength = 64;

    private bool TryFindFieldsByMasks(int start)
    {
        if (CsvProcessor.Best == CsvInstructions.Scalar) return false;

        int found = _found;
        ref byte buffer = ref MemoryMarshal.GetArrayDataReference(_buffer);
        for (int at = start; at < _rowEnd; at += BlockLength)
        {
            if (at + BlockLength > _buffer.Length) return false;

            ulong delimiters = CsvProcessor.Equal(ref Unsafe.Add(ref buffer, at), _delimiter);
            if (_rowEnd - at < BlockLength) delimiters &= (1UL << (_rowEnd - at)) - 1;
            for (; delimiters != 0; delimiters &= delimiters - 1)
            {
                int end = at + BitOperations.TrailingZeroCount(delimiters);
                _fields[found++] = new CsvFieldRange(start, end, false, false);
                start = end + 1;
            }
        }

        _fields[found] = new CsvFieldRange(start, _rowEnd, false, false);
        _found = found + 1;
        return true;
    }

    // Finds the end of a row of a file with quoting and counts its fields; they are found when one is asked for.
    private bool TryFindQuotedRowByMasks()
    {
        if (CsvProcessor.Best == CsvInstructions.Scalar) return false;

        int fields = 0, lines = 0;
        ulong quotesSeen = 0, escapesSeen = 0;
        ulong insideBefore = 0, afterBoundaryBefore = 1, afterCloseBefore = 0, afterReturnBefore = 0;
        ref byte buffer = ref MemoryMarshal.GetArrayDataReference(_buffer);
        for (int at = _next; at + BlockLength <= _filled; at += BlockLength)
        {
            ref byte block = ref Unsafe.Add(ref buffer, at);
            ulong newlines = CsvProcessor.Equal(ref block, (byte)'\n');
            ulong returns = CsvProcessor.Equal(ref block, (byte)'\r');
            ulong quotes = CsvProcessor.Equal(ref block, (byte)'"');
            ulong inside = CsvProcessor.PrefixXor(quotes) ^ (0 - insideBefore);
            ulong boundaries = (CsvProcessor.Equal(ref block, _delimiter) | newlines) & ~inside;
            ulong afterBoundary = (boundaries << 1) | afterBoundaryBefore;
            ulong closes = quotes & ~inside;
            ulong afterClose = (closes << 1) | afterCloseBefore;
            ulong closedReturns = afterClose & returns;
            ulong wrong = (quotes & inside & ~(afterBoundary | afterClose))
                | (afterClose & ~(boundaries | returns | quotes))
                | (((closedReturns << 1) | afterReturnBefore) & ~newlines);
            if (wrong != 0) return false;

            ulong end = newlines & ~inside;
            ulong ofRow = end ^ (end - 1); // all bits, if the row does not end here
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
        int start = _next;
        int end = hasQuotes ? newline + 1 : newline > start && _buffer[newline - 1] == '\r' ? newline - 1 : newline;
        if (fields != _columns.Length && end > start) throw WrongFieldCount(fields, false);
        SetRow(start, end, 0);
        _isQuotedRow = hasQuotes;
        _next = newline + 1;
        _nextLine += lines;
    }

    // The row was found by masks, so its quoting is right and no block of it leaves the buffer.
    private void SplitQuotedRow()
    {
        int start = _rowStart;
        int fields = 0;
        ulong insideBefore = 0;
        ref byte buffer = ref MemoryMarshal.GetArrayDataReference(_buffer);
        for (int at = _rowStart; at < _rowEnd; at += BlockLength)
        {
            ref byte block = ref Unsafe.Add(ref buffer, at);
            ulong inside = CsvProcessor.PrefixXor(CsvProcessor.Equal(ref block, (byte)'"')) ^ (0 - insideBefore);
            ulong boundaries = (CsvProcessor.Equal(ref block, _delimiter) | CsvProcessor.Equal(ref block, (byte)'\n')) & ~inside;
            insideBefore = inside >> 63;
            for (; boundaries != 0 && fields < _fields.Length; boundaries &= boundaries - 1)
            {
                int index = at + BitOperations.TrailingZeroCount(boundaries);
                int end = fields == _fields.Length - 1 && index > start && Unsafe.Add(ref buffer, index - 1) == '\r' ? index - 1 : index;
                _fields[fields++] = Unsafe.Add(ref buffer, start) == '"'
                    ? new CsvFieldRange(start + 1, end - 1, true, _rowHasEscapes)
                    : new CsvFieldRange(start, end, false, false);
                start = index + 1;
            }
        }

        _found = fields;
    }
}
