using System.Collections.Concurrent;

namespace DataLakeTools.Core.Storage;

/// <summary>
/// A fixed number of buffers for all uploads of a store. It is what bounds their memory and, because a part needs a
/// buffer to be in flight, their parallel requests.
/// </summary>
public sealed class PartBufferPool : IDisposable
{
    private readonly SemaphoreSlim _free;

    // A stack, so that a slow reader keeps using the same few warm buffers and the others are never made.
    private readonly ConcurrentStack<byte[]> _idle = new();

    /// <summary>Makes a pool; buffers are made when they are first needed.</summary>
    /// <param name="capacity">How many buffers may be on loan at one time.</param>
    public PartBufferPool(int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(capacity);
        _free = new SemaphoreSlim(capacity, capacity);
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

    /// <summary>Forgets the idle buffers.</summary>
    public void Dispose()
    {
        _idle.Clear();
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
