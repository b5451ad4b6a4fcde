using DataLakeTools.S3.Checksums;

namespace DataLakeTools.Core.Storage;

/// <summary>
/// One part of a write: a slot (its right to be in flight) and a buffer (the window). If the part can be read again
/// from its source, the window is smaller than the part and each fill overwrites it: only the length and the checksum of the
/// earlier bytes are kept. Disposing returns slot and buffer.
/// </summary>
public sealed class PartBuffer : IDisposable
{
    private readonly PartBufferPool _pool;
    private readonly int _partSize;
    private readonly int _windowSize;
    private byte[]? _bytes;
    private Crc32C _checksum;
    private int _returned;

    internal PartBuffer(PartBufferPool pool, byte[] bytes, int partSize, int windowSize)
    {
        _pool = pool;
        _bytes = bytes;
        _partSize = partSize;
        _windowSize = windowSize;
    }

    /// <summary>How many bytes were written to the part so far.</summary>
    public int Length => (int)_checksum.ByteCount;

    /// <summary>The memory to fill next; empty if the part is full. Its earlier content may be overwritten.</summary>
    public Memory<byte> Window
    {
        get
        {
            var at = Length % _windowSize;
            return Bytes.AsMemory(at, Math.Min(_windowSize - at, _partSize - Length));
        }
    }

    /// <summary>The checksum of the bytes so far.</summary>
    internal Crc32C Checksum => _checksum;

    /// <summary>Whether the window holds the whole part.</summary>
    internal bool IsWholeInMemory => Length <= _windowSize;

    /// <summary>The whole part, if <see cref="IsWholeInMemory"/>.</summary>
    internal ReadOnlyMemory<byte> Filled => IsWholeInMemory
        ? Bytes.AsMemory(0, Length)
        : throw new InvalidOperationException("The beginning of the part is no longer in memory.");

    private byte[] Bytes => _bytes ?? throw new ObjectDisposedException(nameof(PartBuffer));

    /// <summary>
    /// Marks the first bytes of the window as filled and adds them to the checksum; best called while they are still in the
    /// processor cache.
    /// </summary>
    /// <param name="count">How many.</param>
    public void Advance(int count) => _checksum.Append(Window.Span[..count]);

    /// <summary>Returns window and slot to the pool.</summary>
    public void Dispose()
    {
        ReleaseWindow();
        if (Interlocked.Exchange(ref _returned, 1) == 0)
        {
            _pool.ReleaseSlot();
        }
    }

    /// <summary>Returns the window and keeps the slot: from then on the part is read from its source.</summary>
    internal void ReleaseWindow()
    {
        if (Interlocked.Exchange(ref _bytes, null) is { } bytes)
        {
            _pool.Return(bytes);
        }
    }
}
