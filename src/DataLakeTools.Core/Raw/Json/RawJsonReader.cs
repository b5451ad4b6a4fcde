using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Unicode;
using DataLakeTools.Core.Errors;

namespace DataLakeTools.Core.Raw.Json;

/// <summary>
/// Reads the records of a JSON file, whether they stand in an array or one after the other as in JSON Lines. One record is
/// in memory at a time, and its bytes are those of the file.
/// </summary>
/// <param name="stream">The file.</param>
/// <param name="name">What errors call it.</param>
public sealed class RawJsonReader(Stream stream, string name)
{
    private const int FirstBuffer = 64 * 1024;
    private const string ReadSoFar = "The records before this one were read, those after it were not.";

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(FirstBuffer);
    private int _start;
    private int _end;
    private bool _isAtEnd;
    private long _records;

    // Where the buffer begins in the file, and where its place _start stands: how many lines end before it, and where its line begins.
    private long _bufferOffset;
    private long _lines;
    private long _lineOffset;

    // How far the record that begins at _start has been read, and the state with which reading continues.
    private int _read;
    private JsonReaderState _state;
    private bool _lineBreakSkipped;

    /// <summary>How many bytes a record has at most, so that a file without an end cannot fill the memory.</summary>
    internal int LongestRecord { get; init; } = 128 * 1024 * 1024;

    /// <summary>Whether the file is one array; known with the first record.</summary>
    public bool IsArray { get; private set; }

    /// <summary>Whether the file ends before a record or an array begins; known with the end.</summary>
    public bool IsEmpty { get; private set; }

    /// <summary>Where the last record begins in the file.</summary>
    internal long Offset { get; private set; }

    /// <summary>Whether every record so far is exactly one line.</summary>
    public bool IsOneRecordALine { get; private set; } = true;

    /// <summary>The records, in the order of the file.</summary>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="DataLakeException"><see cref="DataLakeError.InvalidRecord"/> where the file is not JSON; the records before it have come.</exception>
    public async IAsyncEnumerable<byte[]> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        try
        {
            await SkipByteOrderMarkAsync(cancellationToken).ConfigureAwait(false);
            var next = await PeekAsync(cancellationToken).ConfigureAwait(false);
            IsEmpty = next is null;
            var isArray = IsArray = next == '[';
            if (isArray)
            {
                _start++;
                next = await PeekAsync(cancellationToken).ConfigureAwait(false);
            }

            while (next is not null && !(isArray && next == ']'))
            {
                yield return await TakeAsync(cancellationToken).ConfigureAwait(false);
                next = isArray ? await NextOfArrayAsync(cancellationToken).ConfigureAwait(false) : await NextLineAsync(cancellationToken).ConfigureAwait(false);
            }

            if (isArray)
            {
                await EndArrayAsync(next, cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = [];
        }
    }

    private async ValueTask<byte?> NextLineAsync(CancellationToken cancellationToken)
    {
        _lineBreakSkipped = false;
        var next = await PeekAsync(cancellationToken).ConfigureAwait(false);
        IsOneRecordALine &= _lineBreakSkipped || next is null;
        return next;
    }

    private async ValueTask<byte?> NextOfArrayAsync(CancellationToken cancellationToken)
    {
        var next = await PeekAsync(cancellationToken).ConfigureAwait(false);
        if (next == ']')
        {
            return next;
        }

        if (next != ',')
        {
            throw Invalid(next is null ? "the array is not closed" : "two records have no comma between them");
        }

        _start++;
        next = await PeekAsync(cancellationToken).ConfigureAwait(false);
        return next is null or (byte)']' ? throw Invalid("a record is missing after a comma") : next;
    }

    private async ValueTask EndArrayAsync(byte? last, CancellationToken cancellationToken)
    {
        if (last is null)
        {
            throw Invalid("the array is not closed");
        }

        _start++;
        if (await PeekAsync(cancellationToken).ConfigureAwait(false) is not null)
        {
            throw Invalid("something stands behind the end of the array");
        }
    }

    private async ValueTask<byte[]> TakeAsync(CancellationToken cancellationToken)
    {
        _state = new JsonReaderState(Json.CheckOptions);
        _read = 0;
        while (!IsValueWhole())
        {
            // At the end of the file the rest is read again as the final block: only then is a number known to be complete.
            if (_isAtEnd)
            {
                throw Invalid("the record is cut off");
            }

            // A long string is parsed from its beginning each time; waiting for twice as many bytes keeps the total linear.
            var enough = 2L * (_end - _start - _read);
            do
            {
                await FillAsync(cancellationToken).ConfigureAwait(false);
            }
            while (!_isAtEnd && _end - _start - _read < enough && enough > FirstBuffer);
        }

        var record = _buffer.AsSpan(_start, _read).ToArray();
        if (!Utf8.IsValid(record))
        {
            throw Invalid("it is not UTF-8");
        }

        Offset = _bufferOffset + _start;
        IsOneRecordALine &= !record.AsSpan().ContainsAny((byte)'\n', (byte)'\r');
        CountLines(record);
        _start += _read;
        _records++;
        return record;
    }

    // Continues where it stopped, so that a long record is parsed once, however small the blocks are in which it arrives.
    private bool IsValueWhole()
    {
        var reader = new Utf8JsonReader(_buffer.AsSpan(_start + _read, _end - _start - _read), _isAtEnd, _state);
        try
        {
            var isWhole = false;
            while (!isWhole && reader.Read())
            {
                var isOpening = reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray;
                isWhole = reader.CurrentDepth == 0 && !isOpening;
                if (isOpening && reader.CurrentDepth == RawRecord.MaxDepth)
                {
                    throw Invalid($"the record {Json.TooDeep}");
                }
            }

            _read += (int)reader.BytesConsumed;
            _state = reader.CurrentState;
            return isWhole;
        }
        catch (JsonException exception)
        {
            // The exception counts from where the record begins.
            var line = exception.LineNumber ?? 0;
            throw Invalid(null, _lines + line, (line == 0 ? _bufferOffset + _start - _lineOffset : 0) + (exception.BytePositionInLine ?? 0), exception);
        }
    }

    private async ValueTask SkipByteOrderMarkAsync(CancellationToken cancellationToken)
    {
        while (_end < 3 && await FillAsync(cancellationToken).ConfigureAwait(false))
        {
        }

        var first = _buffer.AsSpan(0, _end);
        if (first is [0xFE, 0xFF, ..] or [0xFF, 0xFE, ..] or [0, not 0, ..] or [not 0, 0, ..])
        {
            throw Invalid("it is UTF-16; save it as UTF-8");
        }

        _start += first.StartsWith("\uFEFF"u8) ? 3 : 0;
        _lineOffset = _start;
    }

    /// <summary>The next byte that is not white space; null at the end of the file.</summary>
    private async ValueTask<byte?> PeekAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            while (_start < _end && _buffer[_start] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
            {
                _lineBreakSkipped |= _buffer[_start] == '\n';
                CountLines(_buffer.AsSpan(_start, 1));
                _start++;
            }

            if (_start < _end)
            {
                return _buffer[_start];
            }

            if (!await FillAsync(cancellationToken).ConfigureAwait(false))
            {
                return null;
            }
        }
    }

