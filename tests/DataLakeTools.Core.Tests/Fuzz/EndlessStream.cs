using System.Text;

namespace DataLakeTools.Core.Tests.Fuzz;

/// <summary>Begins with one text and goes on with another, again and again; it keeps neither.</summary>
internal sealed class EndlessStream(string start, string rest, long most = long.MaxValue) : Stream
{
    private readonly byte[] _start = Encoding.UTF8.GetBytes(start);
    private readonly byte[] _rest = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(rest, 8192)));

    public long BytesRead { get; private set; }

    /// <summary>The most that was ever asked for at a time.</summary>
    public int LargestBuffer { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        LargestBuffer = Math.Max(LargestBuffer, buffer.Length);
        if (BytesRead >= most)
        {
            return 0;
        }

        var from = BytesRead < _start.Length ? _start.AsSpan((int)BytesRead) : _rest.AsSpan((int)((BytesRead - _start.Length) % _rest.Length));
        var count = Math.Min(from.Length, buffer.Length);
        from[..count].CopyTo(buffer);
        BytesRead += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => ValueTask.FromResult(Read(buffer.Span));

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => Task.FromResult(Read(buffer.AsSpan(offset, count)));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
