using System.Globalization;
using DataLakeTools.Core.Csv.Simd;

namespace DataLakeTools.Core.Csv;

/// <summary>
/// Checks the bytes of a CSV file as they pass: field counts, UTF-8, quoting, line endings. One pass, no allocation for
/// each row, and the same result however the bytes are split into buffers. Not thread safe.
/// </summary>
/// <remarks>
/// The beginning of the file is buffered until its header and a sample of rows are there, some 1 MiB at the most; after that no more than
/// the last 63 bytes are, and, where the header is looked for among the rows, three times its length, whatever the length of a line.
/// </remarks>
public sealed class CsvScanner
{
    private readonly CsvScanOptions _options;
    private readonly CsvInstructions _instructions;
    private readonly CsvProblemList _problems;
    private byte[] _start = [];
    private int _startLength;
    private int _nextParseAt;
    private CsvHeader? _header;
    private CsvBlockScanner? _blocks;
    private RowWarnings? _rowWarnings;
    private CsvSummary? _summary;
    private long _length;
    private long _newlinesAtEnd;
    private bool _endsInReturn;

    /// <summary>Creates a scanner for one file.</summary>
    /// <param name="options">What to look for.</param>
    /// <exception cref="Errors.DataLakeException">The delimiter is not valid.</exception>
    public CsvScanner(CsvScanOptions options = default)
        : this(options, CsvCpu.Best)
    {
    }

    internal CsvScanner(CsvScanOptions options, CsvInstructions instructions)
    {
        if (options.Delimiter is { } delimiter)
        {
            _ = CsvDialect.For(delimiter);
        }

        _options = options;
        _instructions = instructions;
        _problems = new CsvProblemList(options.MaxProblems);
    }

    /// <summary>The problems so far. It may lag behind the bytes by what is buffered.</summary>
    public long ProblemCount => _problems.Count;

    /// <summary>Scans the next bytes of the file.</summary>
    /// <param name="bytes">The bytes; they are not referenced after the call.</param>
    public void Scan(ReadOnlySpan<byte> bytes)
    {
        if (_summary is not null)
        {
            throw new InvalidOperationException("The scan is complete.");
        }

        _length += bytes.Length;
        CountNewlinesAtEnd(bytes);
        if (_header is null)
        {
            FindHeader(bytes);
        }
        else
        {
            ScanRows(bytes);
        }
    }

    /// <summary>Ends the file and returns the summary.</summary>
    /// <returns>The summary; the same one when asked again.</returns>
    public CsvSummary Complete()
    {
        if (_summary is not null)
        {
            return _summary;
        }

        if (_header is null)
        {
            Begin(CsvHeader.Find(_start.AsSpan(0, _startLength), true, _options.Delimiter), _start.AsSpan(0, _startLength));
        }

        _rowWarnings?.Complete(_blocks!.NewlinesSeen);
        _blocks?.Complete(_endsInReturn ? 0 : _newlinesAtEnd);
        var header = _header!;
        return _summary = new CsvSummary
        {
            Rows = _blocks?.Rows ?? 0,
            Lines = _blocks?.Lines ?? 0,
            Columns = header.Columns,
            Delimiter = (char)header.Dialect.Delimiter,
            Quoting = header.Dialect.Quoting,
            LineEnding = _blocks?.LineEnding ?? CsvLineEnding.None,
            LinesBeforeHeader = header.SeparatorLineLength > 0 ? 1 : 0,
            HasByteOrderMark = header.ByteOrderMarkLength > 0,
            EndsWithNewline = _blocks?.EndsWithNewline ?? false,
            Length = _length,
            ProblemCount = _problems.Count,
            ProblemKinds = _problems.Kinds,
            Problems = _problems.ToList(),
            Warning = Warning,
            Missing = _options.CountMissing ? _blocks?.Missing(header.Columns) ?? [] : null,
        };
    }

