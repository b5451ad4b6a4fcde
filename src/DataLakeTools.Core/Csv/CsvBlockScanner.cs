using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using DataLakeTools.Core.Csv.Simd;

namespace DataLakeTools.Core.Csv;

/// <summary>
/// The scan of everything after the byte order mark, in blocks of 64 bytes. A bit of a mask stands for a byte of the
/// block, the lowest for the first. A block in which something is wrong is read again byte by byte.
/// </summary>
internal sealed partial class CsvBlockScanner
{
    private const int BlockLength = 64;

    // Text is checked by so many blocks at once: whether they all are ASCII can be guessed better than of one.
    private const int BlocksInGroup = 8;

    // The bytes of the block that is not full yet, after the end of the one before.
    private readonly byte[] _carry = new byte[2 * BlockLength];
    private readonly byte _delimiter;
    private readonly bool _isQuoted;
    private readonly CsvInstructions _instructions;
    private readonly CsvProblemList _problems;
    private int _pending;

    // What is known of all bytes before the current block.
    private long _offset;
    private long _newlines;
    private long _records;
    private long _crlfRecords;
    private long _delimiters;
    private long _expectedDelimiters = -1;
    private ulong _afterReturn;

    // The same for quoted files; ulongs are 1 or 0, the bit to carry into a mask.
    private ulong _insideQuotes;
    private ulong _afterBoundary = 1;
    private ulong _afterClose;
    private ulong _afterCloseAndReturn;
    private bool _isBroken;

    // Newlines inside quotes: of the record that is not ended, and of its last quoted field.
    private long _recordNewlines;
    private long _quoteNewlines;

    public CsvBlockScanner(CsvDialect dialect, int countedColumns, CsvProblemList problems, CsvInstructions instructions)
    {
        _delimiter = dialect.Delimiter;
        _isQuoted = dialect.Quoting == CsvQuoting.Rfc4180;
        _counts = new long[2 * countedColumns];
        _problems = problems;
        _nullRows = RoomForRows(countedColumns, instructions);

        // Rows with more columns than a word has bits are counted as on a processor that cannot count rows.
        _instructions = countedColumns > MostColumnsInRow && instructions == CsvInstructions.Vector512 ? CsvInstructions.Vector256 : instructions;
    }

    public long Rows => Math.Max(0, _records - 1);

    public long Lines => _newlines + (EndsWithNewline || _offset == 0 ? 0 : 1);

    public bool EndsWithNewline { get; private set; }

    public CsvLineEnding LineEnding { get; private set; }

