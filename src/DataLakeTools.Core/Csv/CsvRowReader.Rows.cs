using System.Buffers;
using System.Runtime.CompilerServices;

namespace DataLakeTools.Core.Csv;

/// <content>Finds rows and fields in the buffer.</content>
public sealed partial class CsvRowReader
{
    // Makes the next row the current one. A row without a quotation mark is split on first access to a field.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool FindRow()
    {
        Line = _nextLine;
        if (_isQuotedFile && TryFindQuotedRowByMasks())
        {
            return true;
        }

        var searched = 0;
        while (true)
        {
            ReadOnlySpan<byte> rest = _buffer.AsSpan(_next + searched, _filled - _next - searched);
            var index = _isQuotedFile ? rest.IndexOfAny((byte)'\n', (byte)'"') : rest.IndexOf((byte)'\n');
            if (index < 0 && !_isAllFilled)
            {
                searched += rest.Length;
                Fill();
                continue;
            }

            if (index < 0 && _next == _filled)
            {
                return false;
            }

            if (index >= 0 && rest[index] == '"')
            {
                return FindQuotedRow();
            }

            var newline = index < 0 ? _filled : _next + searched + index;
            var start = _next;
            var end = index >= 0 && newline > start && _buffer[newline - 1] == '\r' ? newline - 1 : newline;
            SetRow(start, end, 0);
            _next = Math.Min(newline + 1, _filled);
            _nextLine++;

            var fields = _buffer.AsSpan(start, end - start).Count(_delimiter) + 1;
            if (fields != _columns.Length && end > start)
            {
                throw WrongFieldCount(fields, false);
            }

            return true;
        }
    }

    private bool FindQuotedRow()
    {
        int fields;
        int end;
        while (!TrySplitQuotedRow(out fields, out end))
        {
            Fill();
            if (TryFindQuotedRowByMasks())
            {
                return true;
            }
        }

        if (fields != _columns.Length)
        {
            throw WrongFieldCount(fields, false);
        }

        SetRow(_next, end, fields);
        _nextLine += _buffer.AsSpan(_next, end - _next).Count((byte)'\n');
        _next = end;
        return true;
    }

    // False if the row continues beyond the buffer.
    private bool TrySplitQuotedRow(out int fields, out int end)
    {
        end = _next;
        for (fields = 0; ; fields++)
        {
            CsvFieldRange field;
            if (end < _filled && _buffer[end] == '"')
            {
                if (!TryFindClosingQuote(end, out field))
                {
                    return false;
                }

                end = field.End + 1;
            }
            else
            {
                var index = _buffer.AsSpan(end, _filled - end).IndexOfAny(_delimiter, (byte)'\n', (byte)'"');
                if (index < 0 && !_isAllFilled)
                {
                    return false;
                }

                var fieldStart = end;
                end = index < 0 ? _filled : end + index;
                if (end < _filled && _buffer[end] == '"')
                {
                    throw QuoteInUnquotedField(end);
                }

                var hasReturn = end < _filled && _buffer[end] == '\n' && end > fieldStart && _buffer[end - 1] == '\r';
                field = new CsvFieldRange(fieldStart, hasReturn ? end - 1 : end, false, false);
            }

            if (fields < _fields.Length)
            {
                _fields[fields] = field;
            }

            if (end < _filled && _buffer[end] == _delimiter)
            {
                end++;
                continue;
            }

            // After a quoted field a carriage return may stand before the newline or the end.
            var newline = end < _filled && _buffer[end] == '\r' ? end + 1 : end;
            if (newline == _filled && !_isAllFilled)
            {
                return false;
            }

            if (newline < _filled && _buffer[newline] != '\n')
            {
                throw TextAfterClosingQuote(newline);
            }

            end = Math.Min(newline + 1, _filled);
            fields++;
            return true;
        }
    }

    private bool TryFindClosingQuote(int open, out CsvFieldRange field)
    {
        field = default;
        for (var position = open + 1; ;)
        {
            var index = _buffer.AsSpan(position, _filled - position).IndexOf((byte)'"');
            if (index < 0)
            {
                return _isAllFilled ? throw UnclosedQuote(open) : false;
            }

            var quote = position + index;
            if (quote + 1 == _filled && !_isAllFilled)
            {
                return false;
            }

            if (quote + 1 == _filled || _buffer[quote + 1] != '"')
            {
                field = new CsvFieldRange(open + 1, quote, true, true);
                return true;
            }

            position = quote + 2;
        }
    }

