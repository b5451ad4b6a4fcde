using System.Collections.Concurrent;

namespace DataLakeTools.Core.Storage;

/// <summary>
/// A fixed number of buffers for all uploads of a store. It is what bounds their memory and, because a part needs a
/// buffer to be in flight, their parallel requests.
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
    /// <param name="capacity">How many buffers may be on loan at one time.</param>
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

    /// <summary>Waits for a buffer.</summary>
    /// <param name="size">The fewest bytes it must hold.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    public async ValueTask<PartBuffer> RentAsync(int size, CancellationToken cancellationToken)
    {
        await _free.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return new PartBuffer(this, TakeIdle(size) ?? GC.AllocateUninitializedArray<byte>(size, pinned: true));
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

    internal void Return(byte[] bytes)
    {
        _idle.Push(bytes);
        _free.Release();
    }

    // Files of one run mostly share a part size; a buffer that is too small is dropped for a larger one.
    private byte[]? TakeIdle(int size) => _idle.TryPop(out var bytes) && bytes.Length >= size ? bytes : null;
}
