namespace DataLakeTools.Core.Storage;

/// <summary>A buffer on loan from a <see cref="PartBufferPool"/>. Disposing gives it back, once.</summary>
public sealed class PartBuffer : IDisposable
{
    private readonly PartBufferPool _pool;
    private byte[]? _bytes;

    internal PartBuffer(PartBufferPool pool, byte[] bytes)
    {
        _pool = pool;
        _bytes = bytes;
    }

    /// <summary>How many bytes of the buffer are filled.</summary>
    public int Length { get; set; }

    /// <summary>All of the buffer, to be filled.</summary>
    public Memory<byte> Free => Bytes;

    /// <summary>What is filled.</summary>
    public ReadOnlyMemory<byte> Filled => Bytes.AsMemory(0, Length);

    private byte[] Bytes => _bytes ?? throw new ObjectDisposedException(nameof(PartBuffer));

    /// <summary>Gives the buffer back.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _bytes, null) is { } bytes)
        {
            _pool.Return(bytes);
        }
    }
}
