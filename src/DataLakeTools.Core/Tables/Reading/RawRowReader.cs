using System.Runtime.CompilerServices;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Lake;
using DataLakeTools.Core.Raw.Json;
using DataLakeTools.Core.Storage;
using DataLakeTools.Core.Streams;
using DataLakeTools.Core.Tables.Builds;
using DataLakeTools.Core.Verification;

namespace DataLakeTools.Core.Tables.Reading;

/// <summary>Reads the bytes of single rows and records of raw files.</summary>
/// <param name="store">The lake.</param>
internal sealed class RawRowReader(ILakeStore store)
{
    /// <summary>Reads rows of one file in one pass.</summary>
    /// <param name="input">The file, as the tables were made of it.</param>
    /// <param name="rows">The numbers of the rows, from 0, without the header.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="DataLakeException"><see cref="DataLakeError.TablesOutdated"/>: another file is there by now; or it cannot be read.</exception>
    public IAsyncEnumerable<LakeRowTrace> ReadAsync(ManifestInput input, SortedSet<long> rows, CancellationToken cancellationToken) =>
        LakeKey.Parse(input.Key).Format == LakeConvention.JsonFormat ? ReadJsonAsync(input, rows, cancellationToken) : ReadCsvAsync(input, rows, cancellationToken);

    private async IAsyncEnumerable<LakeRowTrace> ReadJsonAsync(ManifestInput input, SortedSet<long> rows, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var stream = await OpenAsync(input, cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            var reader = new RawJsonReader(stream, store.Lake.AddressOf(input.Key));
            long row = 0;
            await foreach (var record in reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                if (rows.Contains(row))
                {
                    yield return Trace(input.Key, reader.Offset, record) with { Record = row + 1 };
                }

                if (row++ == rows.Max)
                {
                    yield break;
                }
            }
        }
    }

    private async IAsyncEnumerable<LakeRowTrace> ReadCsvAsync(ManifestInput input, SortedSet<long> rows, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var stream = await OpenAsync(input, cancellationToken).ConfigureAwait(false);
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
                    yield return Trace(input.Key, offset, bytes) with { Line = line };
                }

                found.Clear();
            }
            while (read > 0 && lines.Row <= rows.Max);
        }
    }

    // What is opened stays what it is, so it is looked at afterwards: a file that was replaced before or meanwhile is seen.
    private async Task<Stream> OpenAsync(ManifestInput input, CancellationToken cancellationToken)
    {
        var stream = await store.OpenReadAsync(input.Key, cancellationToken).ConfigureAwait(false);
        try
        {
            var found = await store.FindAsync(input.Key, cancellationToken).ConfigureAwait(false);
            return found?.Size == input.Size && (found.ETag == input.ETag || await ChecksumOfAsync(input.Key, cancellationToken).ConfigureAwait(false) == input.Checksum)
                ? stream
                : throw new DataLakeException(
                    DataLakeError.TablesOutdated,
                    $"{store.Lake.AddressOf(input.Key)} is not the file that the tables were made of: it was written again since.",
                    $"Make the tables{HowTo.BuildTables}; then their rows are those of the file that is there now.",
                    store.Lake.AddressOf(input.Key));
        }
        catch
        {
            await stream.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    // A copy of the same bytes has another ETag.
    private async Task<string> ChecksumOfAsync(string key, CancellationToken cancellationToken)
    {
        var content = new ChecksumStream(await store.OpenReadAsync(key, cancellationToken).ConfigureAwait(false), []);
        await using (content.ConfigureAwait(false))
        {
            await content.DrainAsync(cancellationToken).ConfigureAwait(false);
            return content.Checksum.ToString();
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
