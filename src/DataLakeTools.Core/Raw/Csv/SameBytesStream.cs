using DataLakeTools.S3.Checksums;

namespace DataLakeTools.Core.Raw.Csv;

/// <summary>Reads bytes that were read before, and fails at their end if they were others.</summary>
/// <param name="content">The bytes; disposed with this.</param>
/// <param name="expected">Their checksum when they were read before, a CRC-32C.</param>
/// <param name="changed">Makes the error.</param>
internal sealed class SameBytesStream(Stream content, Checksum expected, Func<Exception> changed) : Stream
{
    private Crc32C _checksum;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => _checksum.ByteCount;
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        var read = content.Read(buffer);
        _checksum.Append(buffer[..read]);
        return read > 0 || buffer.IsEmpty || Checksum.OfCrc32C(_checksum.Value) == expected ? read : throw changed();
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            content.Dispose();
        }

        base.Dispose(disposing);
    }
}
