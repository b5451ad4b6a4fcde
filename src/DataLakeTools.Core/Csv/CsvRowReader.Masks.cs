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

    private bool TrySplitQuotedRowByMasks(out int fields, out int end)
    {
        fields = 0;
        end = _next;
        if (CsvProcessor.Best == CsvInstructions.Scalar) return false;

        int start = _next;
        bool hasEscapes = false;
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

            hasEscapes |= (quotes & inside & afterClose) != 0;
            afterBoundaryBefore = boundaries >> 63;
            for (; boundaries != 0; boundaries &= boundaries - 1)
            {
                int index = at + BitOperations.TrailingZeroCount(boundaries);
                bool isLast = Unsafe.Add(ref buffer, index) == '\n';
                int fieldEnd = isLast && index > start && Unsafe.Add(ref buffer, index - 1) == '\r' ? index - 1 : index;
                bool isQuoted = Unsafe.Add(ref buffer, start) == '"';
                if (fields < _fields.Length)
                    _fields[fields] = isQuoted
                        ? new CsvFieldRange(start + 1, fieldEnd - 1, true, hasEscapes)
                        : new CsvFieldRange(start, fieldEnd, false, false);
                fields++;
                start = index + 1;
                end = start;
                if (isLast) return true;
            }

            insideBefore = inside >> 63;
            afterCloseBefore = closes >> 63;
            afterReturnBefore = closedReturns >> 63;
        }

        return false;
    }
}
