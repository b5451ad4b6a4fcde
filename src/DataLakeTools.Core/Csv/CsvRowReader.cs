using System.Buffers;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Unicode;
using DataLakeTools.Core.Errors;

namespace DataLakeTools.Core.Csv;

/// <summary>
/// Reads the rows of a CSV stream one after another. Fields are located and decoded only when they are read. Not thread
/// safe.
/// </summary>
/// <remarks>
/// Uses one buffer, as long as the longest row and at most 64 MiB. What runs for each row is optimized when it is first compiled:
/// a file of 200 MB is read before the runtime has seen that it is worth it.
/// </remarks>
public sealed partial class CsvRowReader : IDisposable
{
    /// <summary>The most bytes of a row with its line break.</summary>
    internal const int MaxRowLength = 64 * 1024 * 1024;

    private const int FirstBufferLength = 256 * 1024;
    private const int ShortLength = 128;

    private readonly Stream _stream;
    private readonly string? _name;
    private readonly byte _delimiter;
    private readonly bool _isQuotedFile;
    private readonly string[] _columns;
    private readonly List<CsvRenamedColumn> _renamed = [];
    private readonly CsvFieldRange[] _fields;
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(FirstBufferLength);
    private int _filled;
    private bool _isAllFilled;

    // The current row, and the place where the next begins.
    private bool _hasRow;
    private int _rowStart;
    private int _rowEnd;
    private int _found;
    private bool _isQuotedRow;
    private bool _rowHasEscapes;
    private int _next;
    private long _nextLine;

    // Blank lines between rows of a file with one column, which are rows, too.
    private long _blankRows;

