using System.Runtime.CompilerServices;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Lake;
using DataLakeTools.Core.Raw.Json;
using DataLakeTools.Core.Storage;
using DataLakeTools.Core.Streams;

namespace DataLakeTools.Core.Tables.Reading;

/// <summary>Reads the bytes of single rows and records of raw files.</summary>
/// <param name="store">The lake.</param>
internal sealed class RawRowReader(ILakeStore store)
{
    /// <summary>Reads rows of one file in one pass.</summary>
    /// <param name="rawKey">The key of the file.</param>
    /// <param name="rows">The numbers of the rows, from 0, without the header.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="DataLakeException">The file cannot be read.</exception>
    public IAsyncEnumerable<LakeRowTrace> ReadAsync(string rawKey, SortedSet<long> rows, CancellationToken cancellationToken) =>
        LakeKey.Parse(rawKey).Format == LakeConvention.JsonFormat ? ReadJsonAsync(rawKey, rows, cancellationToken) : ReadCsvAsync(rawKey, rows, cancellationToken);

    private async IAsyncEnumerable<LakeRowTrace> ReadJsonAsync(string rawKey, SortedSet<long> rows, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var stream = await store.OpenReadAsync(rawKey, cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            var reader = new RawJsonReader(stream, store.Lake.AddressOf(rawKey));
            long row = 0;
            await foreach (var record in reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                if (rows.Contains(row))
                {
                    yield return Trace(rawKey, reader.Offset, record) with { Record = row + 1 };
                }

                if (row++ == rows.Max)
                {
                    yield break;
                }
            }
        }
    }

    private async IAsyncEnumerable<LakeRowTrace> ReadCsvAsync(string rawKey, SortedSet<long> rows, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var stream = await store.OpenReadAsync(rawKey, cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            var lines = new CsvLineFinder();
            var buffer = ReadBuffer.New();
            var found = new List<(long Row, long Line, long Offset, byte[] Bytes)>();
            int read;
            do
            {
                read = await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
                lines.Append(buffer.AsSpan(0, read), isLast: read == 0, rows, found);
                foreach (var (_, line, offset, bytes) in found)
                {
                    yield return Trace(rawKey, offset, bytes) with { Line = line };
                }

                found.Clear();
            }
            while (read > 0 && lines.Row <= rows.Max);
        }
    }

    private LakeRowTrace Trace(string rawKey, long offset, byte[] bytes) => new()
    {
        Table = string.Empty,
        Key = string.Empty,
        Lake = store.Lake.ToString(),
        RawKey = rawKey,
        Offset = offset,
        Bytes = bytes,
    };
}