    private ref byte CarryBlock => ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_carry), BlockLength);

    public void Scan(ReadOnlySpan<byte> bytes)
    {
        // Blocks look at the three bytes before them, so the first goes through the carry, where those are.
        int used = 0;
        do
        {
            int taken = Math.Min(BlockLength - _pending, bytes.Length - used);
            bytes.Slice(used, taken).CopyTo(_carry.AsSpan(BlockLength + _pending));
            used += taken;
            _pending += taken;
            if (_pending < BlockLength) return;

            ScanBlocks(ref CarryBlock, 1);
            KeepLast(_carry.AsSpan(BlockLength));
            _pending = 0;
        }
        while (used < 3);

        bytes = bytes[(used - 3)..];
        int blocks = (bytes.Length - 3) / BlockLength;
        if (blocks > 0)
        {
            ScanBlocks(ref Unsafe.Add(ref MemoryMarshal.GetReference(bytes), 3), blocks);
            KeepLast(bytes[..(3 + (blocks * BlockLength))]);
        }

        ReadOnlySpan<byte> rest = bytes[(3 + (blocks * BlockLength))..];
        rest.CopyTo(_carry.AsSpan(BlockLength));
        _pending = rest.Length;
    }

    public void Complete()
    {
        byte last = _carry[BlockLength + _pending - 1];
        EndsWithNewline = last == '\n' && _offset + _pending > 0;
        ScanCarefully(ref CarryBlock, _pending, true);
    }

    private void KeepLast(ReadOnlySpan<byte> bytes) => bytes[^3..].CopyTo(_carry.AsSpan(BlockLength - 3));

    private void ScanBlocks(ref byte first, int blocks)
    {
        switch (_instructions)
        {
            case CsvInstructions.Vector512: Choose<CsvSimd512>(ref first, blocks); break;
            case CsvInstructions.Vector256: Choose<CsvSimd256>(ref first, blocks); break;
            case CsvInstructions.Vector128: Choose<CsvSimd128>(ref first, blocks); break;
            default: Choose<CsvScalar>(ref first, blocks); break;
        }
    }

    private void Choose<TSimd>(ref byte first, int blocks)
        where TSimd : struct, ICsvSimd
    {
        switch (_isQuoted, _counts.Length > 0)
        {
            case (false, false): ScanBlocks<TSimd, Off, Off>(ref first, blocks); break;
            case (false, true): ScanBlocks<TSimd, Off, On>(ref first, blocks); break;
            case (true, false): ScanBlocks<TSimd, On, Off>(ref first, blocks); break;
            case (true, true): ScanBlocks<TSimd, On, On>(ref first, blocks); break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void ScanBlocks<TSimd, TQuoted, TMissing>(ref byte block, int blocks)
        where TSimd : struct, ICsvSimd
        where TQuoted : struct, ISwitch
        where TMissing : struct, ISwitch
    {
        while (blocks > 0)
        {
            int group = Math.Min(blocks, BlocksInGroup);
            bool isText = TSimd.IsVectorized && IsText<TSimd>(ref block, group);
            for (int i = 0; i < group; i++, block = ref Unsafe.Add(ref block, BlockLength))
            {
                if (!TSimd.IsVectorized
                    || !(isText || IsText<TSimd>(ref block, 1))
                    || !TryScanBlock<TSimd, TQuoted, TMissing>(ref block))
                {
                    ScanCarefully(ref block, BlockLength, false);
                }
            }

            blocks -= group;
        }
    }

    // A character that goes on in the first block has a byte before it that is not ASCII.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static bool IsText<TSimd>(ref byte block, int blocks)
        where TSimd : struct, ICsvSimd =>
        (Unsafe.Subtract(ref block, 1) < 0x80 && TSimd.IsPlain(ref block, blocks)) || TSimd.IsUtf8(ref block, blocks);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryScanBlock<TSimd, TQuoted, TMissing>(ref byte block)
        where TSimd : struct, ICsvSimd
        where TQuoted : struct, ISwitch
        where TMissing : struct, ISwitch
    {
        ulong newlines = TSimd.Equal(ref block, (byte)'\n');
        ulong delimiters = TSimd.Equal(ref block, _delimiter);
        ulong returns = TSimd.Equal(ref block, (byte)'\r');
        ulong recordEnds = newlines;
        ulong emptyQuotes = 0;
        if (TQuoted.IsOn)
        {
            ulong quotes = TSimd.Equal(ref block, (byte)'"');
            ulong inside = CsvProcessor.PrefixXor(quotes) ^ (0 - _insideQuotes);
            recordEnds &= ~inside;
            delimiters &= ~inside;

            ulong boundaries = recordEnds | delimiters;
            ulong opens = quotes & inside;
            ulong closes = quotes & ~inside;
            ulong afterBoundary = (boundaries << 1) | _afterBoundary;
            ulong afterClose = (closes << 1) | _afterClose;
            ulong closedReturns = afterClose & returns;
            ulong afterCloseAndReturn = (closedReturns << 1) | _afterCloseAndReturn;
            ulong wrong = (opens & ~(afterBoundary | afterClose))
                | (afterClose & ~(boundaries | returns | quotes))
                | (afterCloseAndReturn & ~newlines);
            if (wrong != 0 || _isBroken) return false;

            ulong starts = opens & afterBoundary;
            _insideQuotes = inside >> 63;
            _afterClose = closes >> 63;

            ulong quotedNewlines = newlines & inside;
            if (((ulong)_recordNewlines | quotedNewlines) != 0) CountQuoteNewlines(starts, quotedNewlines);
            if (TMissing.IsOn) emptyQuotes = EmptyQuotes(starts, closes);
            _afterBoundary = boundaries >> 63;
            _afterCloseAndReturn = closedReturns >> 63;
        }

        ulong nulls = 0;
        if (TMissing.IsOn) nulls = CountMissing<TQuoted>(delimiters, recordEnds, returns, TSimd.AfterNullMarks(ref block), emptyQuotes, TSimd.CountsRows);
        _crlfRecords += BitOperations.PopCount(recordEnds & ((returns << 1) | _afterReturn));
        _afterReturn = returns >> 63;
        if (!TryEndRecord<TSimd, TQuoted, TMissing>(delimiters, recordEnds, newlines, nulls))
            EndRecords<TSimd, TQuoted, TMissing>(ref block, delimiters, recordEnds, newlines, nulls);
        _offset += BlockLength;
        return true;
    }

    // What most blocks need, and without a branch on whether a record ends in the block, which cannot be guessed.
    // False if more than one ends, if one has another number of fields than the header, or a newline is inside quotes.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryEndRecord<TSimd, TQuoted, TMissing>(ulong delimiters, ulong recordEnds, ulong newlines, ulong nulls)
        where TSimd : struct, ICsvSimd
        where TQuoted : struct, ISwitch
        where TMissing : struct, ISwitch
    {
        int ended = BitOperations.PopCount(recordEnds);
        long isEnded = -ended;
        ulong upToEnd = recordEnds ^ (recordEnds - 1);
        long count = _delimiters;
        int inBlock = BitOperations.PopCount(delimiters & upToEnd);
        long missing = _expectedDelimiters - count - inBlock;
        if (ended > 1 || (ulong)missing > (ulong)~isEnded >> 1) return false;
        if (TQuoted.IsOn && ((newlines ^ recordEnds) | (ulong)_recordNewlines) != 0) return false;
        if (TMissing.IsOn && TSimd.CountsRows)
        {
            if ((_rowEmpties | _blockEmpties) != 0) return false;
            KeepRowOfNulls(nulls, (int)count, inBlock, ended);
        }

        _delimiters = count + BitOperations.PopCount(delimiters) - (_expectedDelimiters & isEnded);
        _records += ended;
        _newlines += ended;
        return true;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void EndRecords<TSimd, TQuoted, TMissing>(ref byte block, ulong delimiters, ulong recordEnds, ulong newlines, ulong nulls)
        where TSimd : struct, ICsvSimd
        where TQuoted : struct, ISwitch
        where TMissing : struct, ISwitch
    {
        long count = _delimiters;
        long line = _newlines + 1 - _recordNewlines;
        while (recordEnds != 0)
        {
            ulong upToEnd = recordEnds ^ (recordEnds - 1);
            int inBlock = BitOperations.PopCount(delimiters & upToEnd);
            if (TMissing.IsOn && TSimd.CountsRows)
            {
                EndRowOfNulls(nulls, count, inBlock + 1);
                nulls = nulls >> inBlock >> 1;
            }

            count += inBlock;
            if (count != _expectedDelimiters)
                EndUnexpected(ref block, BitOperations.TrailingZeroCount(recordEnds), count, TQuoted.IsOn ? line : _records + 1);
            _records++;
            if (TQuoted.IsOn) line = _newlines + BitOperations.PopCount(newlines & upToEnd) + 1;
            delimiters &= ~upToEnd;
            recordEnds &= recordEnds - 1;
            count = 0;
        }

        if (TMissing.IsOn && TSimd.CountsRows) KeepNulls(nulls, count);
        _delimiters = count + BitOperations.PopCount(delimiters);
        _newlines += BitOperations.PopCount(newlines);
        if (TQuoted.IsOn) _recordNewlines = _newlines + 1 - line;
    }

    // A field begins with its starting mark; a mark that closed it may turn out the first of two, and the field go on.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void CountQuoteNewlines(ulong starts, ulong quotedNewlines)
    {
        long before = _recordNewlines == 0 || starts != 0 ? 0 : _quoteNewlines;
        ulong afterStart = starts == 0 ? ~0UL : ~(~0UL >> BitOperations.LeadingZeroCount(starts));
        _quoteNewlines = before + BitOperations.PopCount(quotedNewlines & afterStart);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void EndUnexpected(ref byte block, int index, long delimiters, long line)
    {
        if (_expectedDelimiters < 0)
        {
            _expectedDelimiters = delimiters;
            return;
        }

        long offset = _offset + index;
        if (offset == _openEnd || !_problems.Add(CsvProblemKind.FieldCount, line, offset)) return;

        byte last = Unsafe.Add(ref block, index - 1);
        bool isBlank = last == '\n' || (last == '\r' && Unsafe.Add(ref block, index - 2) == '\n');
        _problems.Keep(CsvFound.FieldCount(line, _expectedDelimiters + 1, delimiters + 1, isBlank), offset);
    }
}
