using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using DataLakeTools.Core.Csv.Simd;

namespace DataLakeTools.Core.Csv;

/// <content>
/// Counts missing and empty values by column. Where the processor gathers bits quickly, a row becomes a word with a bit
/// for every column, and many words are counted at once: a loop over the values of a block would stall the processor,
/// which cannot guess how many there are.
/// </content>
internal sealed partial class CsvBlockScanner
{
    private const int MostColumnsInRow = 64;
    private const int MostRowsInBytes = 255;

    // For every column the empty values, then the missing ones.
    private readonly long[] _counts;

    // The missing values of rows that are not counted yet; no room where values are counted one by one.
    private readonly ulong[] _nullRows;
    private int _nullRowCount;

    // The values of the row that is not ended, and the empty ones of the block.
    private ulong _rowNulls;
    private ulong _rowEmpties;
    private ulong _blockEmpties;

    // Bits to carry into the next block; 1 or 0, and of boundaries the last three.
    private ulong _afterStartQuote;
    private ulong _boundariesBefore = 4;
    private ulong _afterEmptyQuotes;
    private ulong _emptyAndReturn;
    private ulong _nullAndReturn;

    public IReadOnlyList<CsvColumnMissing> Missing(IReadOnlyList<string> columns)
    {
        CountNullRows();
        var missing = new CsvColumnMissing[columns.Count];
        for (int i = 0; i < missing.Length; i++)
            missing[i] = new CsvColumnMissing(columns[i], _counts[(2 * i) + 1], _counts[2 * i]);
        return missing;
    }

    // The closing marks of fields that are just two quotation marks.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ulong EmptyQuotes(ulong starts, ulong closes)
    {
        ulong empty = closes & ((starts << 1) | _afterStartQuote);
        _afterStartQuote = starts >> 63;
        return empty;
    }

