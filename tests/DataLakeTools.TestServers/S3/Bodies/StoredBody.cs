namespace DataLakeTools.TestServers.S3;

/// <summary>The bytes of an object or part in pieces; when the stand-in discards, only their number.</summary>
internal sealed class StoredBody
{
    private static readonly byte[] Zeros = new byte[64 * 1024];

    private readonly IReadOnlyList<ReadOnlyMemory<byte>>? _pieces;

    private StoredBody(IReadOnlyList<ReadOnlyMemory<byte>>? pieces, long size)
    {
        _pieces = pieces;
        Size = size;
    }

    public long Size { get; }

    public bool IsDiscarded => _pieces is null;

    public static StoredBody Of(IReadOnlyList<ReadOnlyMemory<byte>> pieces) => new(pieces, pieces.Sum(piece => (long)piece.Length));

    public static StoredBody OfSize(long size) => new(null, size);

    /// <summary>The parts' bytes are shared and not copied, so completing an upload costs nothing.</summary>
    public static StoredBody Join(IReadOnlyCollection<StoredBody> bodies) => bodies.Any(body => body.IsDiscarded)
        ? OfSize(bodies.Sum(body => body.Size))
        : Of([.. bodies.SelectMany(body => body._pieces!)]);

    public IEnumerable<ReadOnlyMemory<byte>> Read() => Read(0, Size);

    public IEnumerable<ReadOnlyMemory<byte>> Read(long from, long length)
    {
        foreach (var piece in _pieces ?? Blank(from + length))
        {
            if (length == 0)
            {
                yield break;
            }

            if (from >= piece.Length)
            {
                from -= piece.Length;
                continue;
            }

            var take = (int)Math.Min(piece.Length - from, length);
            yield return piece.Slice((int)from, take);
            from = 0;
            length -= take;
        }
    }

    public byte[] ToArray()
    {
        var bytes = new byte[Size];
        var at = 0;
        foreach (var piece in Read())
        {
            piece.CopyTo(bytes.AsMemory(at));
            at += piece.Length;
        }

        return bytes;
    }

    /// <summary>The same size with one bit in the middle turned over, as a failing disk would leave it.</summary>
    public StoredBody Corrupted()
    {
        if (IsDiscarded || Size == 0)
        {
            return this;
        }

        var bytes = ToArray();
        bytes[bytes.Length / 2] ^= 1;
        return Of([bytes]);
    }

    private static IEnumerable<ReadOnlyMemory<byte>> Blank(long size)
    {
        for (; size > 0; size -= Zeros.Length)
        {
            yield return Zeros.AsMemory(0, (int)Math.Min(size, Zeros.Length));
        }
    }
}
