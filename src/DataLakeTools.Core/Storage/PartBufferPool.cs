using System.Collections.Concurrent;

namespace DataLakeTools.Core.Storage;

/// <summary>
/// A fixed number of slots, each with a buffer, for all uploads of a store. It bounds their memory and, because a part in
/// flight needs a slot, their parallel requests and how far reading may be ahead of sending.
/// </summary>
public sealed class PartBufferPool : IDisposable
{
    // Buffers of the previous pool, held weakly: the next send in this process reuses them unless they were
    // garbage-collected.
    private static readonly WeakReference<ConcurrentStack<byte[]>?> Leftover = new(null);

    private readonly SemaphoreSlim _free;

    // A stack, so that a slow reader reuses the same few buffers and the others are never allocated.
    private readonly ConcurrentStack<byte[]> _idle;

    /// <summary>Creates a pool; buffers are allocated on first use.</summary>
    /// <param name="capacity">How many parts may be in flight at one time.</param>
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

    /// <summary>Waits for a slot and rents a buffer for a whole part.</summary>
    /// <param name="size">The most bytes of the part.</param>
    /// <param name="cancellationToken">Cancels the waiting.</param>
    public ValueTask<PartBuffer> RentAsync(int size, CancellationToken cancellationToken) => RentAsync(size, size, cancellationToken);

    /// <summary>Waits for a slot and rents a window that may be smaller than the part.</summary>
    /// <param name="partSize">The most bytes of the part.</param>
    /// <param name="windowSize">The size of the window.</param>
    /// <param name="cancellationToken">Cancels the waiting.</param>
    internal async ValueTask<PartBuffer> RentAsync(int partSize, int windowSize, CancellationToken cancellationToken)
    {
        await _free.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return new PartBuffer(this, TakeIdle(windowSize) ?? GC.AllocateUninitializedArray<byte>(windowSize, pinned: true), partSize, windowSize);
        }
        catch (OutOfMemoryException)
        {
            // Otherwise the slot would be lost, and later callers could wait for ever.
            _free.Release();
            throw;
        }
    }

    /// <summary>Leaves the idle buffers to the next pool, unless they are collected before.</summary>
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

    internal void ReleaseSlot() => _free.Release();

    // Files of one run mostly have the same part size; a buffer that is too small is dropped.
    private byte[]? TakeIdle(int size) => _idle.TryPop(out var bytes) && bytes.Length >= size ? bytes : null;
}
