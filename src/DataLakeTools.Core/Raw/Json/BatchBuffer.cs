using System.Buffers;

namespace DataLakeTools.Core.Raw.Json;

/// <summary>
/// Bytes in pieces; the buffer grows without moving what is already written. The first of them may wait in a temporary file.
/// </summary>
internal sealed class BatchBuffer(BatchMemory memory, BatchSpill spill) : IDisposable
{
    private const int BytesOfExtent = 24;

    private readonly List<byte[]> _pieces = [];
    private readonly List<int> _lengths = [];
    private List<BatchExtent>? _spilled;
    private long _capacity;
    private int _used;

    public long Length { get; private set; }

    /// <summary>How many bytes of memory it takes.</summary>
    public long MemoryBytes => _capacity + (BytesOfExtent * (_spilled?.Capacity ?? 0L));

    public void Append(ReadOnlySpan<byte> bytes)
    {
        while (true)
        {
            var free = _pieces.Count == 0 ? default : _pieces[^1].AsSpan(_used);
            if (bytes.Length <= free.Length)
            {
                bytes.CopyTo(free);
                _used += bytes.Length;
                Length += bytes.Length;
                return;
            }

            bytes[..free.Length].CopyTo(free);
            _used += free.Length;
            Length += free.Length;
            bytes = bytes[free.Length..];
            AddPiece();
        }
    }

    /// <summary>Appends with every line break turned into a space.</summary>
    public void AppendAsOneLine(ReadOnlySpan<byte> bytes)
    {
        while (bytes.IndexOfAny((byte)'\r', (byte)'\n') is int at and >= 0)
        {
            Append(bytes[..at]);
            Append(" "u8);
            bytes = bytes[(at + 1)..];
        }

        Append(bytes);
    }

    /// <summary>Moves what is in memory to the temporary file.</summary>
    /// <returns>Whether the file has taken it; if not, nothing changed.</returns>
    public bool TrySpill()
    {
        if (_pieces.Count == 0)
        {
            return true;
        }

        ReadOnlyMemory<byte>[] pieces = [.. _pieces.Select((piece, index) => piece.AsMemory(0, LengthOf(index)))];
        if (spill.TryWrite(pieces, pieces.Sum(piece => (long)piece.Length)) is not { } extent)
        {
            return false;
        }

        (_spilled ??= []).Add(extent);
        GiveBack();
        return true;
    }

    /// <summary>All bytes, those in the temporary file too.</summary>
    public ReadOnlySequence<byte> AsSequence()
    {
        Unspill();
        if (_pieces.Count == 0)
        {
            return ReadOnlySequence<byte>.Empty;
        }

        var first = new BatchSegment(_pieces[0].AsMemory(0, LengthOf(0)), 0);
        var last = first;
        for (var index = 1; index < _pieces.Count; index++)
        {
            last = last.Append(_pieces[index].AsMemory(0, LengthOf(index)));
        }

        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }

    public void Dispose()
    {
        GiveBack();
        foreach (var extent in _spilled ?? [])
        {
            spill.Free(extent);
        }

        _spilled = null;
        Length = 0;
    }

    // All or nothing: after a read that failed the next one begins again, and does not take what is in memory for the whole.
    private void Unspill()
    {
        if (_spilled is null)
        {
            return;
        }

        var whole = new BatchBuffer(memory, spill);
        foreach (var extent in _spilled)
        {
            spill.Read(extent, whole.Extend(extent.Length));
        }

        for (var index = 0; index < _pieces.Count; index++)
        {
            whole.Append(_pieces[index].AsSpan(0, LengthOf(index)));
        }

        Dispose();
        _pieces.AddRange(whole._pieces);
        _lengths.AddRange(whole._lengths);
        (_used, _capacity, Length) = (whole._used, whole._capacity, whole.Length);
    }

    // Makes room for bytes that are then read into it.
    private List<Memory<byte>> Extend(int length)
    {
        List<Memory<byte>> room = [];
        while (length > 0)
        {
            if (_pieces.Count == 0 || _used == _pieces[^1].Length)
            {
                AddPiece();
            }

            var piece = _pieces[^1].AsMemory(_used, Math.Min(length, _pieces[^1].Length - _used));
            room.Add(piece);
            _used += piece.Length;
            Length += piece.Length;
            length -= piece.Length;
        }

        return room;
    }

    private void GiveBack()
    {
        foreach (var piece in _pieces)
        {
            memory.GiveBack(piece);
        }

        _pieces.Clear();
        _lengths.Clear();
        _used = 0;
        _capacity = 0;
    }

    private int LengthOf(int index) => index < _lengths.Count ? _lengths[index] : _used;

    private void AddPiece()
    {
        if (_pieces.Count > 0)
        {
            _lengths.Add(_used);
        }

        // Half of what is there: from the third piece on at most a third of a buffer is empty.
        var piece = memory.Take(_capacity / 2);
        _pieces.Add(piece);
        _capacity += piece.Length;
        _used = 0;
    }
}