    /// <summary>Opens the rows of a stream and reads the header.</summary>
    /// <param name="stream">The bytes; the reader disposes it.</param>
    /// <param name="options">How to read.</param>
    /// <exception cref="DataLakeException">There is no usable header (<see cref="DataLakeError.CsvUnreadable"/>).</exception>
    public CsvRowReader(Stream stream, CsvReadOptions options = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        _stream = stream;
        _name = options.Name;
        try
        {
            var header = ReadHeader(options.Delimiter);
            Dialect = header.Dialect;
            _delimiter = header.Dialect.Delimiter;
            _isQuotedFile = header.Dialect.Quoting == CsvQuoting.Rfc4180;
            _columns = header.Columns;
            _fields = new CsvFieldRange[_columns.Length];
            NameColumns();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>
    /// The names in the header, made unique without regard to case: a repeated name becomes <c>name_2</c>, and a fourth
    /// column without a name <c>Column4</c>.
    /// </summary>
    public IReadOnlyList<string> Columns => _columns;

    /// <summary>The columns that were renamed.</summary>
    public IReadOnlyList<CsvRenamedColumn> RenamedColumns => _renamed;

    /// <summary>What is probably wrong with a readable file, such as two delimiters that fit; null if there is none.</summary>
    public string? Warning { get; private set; }

    /// <summary>The dialect that was given or found.</summary>
    public CsvDialect Dialect { get; }

    /// <summary>The physical line where the current row begins, counted from 1 for the header.</summary>
    public long Line { get; private set; } = 1;

    /// <summary>How many bytes the current row has, without its line break.</summary>
    public int RowLength => _rowEnd - _rowStart;

    /// <summary>Moves to the next row. Blank lines at the end of the stream are ignored.</summary>
    /// <returns>False at the end.</returns>
    /// <exception cref="DataLakeException">The row has another number of fields than the header, or its quoting is wrong.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool Read()
    {
        if (_blankRows > 0)
        {
            _blankRows--;
            Line++;
            SetRow(0, 0, 0);
            return true;
        }

        (_hasRow, _found) = (false, 0);
        if (!FindRow())
        {
            return false;
        }

        if (_rowEnd == _rowStart && _found == 0)
        {
            return IsBlankLineARow();
        }

        CheckRow();
        return true;
    }

    /// <summary>The bytes of a field, without the marks of a quoted one.</summary>
    /// <param name="column">The index of the column.</param>
    /// <returns>UTF-8, as far as the file is; valid until the next <see cref="Read"/>.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public ReadOnlySpan<byte> GetRaw(int column)
    {
        ref readonly var field = ref Field(column);
        return _buffer.AsSpan(field.Start, field.End - field.Start);
    }

    /// <summary>Whether a field is missing: exactly <c>\N</c>, and not in quotation marks.</summary>
    /// <param name="column">The index of the column.</param>
    /// <returns>True if it is missing.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool IsNull(int column)
    {
        ref readonly var field = ref Field(column);
        return field.End - field.Start == 2 && !field.IsQuoted && _buffer[field.Start] == '\\' && _buffer[field.Start + 1] == 'N';
    }

    /// <summary>The text of a field.</summary>
    /// <param name="column">The index of the column.</param>
    /// <returns>Null if it is missing; an empty string if it is empty.</returns>
    /// <exception cref="DataLakeException">The bytes are not UTF-8, or there is a NUL among them.</exception>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public string? GetString(int column)
    {
        if (IsNull(column))
        {
            return null;
        }

        var bytes = GetRaw(column);
        if (bytes.IsEmpty)
        {
            return "";
        }

        if (bytes.Length <= ShortLength)
        {
            Span<char> characters = stackalloc char[ShortLength];
            var status = Utf8.ToUtf16(bytes, characters, out _, out var written, replaceInvalidSequences: false);
            if (status != OperationStatus.Done)
            {
                throw InvalidUtf8(column);
            }

            return characters[..written].Contains('\0') ? throw Nul(column) : new string(characters[..written]);
        }

        if (bytes.Contains((byte)0))
        {
            throw Nul(column);
        }

        return Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(bytes) : throw InvalidUtf8(column);
    }

    /// <summary>Disposes the stream and gives the buffer back.</summary>
    public void Dispose()
    {
        if (_buffer.Length == 0)
        {
            return;
        }

        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
        (_hasRow, _filled, _next, _isAllFilled, _blankRows) = (false, 0, 0, true, 0);
        _stream.Dispose();
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private ref readonly CsvFieldRange Field(int column)
    {
        if ((uint)column >= (uint)_found)
        {
            FindField(column);
        }

        if (_fields[column].MayHaveEscapes)
        {
            Unescape(ref _fields[column]);
        }

        return ref _fields[column];
    }

    private CsvHeader ReadHeader(char? delimiter)
    {
        CsvHeader header;
        do
        {
            Fill();
            header = CsvHeader.Find(_buffer.AsSpan(0, _filled), _isAllFilled, delimiter);
        }
        while (header.Status == CsvHeaderStatus.NeedsMore);

        if (header.Problem is { } problem)
        {
            throw CsvReadErrors.From(problem, _name);
        }

        Warning = header.Warning;
        _next = header.ByteOrderMarkLength + header.SeparatorLineLength + header.Length;
        _nextLine = header.Lines + (header.SeparatorLineLength > 0 ? 2 : 1);
        if (IsPlain(_buffer.AsSpan(0, _next)))
        {
            return header;
        }

        var scanner = new CsvScanner(new CsvScanOptions { Delimiter = (char)header.Dialect.Delimiter, MaxProblems = 1 });
        scanner.Scan(_buffer.AsSpan(0, _next));
        if (scanner.Complete() is { IsValid: false } summary)
        {
            throw CsvReadErrors.From(summary.Problems[0], _name);
        }

        return header;
    }

    // One line of printable ASCII without quotation marks breaks none of the remaining rules, which the scanner checks. Most
    // headers are such, and to compile the scanner takes longer than to read a small file.
    private static bool IsPlain(ReadOnlySpan<byte> header)
    {
        var line = header.EndsWith("\r\n"u8) ? header[..^2] : header.EndsWith("\n"u8) ? header[..^1] : default;
        return !line.IsEmpty && !line.ContainsAnyExceptInRange((byte)' ', (byte)'~') && !line.Contains((byte)'"');
    }

    // A file that passes its check must be readable, so missing and repeated names are replaced; RenamedColumns lists them.
    private void NameColumns()
    {
        var taken = new HashSet<string>(_columns, StringComparer.OrdinalIgnoreCase);
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var next = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < _columns.Length; i++)
        {
            var given = _columns[i];
            if (given.Length > 0 && seen.Add(given))
            {
                continue;
            }

            // The search goes on where that of the same name ended, or many equal names would take quadratic time.
            var stem = given.Length > 0 ? given + "_" : "Column";
            var number = Math.Max(given.Length > 0 ? 2 : i + 1, next.GetValueOrDefault(given));
            while (!taken.Add(_columns[i] = string.Create(CultureInfo.InvariantCulture, $"{stem}{number}")))
            {
                number++;
            }

            next[given] = number + 1;
            _renamed.Add(new CsvRenamedColumn(i, given, _columns[i]));
        }
    }
}
