using System.Numerics;
using System.Runtime.CompilerServices;

namespace DataLakeTools.Core.Csv;

/// <content>Counts missing and empty values by column.</content>
internal sealed partial class CsvBlockScanner
{
    // For every column the empty values, then the missing ones.
    private readonly long[] _counts;

    // Bits to carry into the next block; 1 or 0.
    private ulong _afterStartQuote;
    private ulong _afterEmpty = 1;
    private ulong _afterBackslash;
    private ulong _afterNull;
    private ulong _emptyAndReturn;
    private ulong _nullAndReturn;

    public IReadOnlyList<CsvColumnMissing> Missing(IReadOnlyList<string> columns)
    {
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

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void CountMissing(
        ulong delimiters, ulong recordEnds, ulong returns, ulong backslashes, ulong capitals, ulong emptyQuotes)
    {
        // A field is empty or \N if its end comes right after that, or after that and the return of a CRLF.
        ulong boundaries = delimiters | recordEnds;
        ulong empties = boundaries | emptyQuotes;
        ulong afterEmpty = (empties << 1) | _afterEmpty;
        ulong slashes = backslashes & ((boundaries << 1) | _afterBoundary);
        ulong nulls = capitals & ((slashes << 1) | _afterBackslash);
        ulong afterNull = (nulls << 1) | _afterNull;
        ulong emptyReturns = returns & afterEmpty;
        ulong nullReturns = returns & afterNull;
        ulong emptyEnds = (boundaries & afterEmpty) | (recordEnds & ((emptyReturns << 1) | _emptyAndReturn));
        ulong nullEnds = (boundaries & afterNull) | (recordEnds & ((nullReturns << 1) | _nullAndReturn));

        _afterBoundary = boundaries >> 63;
        _afterEmpty = empties >> 63;
        _afterBackslash = slashes >> 63;
        _afterNull = nulls >> 63;
        _emptyAndReturn = emptyReturns >> 63;
        _nullAndReturn = nullReturns >> 63;

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
}
