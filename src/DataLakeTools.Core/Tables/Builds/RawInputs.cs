using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using DataLakeTools.Core.Csv;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Lake;
using DataLakeTools.Core.Raw.Csv;
using DataLakeTools.Core.Storage;
using DataLakeTools.Core.Streams;
using DataLakeTools.Core.Tables.Engine;
using DataLakeTools.S3.Checksums;

namespace DataLakeTools.Core.Tables.Builds;

/// <summary>Reads raw objects for the engine, and checks and counts them on the way.</summary>
/// <param name="store">The lake.</param>
/// <param name="work">Where objects of a bucket are put.</param>
internal sealed class RawInputs(ILakeStore store, WorkFolder work)
{
    private const int ProblemsInMessage = 3;

    /// <summary>The folders of raw objects up to a day, or of it alone, by day.</summary>
    /// <param name="store">The lake.</param>
    /// <param name="day">The last day.</param>
    /// <param name="oneDay">Whether it is the only one.</param>
    /// <param name="cancellationToken">Stops the listing.</param>
    public static async Task<SortedDictionary<DateOnly, List<RawFolder>>> ListAsync(ILakeStore store, DateOnly day, bool oneDay, CancellationToken cancellationToken)
    {
        LakeObjectQuery.ThrowIfAbsent(store);

        // A query of one day passes over specifications that look like days, and what is not found here loses its table.
        var query = new LakeObjectQuery { Layer = LakeConvention.RawLayer, To = day };
        var folders = new Dictionary<string, (LakeKey Key, FolderState State)>(StringComparer.Ordinal);
        await foreach (var (key, found) in ListAsync(store, query, cancellationToken).ConfigureAwait(false))
        {
            if (oneDay && key.Date != day)
            {
                continue;
            }

            ref var folder = ref CollectionsMarshal.GetValueRefOrAddDefault(folders, key.Folder, out _);
            folder = (folder.Key ?? key, folder.State.With(found.Key, found.Size, found.ETag));
        }

        var days = new SortedDictionary<DateOnly, List<RawFolder>>();
        foreach (var (key, state) in folders.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => pair.Value))
        {
            if (!days.TryGetValue(key.Date, out var ofDay))
            {
                days[key.Date] = ofDay = [];
            }

            ofDay.Add(new RawFolder(key, state));
        }

        return days;
    }

    /// <summary>Lists the objects of a raw folder, in the order of their keys.</summary>
    public IAsyncEnumerable<(LakeKey Key, StoredObject Object)> ListAsync(RawFolder folder, CancellationToken cancellationToken) => ListAsync(
        store,
        new LakeObjectQuery
        {
            Layer = folder.Key.Layer,
            Origin = folder.Key.Origin,
            Format = folder.Key.Format,
            Specification = string.Join('/', folder.Key.Specification),
            From = folder.Key.Date,
            To = folder.Key.Date,
        },
        cancellationToken);

    /// <summary>Checks a CSV object, and puts it where the engine can read it.</summary>
    /// <param name="found">The object.</param>
    /// <param name="onRead">Is told of each bytes that were read.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="DataLakeException">The check failed: <see cref="CsvCheckErrors"/>.</exception>
    public async Task<(CsvRows Rows, ManifestInput Input)> CsvAsync(StoredObject found, Action<int> onRead, CancellationToken cancellationToken)
    {
        var scanner = new CsvScanner();
        var checksum = default(Crc32C);
        string path;
        if (store.Lake.Kind == LakeKind.Folder)
        {
            path = store.Lake.AddressOf(found.Key);
            await Task.Run(() => ScanFile(path, scanner, ref checksum, onRead, cancellationToken), cancellationToken).ConfigureAwait(false);
        }
        else
        {
            path = work.NewFile("raw.csv");
            var content = await store.OpenReadAsync(found.Key, cancellationToken).ConfigureAwait(false);
            await using (content.ConfigureAwait(false))
            {
                var file = WorkFolder.Write(path);
                await using (file.ConfigureAwait(false))
                {
                    var buffer = ReadBuffer.New();
                    for (int read; (read = await content.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0;)
                    {
                        scanner.Scan(buffer.AsSpan(0, read));
                        checksum.Append(buffer.AsSpan(0, read));
                        await file.WriteAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
                        onRead(read);
                    }
                }
            }
        }

        var summary = scanner.Complete();
        ThrowIfOther(found, checksum.ByteCount);
        if (!summary.IsValid)
        {
            throw new DataLakeException(
                CsvProblemErrors.Of(summary.ProblemKinds),
                $"{store.Lake.AddressOf(found.Key)} is not a valid CSV file, so no table can be made of it: {string.Join("; ", summary.Problems.Take(ProblemsInMessage).Select(problem => problem.Message))}.",
                $"Mend the file and send it again with {LakeSetting.Force}.",
                found.Key);
        }

        var checkedBytes = Checksum.OfCrc32C(checksum.Value);
        return (new CsvRows(path, found.Key, summary, checkedBytes), new ManifestInput(found.Key, found.Size, found.ETag, checkedBytes.ToString(), summary.Rows));
    }

    /// <summary>Gives back the room of a CSV object that was read.</summary>
    public void Release(CsvRows rows)
    {
        if (store.Lake.Kind != LakeKind.Folder)
        {
            File.Delete(rows.Path);
        }
    }

    /// <summary>Reads the records of a JSON object.</summary>
    /// <param name="found">The object.</param>
    /// <param name="take">Takes a record and its number in the file, from 0.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public async Task<ManifestInput> JsonAsync(StoredObject found, Action<byte[], long> take, CancellationToken cancellationToken)
    {
        var content = new Verification.ChecksumStream(await store.OpenReadAsync(found.Key, cancellationToken).ConfigureAwait(false), []);
        await using (content.ConfigureAwait(false))
        {
            long row = 0;
            var names = new Raw.Json.DuplicateNames();
            await foreach (var record in new Raw.Json.RawJsonReader(content, store.Lake.AddressOf(found.Key)).ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                take(names.KeepLast(record), row++);
            }

            ThrowIfOther(found, content.Length);
            return new ManifestInput(found.Key, found.Size, found.ETag, content.Checksum.ToString(), row);
        }
    }

    // An empty object has no row, and other formats are read by nobody.
    private static async IAsyncEnumerable<(LakeKey Key, StoredObject Object)> ListAsync(
        ILakeStore store, LakeObjectQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var (found, fault) in query.ListAllAsync(store, cancellationToken).ConfigureAwait(false))
        {
            if (fault is null && LakeKey.Parse(found.Key) is var key && key.Format is LakeConvention.CsvFormat or LakeConvention.JsonFormat && found.Size > 0)
            {
                yield return (key, found);
            }
        }
    }

    private static void ScanFile(string path, CsvScanner scanner, ref Crc32C checksum, Action<int> onRead, CancellationToken cancellationToken)
    {
        using var source = SourceFile.Open(path);
        var buffer = ReadBuffer.New();
        for (long offset = 0; offset < source.Length;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var read = source.Read(buffer, offset);
            scanner.Scan(buffer.AsSpan(0, read));
            checksum.Append(buffer.AsSpan(0, read));
            onRead(read);
            offset += read;
        }

        source.ThrowIfChanged();
    }

    private void ThrowIfOther(StoredObject found, long read)
    {
        if (read != found.Size)
        {
            throw LakeConflict.Changed(store.Lake, found.Key);
        }
    }
}