    private void SetRow(int start, int end, int found) =>
        (_hasRow, _rowStart, _rowEnd, _found, _isQuotedRow) = (true, start, end, found, false);

    // A blank line was read. At the end of the stream it is ignored; elsewhere it is a row with one empty field.
    private bool IsBlankLineARow()
    {
        long blank = 1;
        while (true)
        {
            if (_filled - _next < 2 && !_isAllFilled)
            {
                Fill();
            }

            ReadOnlySpan<byte> rest = _buffer.AsSpan(_next, _filled - _next);
            var length = rest.StartsWith("\n"u8) ? 1 : rest.StartsWith("\r\n"u8) ? 2 : 0;
            if (rest.IsEmpty)
            {
                (_hasRow, _found) = (false, 0);
                return false;
            }

            if (length == 0)
            {
                break;
            }

            _next += length;
            _nextLine++;
            blank++;
        }

        if (_columns.Length > 1)
        {
            throw WrongFieldCount(1, true);
        }

        _blankRows = blank - 1;
        SetRow(0, 0, 0);
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void FindField(int column)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(column);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(column, _columns.Length);
        if (!_hasRow)
        {
            throw new InvalidOperationException("There is no current row.");
        }

        if (_isQuotedRow)
        {
            FindQuotedField(column);
            return;
        }

        var start = _found == 0 ? _rowStart : _fields[_found - 1].End + 1;
        if (column > 0 && TryFindFieldsByMasks(start))
        {
            return;
        }

        while (_found <= column)
        {
            var index = _buffer.AsSpan(start, _rowEnd - start).IndexOf(_delimiter);
            var end = index < 0 ? _rowEnd : start + index;
            _fields[_found++] = new CsvFieldRange(start, end, false, false);
            start = end + 1;
        }
    }

    // Callers of the first field often read no other. Unescaping moves bytes within the row, so a row with escapes is
    // split before.
    private void FindQuotedField(int column)
    {
        if (column > 0 || _rowHasEscapes)
        {
            SplitQuotedRow();
            return;
        }

        if (_buffer[_rowStart] != '"')
        {
            var end = _rowStart + _buffer.AsSpan(_rowStart, _rowEnd - _rowStart).IndexOfAny(_delimiter, (byte)'\n');
            if (_buffer[end] == '\n' && end > _rowStart && _buffer[end - 1] == '\r')
            {
                end--;
            }

            _fields[0] = new CsvFieldRange(_rowStart, end, false, false);
        }
        else
        {
            TryFindClosingQuote(_rowStart, out _fields[0]);
        }

        _found = 1;
    }

    // In place, because unescaping only shortens a field.
    private void Unescape(ref CsvFieldRange field)
    {
        var bytes = _buffer.AsSpan(field.Start, field.End - field.Start);
        var length = bytes.IndexOf((byte)'"');
        for (var i = length; (uint)i < (uint)bytes.Length; i++)
        {
            bytes[length++] = bytes[i];
            if (bytes[i] == '"')
            {
                i++;
            }
        }

        if (length < 0)
        {
            length = bytes.Length;
        }

        bytes[length..].Clear();
        field = field with { End = field.Start + length, MayHaveEscapes = false };
    }

    // Moves the rest to the front and fills the buffer; a row that fills the whole buffer gets a larger one.
    private void Fill()
    {
        var left = _filled - _next;
        if (left == _buffer.Length)
        {
            if (left >= MaxRowLength)
            {
                throw CsvReadErrors.RowTooLong(Line, MaxRowLength, _name);
            }

            var longer = ArrayPool<byte>.Shared.Rent(left * 2);
            _buffer.AsSpan(_next, left).CopyTo(longer);
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = longer;
        }
        else
        {
            _buffer.AsSpan(_next, left).CopyTo(_buffer);
        }

        _next = 0;
        var read = _stream.ReadAtLeast(_buffer.AsSpan(left), _buffer.Length - left, throwOnEndOfStream: false);
        _filled = left + read;
        _isAllFilled = _filled < _buffer.Length;
    }
}
