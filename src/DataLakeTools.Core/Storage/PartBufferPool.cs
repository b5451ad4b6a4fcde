using System.Collections.Concurrent;

namespace DataLakeTools.Core.Storage;

/// <summary>
/// A fixed number of places, each with a buffer, for all uploads of a store. It is what bounds their memory and, because
/// a part needs a place to be under way, their parallel requests and how far reading may be ahead of sending.
/// </summary>
public sealed class PartBufferPool : IDisposable
{
    // What the pools before left, as long as the garbage collector lets it stand: a session that sends again and again
    // does not grow by a set of buffers every time.
    private static readonly WeakReference<ConcurrentStack<byte[]>?> Leftover = new(null);

    private readonly SemaphoreSlim _free;

    // A stack, so that a slow reader keeps using the same few warm buffers and the others are never made.
    private readonly ConcurrentStack<byte[]> _idle;

    /// <summary>Makes a pool; buffers are made when they are first needed.</summary>
    /// <param name="capacity">How many parts may be under way at one time.</param>
    public PartBufferPool(int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(capacity);
        _free = new SemaphoreSlim(capacity, capacity);
        lock (Leftover)
        {
            _idle = Leftover.TryGetTarget(out var idle) ? idle : new ConcurrentStack<byte[]>();
            Leftover.SetTarget(null);
        }

        while (_idle.Count > capacity)
        {
            _idle.TryPop(out _);
        }
    }

    /// <summary>Waits for a place and gives it a buffer that holds a whole part.</summary>
    /// <param name="size">The most bytes of the part.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    public ValueTask<PartBuffer> RentAsync(int size, CancellationToken cancellationToken) => RentAsync(size, size, cancellationToken);

    /// <summary>Waits for a place and gives it a window that may be smaller than the part.</summary>
    /// <param name="partSize">The most bytes of the part.</param>
    /// <param name="windowSize">The most bytes that are in memory at a time.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    internal async ValueTask<PartBuffer> RentAsync(int partSize, int windowSize, CancellationToken cancellationToken)
    {
        await _free.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return new PartBuffer(this, TakeIdle(windowSize) ?? GC.AllocateUninitializedArray<byte>(windowSize, pinned: true), partSize, windowSize);
        }
        catch (OutOfMemoryException)
        {
            // The place goes back, or the next who rents would wait for a buffer that nobody has.
            _free.Release();
            throw;
        }
    }

    /// <summary>Leaves the idle buffers to the next pool, if one comes before the garbage collector.</summary>
    public void Dispose()
    {
        if (!_idle.IsEmpty)
        {
            lock (Leftover)
            {
                Leftover.SetTarget(_idle);
            }
        }

        _free.Dispose();
    }

    internal void Return(byte[] bytes) => _idle.Push(bytes);

    internal void ReleasePlace() => _free.Release();

    // Files of one run mostly share a part size; a buffer that is too small is dropped for a larger one.
    private byte[]? TakeIdle(int size) => _idle.TryPop(out var bytes) && bytes.Length >= size ? bytes : null;
}
