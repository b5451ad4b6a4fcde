namespace DataLakeTools.DuckDb;

/// <summary>Memory for the texts of a chunk, at addresses that stay as they are until <see cref="Clear"/>.</summary>
internal sealed unsafe class TextBlocks
{
    private const int BlockBytes = 64 * 1024;

    private readonly List<byte[]> _blocks = [];
    private readonly List<byte[]> _longTexts = [];
    private int _block;
    private int _used;

    /// <summary>Copies a text.</summary>
    /// <returns>The address of the copy.</returns>
    public byte* Add(ReadOnlySpan<byte> text)
    {
        byte[] target;
        var start = 0;
        if (text.Length > BlockBytes)
        {
            target = NewBlock(text.Length);
            _longTexts.Add(target);
        }
        else
        {
            if (_blocks.Count == 0 || text.Length > BlockBytes - _used)
            {
                Advance();
            }

            target = _blocks[_block];
            start = _used;
            _used += text.Length;
        }

        text.CopyTo(target.AsSpan(start));
        return (byte*)System.Runtime.CompilerServices.Unsafe.AsPointer(ref target[start]);
    }

    /// <summary>Forgets all texts. What was made for long ones is given back.</summary>
    public void Clear()
    {
        _longTexts.Clear();
        (_block, _used) = (0, 0);
    }

    private void Advance()
    {
        if (_blocks.Count > 0)
        {
            _block++;
        }

        if (_block == _blocks.Count)
        {
            _blocks.Add(NewBlock(BlockBytes));
        }

        _used = 0;
    }

    private static byte[] NewBlock(int length) => GC.AllocateUninitializedArray<byte>(length, pinned: true);
}