    private void FindHeader(ReadOnlySpan<byte> bytes)
    {
        if (_startLength == 0)
        {
            var header = CsvHeader.Find(bytes, false, _options.Delimiter);
            if (header.Status != CsvHeaderStatus.NeedsMore)
            {
                Begin(header, bytes);
                return;
            }
        }

        var before = _startLength;
        if (_start.Length < before + bytes.Length)
        {
            Array.Resize(ref _start, Math.Max(before + bytes.Length, Math.Max(256, before * 2)));
        }

        bytes.CopyTo(_start.AsSpan(before));
        _startLength += bytes.Length;

        // Parsing starts from the beginning each time, so with many small buffers not every buffer triggers it. Four bytes are what the
        // longest mark of an encoding takes.
        var shouldParse = before < 4 || _startLength > CsvHeader.MaxLength || bytes.Contains((byte)'\n') || _nextParseAt > 0;
        if (!shouldParse || _startLength < _nextParseAt)
        {
            return;
        }

        var found = CsvHeader.Find(_start.AsSpan(0, _startLength), false, _options.Delimiter);
        if (found.Status != CsvHeaderStatus.NeedsMore)
        {
            Begin(found, _start.AsSpan(0, _startLength));
            _start = [];
        }
        else if (_startLength >= 4)
        {
            _nextParseAt = bytes.Contains((byte)'\n') || _nextParseAt > 0 ? _startLength + (_startLength / 4) + 1 : 0;
        }
    }

    private void Begin(CsvHeader header, ReadOnlySpan<byte> bytes)
    {
        _header = header;
        if (header.Problem is { } problem && _problems.CountAndAskToKeep(problem.Kind, problem.Line, 0))
        {
            _problems.Keep(problem, 0);
        }

        if (header.Status is CsvHeaderStatus.Empty or CsvHeaderStatus.OtherUnicode || header.OtherFormat is not null)
        {
            return;
        }

        var counted = _options.CountMissing ? header.Columns.Length : 0;
        _rowWarnings = new RowWarnings(header.Dialect, header.Columns, CsvRowReader.MaxRowLength);
        _blocks = new CsvBlockScanner(header.Dialect, _rowWarnings.ToFirstDelimiter, counted, _problems, _instructions, header.SeparatorLineLength > 0 ? 1 : 0);
        var rows = bytes[(header.ByteOrderMarkLength + header.SeparatorLineLength)..];
        ScanRows(rows);
    }

    private void ScanRows(ReadOnlySpan<byte> bytes)
    {
        while (_blocks is not null && !bytes.IsEmpty)
        {
            var piece = bytes[..Math.Min(bytes.Length, RowWarnings.MaxBytes)];
            var newlinesBefore = _blocks.NewlinesSeen;
            _blocks.Scan(piece);
            _rowWarnings!.Look(piece, newlinesBefore, _blocks.TakeHadLineLikeHeader(), _blocks.IsInsideQuotes);
            bytes = bytes[piece.Length..];
        }
    }

    // Warnings about rows are left out where the file has problems, which say more.
    private string? Warning => string.Join(' ', new[]
    {
        _header!.Warning,
        _problems.Count == 0 ? _rowWarnings?.Warning : null,
        _problems.Count == 0 && _blocks?.SwallowedRows is var (first, last)
            ? string.Create(CultureInfo.InvariantCulture, $"Lines {first} to {last} are one row because of quotation marks, and each of them looks like a row; if they are rows, a quotation mark is too many there.")
            : null,
    }.OfType<string>()) is { Length: > 0 } all ? all : null;

    // Counts the newlines at the end of the file, also if two buffers split them or a CRLF.
    private void CountNewlinesAtEnd(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
        {
            return;
        }

        if (_endsInReturn && bytes[0] != '\n')
        {
            _newlinesAtEnd = 0;
        }

        _endsInReturn = bytes[^1] == '\r';
        var end = bytes.Length - (_endsInReturn ? 1 : 0);
        var count = 0L;
        while (end > 0 && bytes[end - 1] == '\n')
        {
            end -= end > 1 && bytes[end - 2] == '\r' ? 2 : 1;
            count++;
        }

        _newlinesAtEnd = count + (end == 0 ? _newlinesAtEnd : 0);
    }
}
