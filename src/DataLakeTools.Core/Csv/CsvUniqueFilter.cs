using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace DataLakeTools.Core.Csv;

/// <summary>
/// Finds the first occurrence of each value, compared as bytes. A value equal to the one before it costs only the
/// comparison.
/// </summary>
/// <remarks>
/// Every distinct value is kept, so memory grows with the distinct values: their bytes and about 24 bytes each.
/// A repeated value allocates nothing. What runs for each value is optimized when it is first compiled, as in <see cref="CsvRowReader"/>.
/// </remarks>
public sealed class CsvUniqueFilter
{
    private const int ChunkLength = 64 * 1024;

    private readonly List<byte[]> _chunks = [];
    private readonly uint _seed = (uint)Random.Shared.Next();
    private Entry[] _entries = new Entry[64];
    private int[] _slots = new int[128]; // 1-based indexes of entries; 0 is free
    private byte[] _chunk = [];
    private int _chunkUsed;
    private int _count;
    private int _last = -1;

    /// <summary>How many distinct values were added.</summary>
    public int Count => _count;

    /// <summary>Adds a value.</summary>
    /// <param name="value">The bytes, as <see cref="CsvRowReader.GetRaw"/> gives them.</param>
    /// <returns>True if it was not added before.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool Add(ReadOnlySpan<byte> value)
    {
        if (_last >= 0 && value.SequenceEqual(ValueOf(_entries[_last])))
        {
            return false;
        }

        var hash = Hash(value);
        var slot = (int)(hash & (uint)(_slots.Length - 1));
        for (; _slots[slot] != 0; slot = (slot + 1) & (_slots.Length - 1))
        {
            var index = _slots[slot] - 1;
            if (_entries[index].Hash != hash || !value.SequenceEqual(ValueOf(_entries[index])))
            {
                continue;
            }

            _last = index;
            return false;
        }

        if (_count == _entries.Length)
        {
            Grow();
            slot = FreeSlot(hash);
        }

        _entries[_count] = Store(value, hash);
        _last = _count++;
        _slots[slot] = _count;
        return true;
    }

    private ReadOnlySpan<byte> ValueOf(in Entry entry) => _chunks[entry.Chunk].AsSpan(entry.Offset, entry.Length);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private Entry Store(ReadOnlySpan<byte> value, uint hash)
    {
        if (_chunks.Count == 0 || _chunk.Length - _chunkUsed < value.Length)
        {
            _chunk = new byte[Math.Max(ChunkLength, value.Length)];
            _chunks.Add(_chunk);
            _chunkUsed = 0;
        }

        value.CopyTo(_chunk.AsSpan(_chunkUsed));
        var entry = new Entry(hash, _chunks.Count - 1, _chunkUsed, value.Length);
        _chunkUsed += value.Length;
        return entry;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Grow()
    {
        Array.Resize(ref _entries, _entries.Length * 2);
        _slots = new int[_entries.Length * 2];
        for (var i = 0; i < _count; i++)
        {
            _slots[FreeSlot(_entries[i].Hash)] = i + 1;
        }
    }

    private int FreeSlot(uint hash)
    {
        var slot = (int)(hash & (uint)(_slots.Length - 1));
        while (_slots[slot] != 0)
        {
            slot = (slot + 1) & (_slots.Length - 1);
        }

        return slot;
    }

    // Multiply and fold eight bytes at a time, as wyhash does. The random seed prevents crafted collisions.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private uint Hash(ReadOnlySpan<byte> value)
    {
        const ulong Factor = 0x9E3779B97F4A7C15;
        var hash = (_seed ^ (ulong)value.Length) * Factor;
        while (value.Length >= 8)
        {
            hash = Fold(hash ^ MemoryMarshal.Read<ulong>(value));
            value = value[8..];
        }

        ulong rest = 0;
        foreach (var b in value)
        {
            rest = (rest << 8) | b;
        }

        hash = Fold(hash ^ rest);
        return (uint)(hash ^ (hash >> 32));

        static ulong Fold(ulong bits)
        {
            var high = Math.BigMul(bits, Factor, out var low);
            return BitOperations.RotateLeft(high ^ low, 29);
        }
    }

    private readonly record struct Entry(uint Hash, int Chunk, int Offset, int Length);
}
