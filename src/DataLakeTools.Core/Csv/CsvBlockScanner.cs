using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using DataLakeTools.Core.Csv.Simd;

namespace DataLakeTools.Core.Csv;

/// <summary>
/// The scan of everything after a byte order mark and a line <c>sep=</c>, in blocks of 64 bytes. A bit of a mask stands for a byte of the
/// block, the lowest for the first. A block in which something is wrong is read again byte by byte.
/// </summary>
internal sealed partial class CsvBlockScanner
{
    /// <summary>How many bytes are scanned together; fewer wait for those behind them.</summary>
    public const int BlockLength = 64;

    // Blocks are looked at in groups first: branches on "all ASCII" and "no carriage return" predict better than with single blocks.
    private const int BlocksInGroup = 8;

    // After so many groups in a row with other characters it is not worth looking for one that is all ASCII first.
    private const int OtherGroupsToSkipAscii = 8;

    // The last bytes of the block before, followed by the bytes of the block that is not full yet.
    private readonly byte[] _carry = new byte[2 * BlockLength];
    private readonly byte _delimiter;
    private readonly int _toFirstDelimiter;
    private readonly int _toFirstDelimiterQuoted;
    private readonly bool _isQuoted;
    private readonly CsvInstructions _instructions;
    private readonly CsvProblemList _problems;

    // How many bytes of the block that is not full yet are in the carry buffer.
    private int _pendingBytes;

    // State of the bytes before the current block.
    private long _offset;
    private long _records;
    private long _crlfRecords;

    // Newlines that end no record: inside quotes, before the header, blank lines at the end; minus one for a last record without
    // a newline.
    private long _otherNewlines;

    // The newlines of the block before, and a bit for every line so far whose first field is as long as the header's.
    private ulong _newlinesBefore;
    private ulong _linesLikeHeader;

    // How many groups in a row were not all ASCII, up to the number above.
    private int _otherGroups;

    // Whether a carriage return was seen, and whether the byte before the block is one outside quotes: 1 or 0.
    private bool _hasReturns;
    private ulong _afterReturn;

    // State of quoted files: all bits inside quotes; and 1 or 0, the bits to carry into the masks of the next block.
    private ulong _insideQuotes;
    private ulong _afterBoundary = 1;
    private ulong _afterClose;

    // 1 inside a field whose wrong quoting is reported already.
    private ulong _isBroken;

    // toFirstDelimiter: as RowWarnings has it. linesBefore: how many lines stand before the first byte that is scanned.
    public CsvBlockScanner(CsvDialect dialect, (int Bare, int Quoted) toFirstDelimiter, int countedColumns, CsvProblemList problems, CsvInstructions instructions, int linesBefore = 0)
    {
        (_toFirstDelimiter, _toFirstDelimiterQuoted) = toFirstDelimiter;
        _otherNewlines = linesBefore;
        _delimiter = dialect.Delimiter;
        _isQuoted = dialect.Quoting == CsvQuoting.Rfc4180;
        _counts = new long[2 * countedColumns];
        _problems = problems;

        // Gathering (PEXT) needs a row to fit into 64 bits; wider rows are counted one by one.
        var gathers = instructions >= CsvInstructions.Vector256Pext && countedColumns <= MaxColumnsInRow;
        _instructions = gathers || instructions < CsvInstructions.Vector256 ? instructions : CsvInstructions.Vector256;
        _nullFields = gathers && countedColumns > 0 ? new ulong[WordsOfRows] : [];
        _emptyFields = new ulong[_nullFields.Length];
    }

    public long Rows => Math.Max(0, _records - 1);

    public long Lines => Newlines + (EndsWithNewline || _offset == 0 ? 0 : 1);

    public bool EndsWithNewline { get; private set; }

    public CsvLineEnding LineEnding { get; private set; }

    /// <summary>All newlines that were given so far.</summary>
    public long NewlinesSeen => Newlines + _carry.AsSpan(BlockLength, _pendingBytes).Count((byte)'\n');

    /// <summary>
    /// Whether a line whose first delimiter was scanned since the last call may be the header. Those of the block that is not full
    /// yet are not among them.
    /// </summary>
    public bool TakeHadLineLikeHeader()
    {
        var isAny = _linesLikeHeader != 0 || _toFirstDelimiter == 0;
        _linesLikeHeader = 0;
        return isAny;
    }

