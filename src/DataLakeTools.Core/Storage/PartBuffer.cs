using DataLakeTools.Core.Checksums;

namespace DataLakeTools.Core.Storage;

/// <summary>
/// One part of a write while it is filled: a place among those that may be under way, and a window through which the
/// bytes go. A part that can be read again from its source has a window smaller than itself, which is filled over and
/// over. Disposing gives both back, once.
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

    /// <summary>How many bytes went through the window so far.</summary>
    public int Length => (int)_checksum.Length;

    /// <summary>What is to be filled next; empty when the part is full. What was there before is gone.</summary>
    public Memory<byte> Window
    {
        get
        {
            var at = Length % _windowSize;
            return Bytes.AsMemory(at, Math.Min(_windowSize - at, _partSize - Length));
        }
    }

    /// <summary>The checksum of what went through.</summary>
    internal Crc32C Checksum => _checksum;

    /// <summary>Whether all of it is still in the window.</summary>
    internal bool HoldsAll => Length <= _windowSize;

    /// <summary>All of the part, where <see cref="HoldsAll"/>.</summary>
    internal ReadOnlyMemory<byte> Filled => HoldsAll
        ? Bytes.AsMemory(0, Length)
        : throw new InvalidOperationException("The beginning of the part is no longer in memory.");

    private byte[] Bytes => _bytes ?? throw new ObjectDisposedException(nameof(PartBuffer));

    /// <summary>
    /// Takes the first bytes of the window as filled and sums them up; best called while the processor still has them
    /// in its cache.
    /// </summary>
    /// <param name="count">How many.</param>
    public void Advance(int count) => _checksum.Append(Window.Span[..count]);

    /// <summary>Gives window and place back.</summary>
    public void Dispose()
    {
        ReleaseWindow();
        if (Interlocked.Exchange(ref _returned, 1) == 0)
        {
            _pool.ReleasePlace();
        }
    }

    /// <summary>Gives the window back and keeps the place: the part is read from its source from here on.</summary>
    internal void ReleaseWindow()
    {
        if (Interlocked.Exchange(ref _bytes, null) is { } bytes)
        {
            _pool.Return(bytes);
        }
    }
}
