using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using DataLakeTools.Core.Csv.Simd;

namespace DataLakeTools.Core.Csv;

/// <content>
/// Counts missing and empty values by column. If the processor gathers bits quickly (PEXT), every field becomes a bit, row
/// after row, and many rows are counted at once: a loop over the values of a block would mispredict its exit once a block.
/// </content>
internal sealed partial class CsvBlockScanner
{
    private const int MaxColumnsInRow = 64;
    private const int MaxRowsInBytes = 255;

    // Capacity for rows that are not counted yet, followed by the fields of one group of blocks.
    private const int WordsOfRows = 256;
    private const int WordsOfGroup = BlocksInGroup + 4;

    // Empty fields are frequent if at least one in this many is empty.
    private const int FrequentEmptyRatio = 32;

    // For every column the number of empty values, then of missing ones.
    private readonly long[] _counts;

    // A bit for every field that is not counted yet, those of the unfinished row too: whether it is missing, and whether it
    // is empty. How many they are follows. Zero length if values are counted one by one.
    private readonly ulong[] _nullFields;
    private readonly ulong[] _emptyFields;
    private long _uncountedFields;

    // Whether empty fields were seen since the last count; and 1 if they were frequent, to skip the per-block test.
    private bool _hasEmpties;
    private ulong _emptiesAreFrequent;

    // Bits to carry into the next block: 1 or 0, of boundaries the last three, of empty quotes the last two.
    private ulong _boundariesBefore = 4;
    private ulong _emptyQuotesBefore;
    private ulong _afterStartQuote;
    private ulong _afterNullBefore;

    public IReadOnlyList<CsvColumnMissing> Missing(IReadOnlyList<string> columns)
    {
        CountFields();
        var missing = new CsvColumnMissing[columns.Count];
        for (var i = 0; i < missing.Length; i++)
        {
            missing[i] = new CsvColumnMissing(columns[i], _counts[(2 * i) + 1], _counts[2 * i] - (i == 0 ? _blankAtEnd : 0));
        }

        return missing;
    }

    // The closing marks of fields that consist of two quotation marks.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ulong EmptyQuotes(ulong starts, ulong closes)
    {
        var empty = closes & ((starts << 1) | _afterStartQuote);
        _afterStartQuote = starts >> 63;
        return empty;
    }

    // The ends of fields that are \N, and of empty fields. The end follows directly, or after the carriage return of a
    // CRLF.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private (ulong Nulls, ulong Empties) MissingEnds<TQuoted>(ulong boundaries, ulong crlfEnds, ulong afterNullMarks, ulong emptyQuotes)
        where TQuoted : struct, ISwitch
    {
        var before = _boundariesBefore;
        var afterNull = afterNullMarks & ((boundaries << 3) | before);
        var afterEmpty = (boundaries << 1) | (before >> 2);
        var afterEmptyAndReturn = (boundaries << 2) | (before >> 1);
        if (TQuoted.IsOn)
        {
            afterEmpty |= (emptyQuotes << 1) | (_emptyQuotesBefore >> 1);
            afterEmptyAndReturn |= (emptyQuotes << 2) | _emptyQuotesBefore;
            _emptyQuotesBefore = emptyQuotes >> 62;
        }

        var nulls = (boundaries & afterNull) | (crlfEnds & ((afterNull << 1) | _afterNullBefore));
        _boundariesBefore = boundaries >> 61;
        _afterNullBefore = afterNull >> 63;
        return (nulls, (boundaries & afterEmpty) | (crlfEnds & afterEmptyAndReturn));
    }

