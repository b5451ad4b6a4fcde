using System.Buffers;

namespace DataLakeTools.Core.Raw.Json;

/// <summary>
/// Bytes in pieces; the buffer grows without moving what is already written, so each record is copied once.
/// </summary>
internal sealed class BatchBuffer(BatchMemory memory) : IDisposable
{

    private readonly List<byte[]> _pieces = [];
    private readonly List<int> _lengths = [];
    private int _used;

    public long Length { get; private set; }

    /// <summary>How many bytes of memory the pieces take.</summary>
    public long Capacity { get; private set; }

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

    public ReadOnlySequence<byte> AsSequence()
    {
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
        foreach (var piece in _pieces)
        {
            memory.GiveBack(piece);
        }

        _pieces.Clear();
        _lengths.Clear();
        _used = 0;
        Length = 0;
        Capacity = 0;
    }

    private int LengthOf(int index) => index < _lengths.Count ? _lengths[index] : _used;

    private void AddPiece()
    {
        if (_pieces.Count > 0)
        {
            _lengths.Add(_used);
        }

        // Half of what is there: of thousands of buffers side by side at most a third is empty.
        var piece = memory.Take(Capacity / 2);
        _pieces.Add(piece);
        Capacity += piece.Length;
        _used = 0;
    }
}