    private async ValueTask<bool> FillAsync(CancellationToken cancellationToken)
    {
        if (_isAtEnd)
        {
            return false;
        }

        if (_end == _buffer.Length)
        {
            if (_end - _start >= LongestRecord)
            {
                throw new DataLakeException(
                    DataLakeError.RecordTooLarge,
                    $"Record {_records + 1} of '{name}', on line {_lines + 1}, has more than {LongestRecord} bytes.",
                    $"It is no record, or the file is no JSON: look at the file. {ReadSoFar}",
                    name);
            }

            MakeRoom();
        }

        var read = await stream.ReadAsync(_buffer.AsMemory(_end), cancellationToken).ConfigureAwait(false);
        _end += read;
        _isAtEnd = read == 0;
        return read > 0;
    }

    // Drops what has been read; if one record fills the whole buffer, the size is doubled.
    private void MakeRoom()
    {
        var target = _start > 0 ? _buffer : ArrayPool<byte>.Shared.Rent(checked(_buffer.Length * 2));
        _buffer.AsSpan(_start, _end - _start).CopyTo(target);
        if (target != _buffer)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = target;
        }

        _bufferOffset += _start;
        _end -= _start;
        _start = 0;
    }

    // To be called while the bytes begin at _start.
    private void CountLines(ReadOnlySpan<byte> bytes)
    {
        var last = bytes.LastIndexOf((byte)'\n');
        if (last >= 0)
        {
            _lines += bytes.Count((byte)'\n');
            _lineOffset = _bufferOffset + _start + last + 1;
        }
    }

    private DataLakeException Invalid(string what) => Invalid(what, _lines, _bufferOffset + _start - _lineOffset, cause: null);

    private DataLakeException Invalid(string? what, long line, long column, Exception? cause) => new(
        DataLakeError.InvalidRecord,
        $"'{name}' is not valid JSON at line {line + 1}, byte {column + 1}, in record {_records + 1}{(what is null ? "." : $": {what.TrimEnd('.')}.")}",
        $"Look at the file. {ReadSoFar}",
        name,
        cause);
}
