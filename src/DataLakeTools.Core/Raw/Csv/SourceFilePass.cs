using DataLakeTools.Core.Csv;
using DataLakeTools.Core.Storage;
using DataLakeTools.Core.Streams;
using DataLakeTools.S3.Checksums;

namespace DataLakeTools.Core.Raw.Csv;

/// <summary>
/// One pass over a file: reads it in slices that fit the processor's cache, and checks each slice, if that is wanted, while it
/// is still there.
/// </summary>
internal sealed class SourceFilePass
{
    private readonly SourceFile _source;
    private readonly CsvScanner? _scanner;
    private readonly bool _computesChecksum;
    private Crc32C _checksum;
    private long _offset;

    /// <summary>Begins at the first byte.</summary>
    /// <param name="source">The file.</param>
    /// <param name="options">Whether and how it is checked.</param>
    /// <param name="computesChecksum">Whether <see cref="Crc32C"/> is wanted; an upload computes the checksums of its parts itself.</param>
    public SourceFilePass(SourceFile source, RawCsvOptions options, bool computesChecksum)
        : this(source, options.SkipCheck ? null : new CsvScanner(new CsvScanOptions { Delimiter = options.Delimiter }), computesChecksum)
    {
    }

    /// <summary>Begins at the first byte of a file, which need be no CSV file where it is not checked.</summary>
    /// <param name="source">The file.</param>
    /// <param name="scanner">Checks it; null where it is not checked.</param>
    /// <param name="computesChecksum">Whether <see cref="Crc32C"/> is wanted.</param>
    public SourceFilePass(SourceFile source, CsvScanner? scanner, bool computesChecksum)
    {
        _source = source;
        _scanner = scanner;
        _computesChecksum = computesChecksum;
    }

    public bool IsAtEnd => _offset >= _source.Length;

    /// <summary>Whether the check has found a problem.</summary>
    public bool HasFailed => _scanner?.ProblemCount > 0;

    /// <summary>The CRC-32C of what was read so far, if it was asked for.</summary>
    public uint Crc32C => _checksum.Value;

    /// <summary>Reads and checks until the part is full or the file ends.</summary>
    public void Fill(PartBuffer part, CancellationToken cancellationToken)
    {
        while (!IsAtEnd && part.Window is { IsEmpty: false } window)
        {
            part.Advance(Fill(window.Span[..Math.Min(ReadBuffer.Length, window.Length)], cancellationToken));
        }
    }

    /// <summary>Reads and checks until the buffer is full or the file ends.</summary>
    /// <returns>How many bytes of the buffer are filled.</returns>
    public int Fill(Span<byte> buffer, CancellationToken cancellationToken)
    {
        var filled = 0;
        while (filled < buffer.Length && !IsAtEnd)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var slice = buffer.Slice(filled, Math.Min(ReadBuffer.Length, buffer.Length - filled));
            var read = _source.Read(slice, _offset);
            _scanner?.Scan(slice[..read]);
            if (_computesChecksum)
            {
                _checksum.Append(slice[..read]);
            }

            _offset += read;
            filled += read;
        }

        return filled;
    }

    /// <summary>Reads what is left, for the check alone, and ends the check. Nothing is read when it is skipped.</summary>
    /// <returns>The check; null when it was skipped.</returns>
    public CsvSummary? CheckToEnd(CancellationToken cancellationToken)
    {
        if (!IsAtEnd && _scanner is not null)
        {
            var buffer = ReadBuffer.New();
            while (!IsAtEnd)
            {
                Fill(buffer, cancellationToken);
            }
        }

        return _scanner?.Complete();
    }
}