    /// <summary>Whether the next byte stands inside quotation marks, in a file without problems.</summary>
    public bool IsInsideQuotes => (_insideQuotes != 0) ^ (_isQuoted && _carry.AsSpan(BlockLength, _pendingBytes).Count((byte)'"') % 2 != 0);

    private long Newlines => _records + _otherNewlines;

    private ref byte CarryBlock => ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_carry), BlockLength);

    public void Scan(ReadOnlySpan<byte> bytes)
    {
        // A block reads the three bytes before it, so the first one is scanned in the carry buffer, which has them.
        var used = 0;
        do
        {
            var taken = Math.Min(BlockLength - _pendingBytes, bytes.Length - used);
            bytes.Slice(used, taken).CopyTo(_carry.AsSpan(BlockLength + _pendingBytes));
            used += taken;
            _pendingBytes += taken;
            if (_pendingBytes < BlockLength)
            {
                return;
            }

            ScanBlocks(ref CarryBlock, 1);
            KeepLast(_carry.AsSpan(BlockLength));
            _pendingBytes = 0;
        }
        while (used < 3);

        bytes = bytes[(used - 3)..];
        var blocks = (bytes.Length - 3) / BlockLength;
        if (blocks > 0)
        {
            ScanBlocks(ref Unsafe.Add(ref MemoryMarshal.GetReference(bytes), 3), blocks);
            KeepLast(bytes[..(3 + (blocks * BlockLength))]);
        }

        var rest = bytes[(3 + (blocks * BlockLength))..];
        rest.CopyTo(_carry.AsSpan(BlockLength));
        _pendingBytes = rest.Length;
    }

    /// <summary>Ends the file.</summary>
    /// <param name="newlinesAtEnd">How many newlines stand at its end: blank lines there are no rows.</param>
    public void Complete(long newlinesAtEnd)
    {
        var last = _carry[BlockLength + _pendingBytes - 1];
        EndsWithNewline = last == '\n' && _offset + _pendingBytes > 0;
        ScanByteByByte(ref CarryBlock, _pendingBytes, true);

        var blank = _insideQuotes != 0 && _isQuoted ? 0 : Math.Clamp(newlinesAtEnd - 1, 0, Rows);
        _records -= blank;
        _otherNewlines += blank;
        _blankAtEnd = blank;
        for (var index = 0L; index < _blanks - blank; index++)
        {
            // Those that are not kept come after enough problems that are.
            var (line, offset) = index < _blankLines.Count ? _blankLines[(int)index] : (long.MaxValue, long.MaxValue);
            if (_problems.CountAndAskToKeep(CsvProblemKind.FieldCount, line, offset))
            {
                _problems.Keep(CsvProblems.FieldCount(line, _columns, 1, isBlank: true), offset);
            }
        }
    }

    private void KeepLast(ReadOnlySpan<byte> bytes) => bytes[^3..].CopyTo(_carry.AsSpan(BlockLength - 3));

    private void ScanBlocks(ref byte first, int blocks)
    {
        switch (_instructions)
        {
            case CsvInstructions.Vector512:
                ScanBlocksWith<CsvSimd512>(ref first, blocks);
                break;
            case CsvInstructions.Vector256Pext:
                ScanBlocksWith<CsvSimd256Gathering>(ref first, blocks);
                break;
            case CsvInstructions.Vector256:
                ScanBlocksWith<CsvSimd256>(ref first, blocks);
                break;
            case CsvInstructions.Vector128:
                ScanBlocksWith<CsvSimd128>(ref first, blocks);
                break;
            default:
                ScanBlocksWith<CsvScalar>(ref first, blocks);
                break;
        }
    }

    private void ScanBlocksWith<TSimd>(ref byte first, int blocks)
        where TSimd : struct, ICsvSimd
    {
        switch (_isQuoted, _counts.Length > 0)
        {
            case (false, false):
                ScanBlocks<TSimd, Off, Off>(ref first, blocks);
                break;
            case (false, true):
                ScanBlocks<TSimd, Off, On>(ref first, blocks);
                break;
            case (true, false):
                ScanBlocks<TSimd, On, Off>(ref first, blocks);
                break;
            case (true, true):
                ScanBlocks<TSimd, On, On>(ref first, blocks);
                break;
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
            var group = Math.Min(blocks, BlocksInGroup);
            if (TSimd.IsVectorized && IsText<TSimd>(ref block, group))
            {
                if (_hasReturns || HasReturn<TSimd>(ref block, group))
                {
                    ScanGroup<TSimd, TQuoted, TMissing, On>(ref block, group);
                }
                else
                {
                    ScanGroup<TSimd, TQuoted, TMissing, Off>(ref block, group);
                }

                block = ref Unsafe.Add(ref block, group * BlockLength);
            }
            else
            {
                for (var i = group; i > 0; i--, block = ref Unsafe.Add(ref block, BlockLength))
                {
                    if (group == 1)
                    {
                        ScanByteByByte(ref block, BlockLength, false);
                    }
                    else
                    {
                        ScanBlocks<TSimd, TQuoted, TMissing>(ref block, 1);
                    }
                }
            }

            blocks -= group;
        }
    }

    // Whether the blocks are valid text without a byte order mark at the beginning of a line.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private bool IsText<TSimd>(ref byte block, int blocks)
        where TSimd : struct, ICsvSimd
    {
        // After a byte that is not ASCII a character may continue into the first block.
        if (_otherGroups < OtherGroupsToSkipAscii && TSimd.IsAsciiWithoutNul(ref block, blocks) && Unsafe.Subtract(ref block, 1) < 0x80)
        {
            _otherGroups = 0;
            return true;
        }

        var isText = TSimd.IsUtf8(ref block, blocks, out var isAscii, out var mayHaveMark);
        _otherGroups = isAscii ? 0 : Math.Min(_otherGroups + 1, OtherGroupsToSkipAscii);
        return isText && !(mayHaveMark && HasMark<TSimd>(ref block, blocks));
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private bool HasReturn<TSimd>(ref byte block, int blocks)
        where TSimd : struct, ICsvSimd => _hasReturns = TSimd.Has(ref block, blocks, (byte)'\r');

    // Whether a byte order mark at the beginning of a line ends in the blocks.
    private static bool HasMark<TSimd>(ref byte block, int blocks)
        where TSimd : struct, ICsvSimd
    {
        var ends = 0UL;
        for (; blocks > 0; blocks--, block = ref Unsafe.Add(ref block, BlockLength))
        {
            ends |= TSimd.Equal(ref Unsafe.Subtract(ref block, 3), (byte)'\n') & TSimd.Equal(ref Unsafe.Subtract(ref block, 2), 0xEF)
                & TSimd.Equal(ref Unsafe.Subtract(ref block, 1), 0xBB) & TSimd.Equal(ref block, 0xBF);
        }

        return ends != 0;
    }

    // Compiled by itself for the blocks before the first carriage return, which in many files are all, and for those from there on.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void ScanGroup<TSimd, TQuoted, TMissing, TReturns>(ref byte block, int blocks)
        where TSimd : struct, ICsvSimd
        where TQuoted : struct, ISwitch
        where TMissing : struct, ISwitch
        where TReturns : struct, ISwitch
    {
        if (TMissing.IsOn && TSimd.HasFastPext && _uncountedFields >> 6 > WordsOfRows - WordsOfGroup)
        {
            CountFields();
        }

        for (; blocks > 0; blocks--, block = ref Unsafe.Add(ref block, BlockLength))
        {
            if (!TryScanBlock<TSimd, TQuoted, TMissing, TReturns>(ref block))
            {
                ScanByteByByte(ref block, BlockLength, false);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryScanBlock<TSimd, TQuoted, TMissing, TReturns>(ref byte block)
        where TSimd : struct, ICsvSimd
        where TQuoted : struct, ISwitch
        where TMissing : struct, ISwitch
        where TReturns : struct, ISwitch
    {
        var newlines = TSimd.Equal(ref block, (byte)'\n');
        var delimiters = TSimd.Equal(ref block, _delimiter);
        var recordEnds = newlines;
        var returns = TReturns.IsOn ? TSimd.Equal(ref block, (byte)'\r') : 0;
        ulong quotes = 0, inside = 0, quotedDelimiters = 0;
        if (TQuoted.IsOn)
        {
            quotes = TSimd.Equal(ref block, (byte)'"');
            inside = CsvCpu.PrefixXor(quotes) ^ _insideQuotes;
            recordEnds &= ~inside;
            quotedDelimiters = delimiters & inside;
            delimiters &= ~inside;
            returns &= ~inside;
        }

        var afterReturns = TReturns.IsOn ? (returns << 1) | _afterReturn : 0;
        var bareReturns = afterReturns & ~newlines;
        ulong emptyQuotes = 0;
        if (TQuoted.IsOn)
        {
            var boundaries = recordEnds | delimiters;
            var opens = quotes & inside;
            var closes = quotes & ~inside;
            var afterBoundary = (boundaries << 1) | _afterBoundary;
            var afterClose = (closes << 1) | _afterClose;
            var wrong = (opens & ~(afterBoundary | afterClose))
                | (afterClose & ~(boundaries | returns | quotes))
                | bareReturns;
            if ((wrong | _isBroken) != 0)
            {
                return false;
            }

            _insideQuotes = (ulong)((long)inside >> 63);
            _afterClose = closes >> 63;
            _afterBoundary = boundaries >> 63;
            if (TMissing.IsOn)
            {
                emptyQuotes = EmptyQuotes(opens & afterBoundary, closes);
            }
        }
        else if (bareReturns != 0)
        {
            return false;
        }

        var ahead = NewlinesAhead(newlines, _toFirstDelimiter);
        if (TQuoted.IsOn)
        {
            ahead |= NewlinesAhead(newlines, _toFirstDelimiterQuoted);
        }

        _linesLikeHeader |= delimiters & ahead;
        _newlinesBefore = newlines;
        var crlfEnds = recordEnds & afterReturns;
        if (TReturns.IsOn)
        {
            _afterReturn = returns >> 63;
            _crlfRecords += CsvCpu.Count(crlfEnds);
        }

        ulong nulls = 0, empties = 0;
        if (TMissing.IsOn)
        {
            (nulls, empties) = MissingEnds<TQuoted>(delimiters | recordEnds, crlfEnds, TSimd.AfterNullMarks(ref block), emptyQuotes);
            if (!TSimd.HasFastPext)
            {
                CountOneByOne(delimiters, recordEnds, nulls, empties);
            }
        }

        var isAsExpected = TSimd.HasFastPext
            ? TryEndRecordsWithPext<TMissing>(delimiters, recordEnds, nulls, empties)
            : TryEndAtMostOneRecord(delimiters, recordEnds);
        if (!isAsExpected)
        {
            if (TMissing.IsOn && TSimd.HasFastPext)
            {
                EndRecordsOneByOne(ref block, delimiters, recordEnds, newlines, nulls, empties);
            }
            else
            {
                EndRecords(ref block, delimiters, recordEnds, newlines);
            }
        }

        if (TQuoted.IsOn)
        {
            if (((newlines ^ recordEnds) | (ulong)_recordNewlines) != 0)
            {
                CountQuotedNewlines(ref block, newlines, recordEnds, delimiters, quotedDelimiters);
            }

            CountQuotedDelimiters(quotedDelimiters, recordEnds);
        }

        _offset += BlockLength;
        return true;
    }

    // The newlines of this block and of the one before, each moved on by some bytes. Of a shift only the lower six bits count, so one by
    // -bytes is one by 64 - bytes.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ulong NewlinesAhead(ulong newlines, int bytes) => (newlines << bytes) | (_newlinesBefore >> -bytes);

    // The bits after the last one of the mask; all if it has none. Without a branch, which would be mispredicted.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong AfterLast(ulong mask) => Bmi2.X64.IsSupported
        ? ~Bmi2.X64.ZeroHighBits(~0UL, BlockLength - CsvCpu.LeadingZeros(mask))
        : (~1UL << ~(int)CsvCpu.LeadingZeros(mask)) | AllIfNone(mask);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong AllIfNone(ulong mask) => 0 - (CsvCpu.LeadingZeros(mask) >> 6);
}
