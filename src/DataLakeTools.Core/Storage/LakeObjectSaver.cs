using System.Globalization;
using System.Runtime.CompilerServices;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Reporting;
using DataLakeTools.Core.Storage.Folder;
using DataLakeTools.Core.Streams;

namespace DataLakeTools.Core.Storage;

/// <summary>
/// Saves objects of a lake as files. A file appears under its name only when all of it is there and is what the lake holds;
/// what an interrupted run has received is kept beside it, and the next run goes on from there.
/// </summary>
/// <param name="store">The lake.</param>
/// <param name="replace">Whether a file with other content is replaced.</param>
/// <param name="reporter">Receives progress.</param>
/// <param name="clock">Measures durations.</param>
public sealed class LakeObjectSaver(ILakeStore store, bool replace, IReporter reporter, TimeProvider clock)
{
    /// <summary>The keys below a folder of keys, each with the path that its file gets below another folder.</summary>
    /// <param name="folder">The levels that the keys begin with.</param>
    /// <param name="cancellationToken">Stops the listing.</param>
    public async IAsyncEnumerable<(string Key, string RelativePath)> ListAsync(string folder, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(folder);
        LakeObjectQuery.ThrowIfAbsent(store);
        var prefix = folder.TrimEnd('/') + "/";
        var isEmpty = true;
        await foreach (var found in store.ListAsync(prefix, cancellationToken).ConfigureAwait(false))
        {
            // A key of another program may end with a slash: it stands for a folder and has no content.
            if (!found.Key.EndsWith('/'))
            {
                isEmpty = false;
                yield return (found.Key, found.Key[prefix.Length..]);
            }
        }

        if (isEmpty)
        {
            throw MissingObject.Of(store.Lake.AddressOf(prefix), cause: null);
        }
    }

    /// <summary>Saves an object.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="path">The full path of the file.</param>
    /// <param name="cancellationToken">Stops it; what was received is kept for the next run.</param>
    /// <exception cref="DataLakeException">
    /// There is no such object; a file with other content is there; it cannot be written; or the bytes are not what the lake holds.
    /// </exception>
    public async Task<SavedObject> SaveAsync(string key, string path, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(path);
        store.Lake.Check(key);
        var started = clock.GetTimestamp();
        var existing = await store.FindAsync(key, cancellationToken).ConfigureAwait(false) ?? throw MissingObject.Of(store.Lake.AddressOf(key), cause: null);
        var saved = new SavedObject { Status = SavedObjectStatus.Saved, Lake = store.Lake.ToString(), Key = key, Path = path, Size = existing.Size, Duration = TimeSpan.Zero };
        try
        {
            if (File.Exists(path))
            {
                if (await IsSameAsync(existing, path, cancellationToken).ConfigureAwait(false))
                {
                    return saved with { Status = SavedObjectStatus.Unchanged, Duration = clock.GetElapsedTime(started) };
                }

                saved = replace ? saved with { Status = SavedObjectStatus.Replaced } : throw new DataLakeException(
                    DataLakeError.ObjectExists, $"'{path}' is already there with other content than '{store.Lake.AddressOf(key)}'.", $"Name another folder, or replace it with {LakeSetting.Force}.", path);
            }

            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            var kept = await ReceiveAsync(existing, path, cancellationToken).ConfigureAwait(false);
            return saved with { Status = kept > 0 ? SavedObjectStatus.Resumed : saved.Status, BytesKept = kept, Duration = clock.GetElapsedTime(started) };
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new DataLakeException(DataLakeError.OutputFailed, $"'{path}' could not be written: {exception.Message}", "Look at the path, the rights of its folder and the room on its disk.", path, exception);
        }
    }

    // Returns how many bytes an earlier run had received.
    private async Task<long> ReceiveAsync(StoredObject existing, string path, CancellationToken cancellationToken)
    {
        var (folder, name) = (Path.GetDirectoryName(path)!, Path.GetFileName(path));

        // The mark says which object the bytes are of, so that those of another are never carried on.
        var mark = string.Create(CultureInfo.InvariantCulture, $"{existing.ETag} {existing.Size}");
        var partial = Path.Combine(folder, PartialFiles.NewName(name, mark));
        var file = new FileStream(partial, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0, useAsync: true);
        long kept;
        await using (file.ConfigureAwait(false))
        {
            kept = await KeepAsync(PartialFiles.Find(folder, name, mark).Where(earlier => earlier != partial), file, existing.Size, cancellationToken).ConfigureAwait(false);
            if (kept < existing.Size || kept == 0)
            {
                // What is received whole is verified on the way.
                var content = kept == 0
                    ? await store.OpenReadAsync(existing.Key, cancellationToken).ConfigureAwait(false)
                    : await store.OpenRestAsync(existing, kept, cancellationToken).ConfigureAwait(false);
                await using (content.ConfigureAwait(false))
                {
                    await CopyAsync(content, file, name, existing.Size, cancellationToken).ConfigureAwait(false);
                }
            }
        }

        if (new FileInfo(partial).Length != existing.Size || (kept > 0 && !await IsSameAsync(existing, partial, cancellationToken).ConfigureAwait(false)))
        {
            File.Delete(partial);
            throw new DataLakeException(
                DataLakeError.ChecksumMismatch,
                $"What was received of '{store.Lake.AddressOf(existing.Key)}' is not what the lake holds; it was removed.",
                "Run it again: it begins anew.",
                store.Lake.AddressOf(existing.Key));
        }

        File.Move(partial, path, overwrite: replace);
        PartialFiles.RemoveAbandoned(folder, name);
        return kept;
    }

    // What an earlier run has left is copied and never written to: a link of whatever kind may have been put in its place.
    private static async Task<long> KeepAsync(IEnumerable<string> earlier, FileStream file, long size, CancellationToken cancellationToken)
    {
        foreach (var left in earlier.Select(path => new FileInfo(path)).Where(left => left.LinkTarget is null && left.Length > 0 && left.Length <= size).OrderByDescending(left => left.Length))
        {
            try
            {
                var bytes = new FileStream(left.FullName, FileMode.Open, FileAccess.Read, FileShare.None, ReadBuffer.Length, useAsync: true);
                await using (bytes.ConfigureAwait(false))
                {
                    await bytes.CopyToAsync(file, ReadBuffer.Length, cancellationToken).ConfigureAwait(false);
                }

                left.Delete();
                return file.Position;
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // Another run writes to it, or another user owns it.
                file.SetLength(0);
            }
        }

        return 0;
    }

    private async Task CopyAsync(Stream content, FileStream file, string name, long size, CancellationToken cancellationToken)
    {
        using var progress = new ProgressMeter(name, reporter, clock);
        progress.Begin("Saving", size);
        progress.Add((int)Math.Min(int.MaxValue, file.Position));
        var buffer = ReadBuffer.New();
        for (int read; (read = await content.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0;)
        {
            await file.WriteAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
            progress.Add(read);
        }
    }

    private Task<bool> IsSameAsync(StoredObject existing, string path, CancellationToken cancellationToken)
    {
        return store.IsSameAsync(existing, new FileInfo(path).Length, AppendAsync, cancellationToken);

        async Task AppendAsync(IContentComparison comparison)
        {
            var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.SequentialScan | FileOptions.Asynchronous);
            await using (file.ConfigureAwait(false))
            {
                var buffer = ReadBuffer.New();
                for (int read; (read = await file.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0;)
                {
                    await comparison.AppendAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
                }
            }
        }
    }
}