    // All rows that end in the block have as many fields as the header, so a field's position gives its column.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void KeepFields(ulong boundaries, long fields, ulong nullEnds, ulong emptyEnds)
    {
        // The capacity was checked at the start of the group.
        var at = _uncountedFields;
        Append(ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_nullFields), (nint)(at >> 6)), Bmi2.X64.ParallelBitExtract(nullEnds, boundaries), at);
        _uncountedFields = at + fields;

        // Empty fields are rare in most files.
        if ((emptyEnds | _emptiesAreFrequent) == 0)
        {
            return;
        }

        _hasEmpties = true;
        Append(ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_emptyFields), (nint)(at >> 6)), Bmi2.X64.ParallelBitExtract(emptyEnds, boundaries), at);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Append(ref ulong word, ulong bits, long at)
    {
        word |= bits << (int)at;
        Unsafe.Add(ref word, 1) = (bits >> 1) >> ((int)at ^ 63);
    }

    // Counts the values of a block whose rows may have another number of fields than the header.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void CountOneByOne(ulong delimiters, ulong recordEnds, ulong nullEnds, ulong emptyEnds)
    {
        var before = Delimiters;
        var counts = _counts;
        for (var ends = emptyEnds | nullEnds; ends != 0; ends &= ends - 1)
        {
            var end = BitOperations.TrailingZeroCount(ends);
            var below = (1UL << end) - 1;
            var recordEndsBelow = recordEnds & below;
            long column = BitOperations.PopCount(delimiters & below);
            if (recordEndsBelow == 0)
            {
                if (_records == 0)
                {
                    continue; // the header
                }

                column += before;
            }
            else
            {
                column -= BitOperations.PopCount(delimiters & (~0UL >> BitOperations.LeadingZeroCount(recordEndsBelow)));
            }

            var isNull = (int)(nullEnds >> end) & 1;
            if (column < counts.Length / 2)
            {
                counts[(2 * (int)column) + isNull]++;
            }
        }
    }

    // Counts the uncounted fields, including those of the current row so far.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void CountFields()
    {
        if (_nullFields.Length == 0)
        {
            return;
        }

        // The words after the last field may still hold bits of rows that were counted before.
        var columns = _counts.Length / 2;
        var rows = (int)(Math.Max(0, _uncountedFields - Delimiters) / columns);
        _nullFields[(_uncountedFields >> 6) + 1] = _nullFields[(_uncountedFields >> 6) + 2] = 0;
        _ = CountFields(_nullFields, rows, 1);
        if (_hasEmpties)
        {
            _emptiesAreFrequent = CountFields(_emptyFields, rows, 0) > _uncountedFields / FrequentEmptyRatio ? 1UL : 0;
            _hasEmpties = false;
            Array.Clear(_emptyFields);
        }

        BeginFields();
    }

    // Restarts the bits in the middle of a row whose earlier fields are counted.
    private void BeginFields()
    {
        if (_nullFields.Length == 0)
        {
            return;
        }

        _nullFields[0] = _nullFields[1] = 0;
        _uncountedFields = Math.Min(Delimiters, MaxColumnsInRow);
    }

    private long CountFields(ulong[] fields, int rows, int isNull)
    {
        var columns = _counts.Length / 2;
        long total = 0;
        if (rows == 0)
        {
            // The common case in files with many problems.
            for (var bits = Bmi2.X64.ZeroHighBits(fields[0], (ulong)columns); bits != 0; bits &= bits - 1, total++)
            {
                _counts[(2 * BitOperations.TrailingZeroCount(bits)) + isNull]++;
            }

            return total;
        }

        Span<byte> sums = stackalloc byte[MaxColumnsInRow];
        for (var row = 0; row <= rows; row += MaxRowsInBytes)
        {
            SumRows(fields, columns, row, Math.Min(MaxRowsInBytes, rows + 1 - row), sums);
            for (var column = 0; column < columns; column++)
            {
                _counts[(2 * column) + isNull] += sums[column];
                total += sums[column];
            }
        }

        return total;
    }

    // Each column has a byte counter; a row is added to all counters in one vector operation.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void SumRows(ulong[] fields, int columns, int first, int rows, Span<byte> sums)
    {
        var byteOfLane = Vector256.Create(0UL, 0x0101010101010101, 0x0202020202020202, 0x0303030303030303).AsByte();
        var bitOfLane = Vector256.Create(0x8040201008040201).AsByte();
        Vector256<byte> low = Vector256<byte>.Zero, high = Vector256<byte>.Zero;
        var at = first * columns;
        for (var row = 0; row < rows; row++, at += columns)
        {
            ref var word = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(fields), at >> 6);
            var bits = (word >> at) | (Unsafe.Add(ref word, 1) << 1 << (at ^ 63));
            low -= Vector256.Equals(Avx2.Shuffle(Vector256.Create((uint)bits).AsByte(), byteOfLane) & bitOfLane, bitOfLane);
            if (columns > 32)
            {
                high -= Vector256.Equals(Avx2.Shuffle(Vector256.Create((uint)(bits >> 32)).AsByte(), byteOfLane) & bitOfLane, bitOfLane);
            }
        }

        low.CopyTo(sums);
        high.CopyTo(sums[32..]);
    }
}