    // Returns the missing values of the block, a bit for every field that ends in it, where rows are counted.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ulong CountMissing<TQuoted>(ulong delimiters, ulong recordEnds, ulong returns, ulong afterNullMarks, ulong emptyQuotes, bool countsRows)
        where TQuoted : struct, ISwitch
    {
        // A field is empty or \N if its end comes right after that, or after that and the return of a CRLF.
        ulong boundaries = delimiters | recordEnds;
        ulong afterNull = afterNullMarks & ((boundaries << 3) | _boundariesBefore);
        ulong nullReturns = returns & afterNull;
        ulong nullEnds = (boundaries & afterNull) | (recordEnds & ((nullReturns << 1) | _nullAndReturn));
        ulong afterEmpty = (boundaries << 1) | (_boundariesBefore >> 2);
        if (TQuoted.IsOn)
        {
            afterEmpty |= (emptyQuotes << 1) | _afterEmptyQuotes;
            _afterEmptyQuotes = emptyQuotes >> 63;
        }

        _boundariesBefore = boundaries >> 61;
        _nullAndReturn = nullReturns >> 63;

        // Empty fields are rare in most files.
        ulong emptyEnds = 0;
        if (((afterEmpty & (boundaries | returns)) | _emptyAndReturn) != 0)
        {
            ulong emptyReturns = returns & afterEmpty;
            emptyEnds = (boundaries & afterEmpty) | (recordEnds & ((emptyReturns << 1) | _emptyAndReturn));
            _emptyAndReturn = emptyReturns >> 63;
        }

        if (!countsRows)
        {
            CountOneByOne(delimiters, recordEnds, emptyEnds, nullEnds);
            return 0;
        }

        if (emptyEnds != 0) _blockEmpties = Bmi2.X64.ParallelBitExtract(emptyEnds, boundaries);
        return Bmi2.X64.ParallelBitExtract(nullEnds, boundaries);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void CountOneByOne(ulong delimiters, ulong recordEnds, ulong emptyEnds, ulong nullEnds)
    {
        for (ulong ends = emptyEnds | nullEnds; ends != 0; ends &= ends - 1)
        {
            int end = BitOperations.TrailingZeroCount(ends);
            ulong below = (1UL << end) - 1;
            ulong recordEndsBelow = recordEnds & below;
            long column = BitOperations.PopCount(delimiters & below);
            if (recordEndsBelow == 0)
            {
                if (_records == 0) continue; // the header
                column += _delimiters;
            }
            else
            {
                column -= BitOperations.PopCount(delimiters & (~0UL >> BitOperations.LeadingZeroCount(recordEndsBelow)));
            }

            int isNull = (int)(nullEnds >> end) & 1;
            if (column < _counts.Length / 2) _counts[(2 * (int)column) + isNull]++;
        }
    }

    // The row that goes on takes the missing values of the block up to the end of a row, if one ends; what is after
    // that begins the next. It is stored in any case, and counted only if it is ended.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void KeepRowOfNulls(ulong nulls, int before, int inBlock, int ended)
    {
        ulong isEnded = (ulong)-(long)ended;
        ulong row = _rowNulls | (Bmi2.X64.ZeroHighBits(nulls, (uint)inBlock + 1) << before);
        int count = _nullRowCount;
        _nullRows[count] = row;
        _rowNulls = (row & ~isEnded) | ((nulls >> inBlock >> 1) & isEnded);
        _nullRowCount = count + ended;
        if (count + ended == MostRowsInBytes) CountNullRows();
    }

    // A row ends that had so many fields before the block and has so many in it, whose missing values are the lowest bits.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void EndRowOfNulls(ulong nulls, long before, int fields)
    {
        ulong row = _rowNulls;
        if (before < MostColumnsInRow) row |= Bmi2.X64.ZeroHighBits(nulls, (uint)fields) << (int)before;
        _rowNulls = 0;
        if ((_rowEmpties | _blockEmpties) != 0) EndRowOfEmpties(before, fields);
        if (_records == 0) return; // the header

        int count = _nullRowCount;
        _nullRows[count] = row;
        _nullRowCount = count + 1;
        if (count + 1 == MostRowsInBytes) CountNullRows();
    }

    // What is left of the block belongs to the row that goes on.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void KeepNulls(ulong nulls, long before)
    {
        if (before < MostColumnsInRow) _rowNulls |= nulls << (int)before;
        if (_blockEmpties != 0) KeepEmpties(before);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void EndRowOfEmpties(long before, int fields)
    {
        ulong row = _rowEmpties;
        if (before < MostColumnsInRow) row |= Bmi2.X64.ZeroHighBits(_blockEmpties, (uint)fields) << (int)before;
        _rowEmpties = 0;
        _blockEmpties = _blockEmpties >> (fields - 1) >> 1;
        for (; _records > 0 && row != 0; row &= row - 1)
        {
            int column = BitOperations.TrailingZeroCount(row);
            if (column < _counts.Length / 2) _counts[2 * column]++;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void KeepEmpties(long before)
    {
        if (before < MostColumnsInRow) _rowEmpties |= _blockEmpties << (int)before;
        _blockEmpties = 0;
    }

    // Every column has a counter of a byte, and a row is added to all of them in a step.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void CountNullRows()
    {
        if (_nullRowCount == 0) return;

        Vector512<byte> byteOfLane = Vector512.Create(
            0UL, 0x0101010101010101, 0x0202020202020202, 0x0303030303030303,
            0x0404040404040404, 0x0505050505050505, 0x0606060606060606, 0x0707070707070707).AsByte();
        Vector512<byte> bitOfLane = Vector512.Create(0x8040201008040201).AsByte();
        Vector512<byte> sums = Vector512<byte>.Zero;
        foreach (ulong row in _nullRows.AsSpan(0, _nullRowCount))
            sums -= Vector512.Equals(Avx512BW.Shuffle(Vector512.Create(row).AsByte(), byteOfLane) & bitOfLane, bitOfLane);

        for (int column = 0; column < _counts.Length / 2; column++) _counts[(2 * column) + 1] += sums.GetElement(column);
        _nullRowCount = 0;
    }

    // There is room for as many rows as a byte can count, and for the one that is not ended.
    private static ulong[] RoomForRows(int columns, CsvInstructions instructions) =>
        columns is > 0 and <= MostColumnsInRow && instructions == CsvInstructions.Vector512 && CsvSimd512.CountsRows ? new ulong[MostRowsInBytes + 1] : [];
}
