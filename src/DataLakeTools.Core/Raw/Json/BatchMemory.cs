using System.Collections.Concurrent;
using System.Numerics;

namespace DataLakeTools.Core.Raw.Json;

/// <summary>
/// The memory for the batches of a run. What a written batch gives back is used for the next, so that thousands of batches side
/// by side leave no garbage; the shared pools keep only a few pieces of a size.
/// </summary>
internal sealed class BatchMemory
{
    private const int SmallestPiece = 512;
    private const int LargestPiece = 256 * 1024;

    private readonly ConcurrentBag<byte[]>[] _free = [.. Enumerable.Range(0, BitOperations.Log2(LargestPiece / SmallestPiece) + 1).Select(_ => new ConcurrentBag<byte[]>())];

    /// <summary>A piece of at most about this length.</summary>
    public byte[] Take(long length)
    {
        var size = 1 << BitOperations.Log2((ulong)Math.Clamp(length, SmallestPiece, LargestPiece));
        return FreeOf(size).TryTake(out var piece) ? piece : GC.AllocateUninitializedArray<byte>(size);
    }

    /// <summary>Takes a piece back, on any thread.</summary>
    public void GiveBack(byte[] piece) => FreeOf(piece.Length).Add(piece);

    private ConcurrentBag<byte[]> FreeOf(int size) => _free[BitOperations.Log2((uint)size / SmallestPiece)];
}
