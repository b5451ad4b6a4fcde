using System.Runtime.InteropServices;
using DataLakeTools.Core.Csv;

namespace DataLakeTools.Core.Tables.Reading;

/// <summary>Finds the bytes of rows of a valid CSV file that comes in pieces: in a file with quoting, a row may have several lines.</summary>
internal sealed class CsvLineFinder
{
    private readonly List<byte> _begun = [];
    private CsvQuoting? _quoting;
    private bool _isQuoted;
    private long _offset;
    private long _line = 1;
    private long _lineOfRow = 1;
    private long _offsetOfRow;

    /// <summary>The number of the row that comes next, from 0; -1 for the header.</summary>
    public long Row { get; private set; } = -1;

    /// <summary>Takes the next piece of the file.</summary>
    /// <param name="bytes">The piece.</param>
    /// <param name="isLast">Whether the file ends with it.</param>
    /// <param name="wanted">The numbers of the rows that are wanted.</param>
    /// <param name="found">Gets those that end in the piece.</param>
    public void Append(ReadOnlySpan<byte> bytes, bool isLast, SortedSet<long> wanted, List<(long Row, long Line, long Offset, byte[] Bytes)> found)
    {
        if (_quoting is null)
        {
            // What a quotation mark means is known with the delimiter, and that with the first rows.
            _begun.AddRange(bytes);
            var header = CsvHeader.Find(CollectionsMarshal.AsSpan(_begun), isLast, delimiter: null);
            if (header.Status == CsvHeaderStatus.NeedsMore)
            {
                return;
            }

            _quoting = header.Dialect.Quoting;
            Row -= header.SeparatorLineLength > 0 ? 1 : 0;
            bytes = _begun.ToArray();
            _begun.Clear();
        }

        var start = 0;
        for (var index = 0; index < bytes.Length; index++)
        {
            if (bytes[index] == '"' && _quoting == CsvQuoting.Rfc4180)
            {
                // Doubled marks toggle twice.
                _isQuoted = !_isQuoted;
            }
            else if (bytes[index] == '\n')
            {
                _line++;
                if (!_isQuoted)
                {
                    End(bytes[start..index], _offset + index + 1, wanted, found);
                    start = index + 1;
                }
            }
        }

        _offset += bytes.Length;
        _begun.AddRange(bytes[start..]);
        if (isLast && _begun.Count > 0)
        {
            End([], _offset, wanted, found);
        }
    }

    private void End(ReadOnlySpan<byte> rest, long next, SortedSet<long> wanted, List<(long Row, long Line, long Offset, byte[] Bytes)> found)
    {
        _begun.AddRange(rest);
        if (wanted.Contains(Row))
        {
            var length = _begun.Count > 0 && _begun[^1] == '\r' ? _begun.Count - 1 : _begun.Count;
            found.Add((Row, _lineOfRow, _offsetOfRow, [.. _begun[..length]]));
        }

        _begun.Clear();
        _lineOfRow = _line;
        _offsetOfRow = next;
        Row++;
    }
}
