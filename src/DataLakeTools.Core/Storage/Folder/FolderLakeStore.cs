using System.Buffers;
using System.Globalization;
using System.IO.Enumeration;
using System.Runtime.CompilerServices;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Lake;
using DataLakeTools.Core.Reporting;

namespace DataLakeTools.Core.Storage.Folder;

/// <summary>A lake in a folder, with the same rules as one in S3.</summary>
internal sealed class FolderLakeStore : ILakeStore
{
    /// <summary>The suffix of files that are still being written; listings skip them.</summary>
    internal const string PartialSuffix = ".partial";

    private static readonly EnumerationOptions AllEntries = new() { AttributesToSkip = 0, IgnoreInaccessible = false };

    private static readonly SearchValues<char> RefusedByWindows = SearchValues.Create("<>:\"|?*");

    private readonly PartBufferPool _buffers;

    public FolderLakeStore(LakeAddress lake, LakeStoreOptions options, IReporter reporter)
    {
        Lake = lake;
        Reporter = reporter;
        // One is being filled while as many as are allowed are written.
        _buffers = new PartBufferPool(options.ThrottleLimit + 1);
    }

    public LakeAddress Lake { get; }

    internal IReporter Reporter { get; }

    public Task<StoredObject?> FindAsync(string key, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(Find(key));
    }

    public Task<Stream> OpenReadAsync(string key, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var path = PathOf(key);
        try
        {
            if (SpecialFile.Is(path))
            {
                throw new IOException("It is a pipe or a terminal, not a file.");
            }

            var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0, useAsync: true);
            return Task.FromResult<Stream>(new FileReadStream(file, exception => FolderErrors.CannotRead(path, exception)));
        }
        catch (Exception exception) when (FolderErrors.IsFileSystemError(exception))
        {
            throw FolderErrors.CannotRead(path, exception);
        }
    }

    public async IAsyncEnumerable<StoredObject> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Walks only the deepest folder that contains the prefix.
        KeySegment.CheckPrefix(prefix);
        var folder = prefix.LastIndexOf('/') is var slash and >= 0 ? prefix[..(slash + 1)] : string.Empty;
        foreach (var found in Walk(folder, folder.Length == 0 ? Lake.BucketOrFolder : PathOf(folder[..^1])))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (found.Key.StartsWith(prefix, StringComparison.Ordinal))
            {
                yield return found;
            }
        }

        await Task.CompletedTask.ConfigureAwait(false);
    }

    public async IAsyncEnumerable<string> ListLevelAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        KeySegment.CheckPrefix(prefix);
        var folder = prefix[..(prefix.LastIndexOf('/') + 1)];
        foreach (var name in EntriesOf(folder.Length == 0 ? Lake.BucketOrFolder : PathOf(folder[..^1])))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!IsPartial(name) && (folder + name).StartsWith(prefix, StringComparison.Ordinal))
            {
                yield return folder + name;
            }
        }

        await Task.CompletedTask.ConfigureAwait(false);
    }

    public IObjectUpload BeginUpload(LakeWrite write) => new FolderUpload(this, write, PathOf(write.Key), _buffers);

    public IEnumerable<Func<IContentComparison>> ComparisonsWith(StoredObject existing) =>
        [() => new StreamComparison(token => OpenReadAsync(existing.Key, token))];

    public async IAsyncEnumerable<UnfinishedUpload> ListUnfinishedAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var found in PartialFiles.Walk(Lake.BucketOrFolder))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return found;
        }

        await Task.CompletedTask.ConfigureAwait(false);
    }

    public Task<bool> RemoveUnfinishedAsync(UnfinishedUpload upload, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(PartialFiles.Remove(Lake.BucketOrFolder, PathOf(upload.Key), upload));
    }

    public Task DeleteAsync(string key, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var path = PathOf(key);
        try
        {
            if (File.Exists(path))
            {
                File.Delete(path);
            }

            // As in S3, where folders exist only as part of keys.
            PartialFiles.RemoveEmptyFolders(Lake.BucketOrFolder, Path.GetDirectoryName(path));
        }
        catch (Exception exception) when (FolderErrors.IsFileSystemError(exception))
        {
            throw FolderErrors.CannotWrite(path, exception);
        }

        return Task.CompletedTask;
    }

    public async Task<bool> TryDeleteAsync(StoredObject existing, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(existing);
        var path = PathOf(existing.Key);
        try
        {
            if (!File.Exists(path))
            {
                return true;
            }

            // Whoever replaces the file holds the lock, too.
            using (await ReplaceLock.AcquireAsync(path, cancellationToken).ConfigureAwait(false))
            {
                if (Find(existing.Key) is { } there && there.ETag != existing.ETag)
                {
                    return false;
                }

                File.Delete(path);
            }

            PartialFiles.RemoveEmptyFolders(Lake.BucketOrFolder, Path.GetDirectoryName(path));
            return true;
        }
        catch (DirectoryNotFoundException)
        {
            // Somebody else has removed it, and the folder that was empty without it.
            return true;
        }
        catch (Exception exception) when (FolderErrors.IsFileSystemError(exception))
        {
            throw FolderErrors.CannotWrite(path, exception);
        }
    }

    public ValueTask DisposeAsync()
    {
        _buffers.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>The ETag of a file; a rename does not change it.</summary>
    internal static string ETagOf(FileInfo file) => string.Create(CultureInfo.InvariantCulture, $"{file.Length:x}-{file.LastWriteTimeUtc.Ticks:x}");

    internal StoredObject? Find(string key) => Look(key, PathOf(key));

    private static StoredObject? Look(string key, string path)
    {
        try
        {
            var file = new FileInfo(path);
            return file.Exists ? Describe(key, file) : null;
        }
        catch (FileNotFoundException)
        {
            // Removed between the two calls.
            return null;
        }
        catch (Exception exception) when (FolderErrors.IsFileSystemError(exception))
        {
            throw FolderErrors.CannotRead(path, exception);
        }
    }

    private static StoredObject Describe(string key, FileInfo file) => new()
    {
        Key = key,
        Size = file.Length,
        LastModified = file.LastWriteTimeUtc,
        ETag = ETagOf(file),
    };

    private string PathOf(string key)
    {
        Lake.Check(key);
        if (OperatingSystem.IsWindows() && key.AsSpan().ContainsAny(RefusedByWindows))
        {
            throw new DataLakeException(
                DataLakeError.InvalidKey,
                $"The key '{KeySegment.Shown(key)}' has a character that Windows does not allow in file names.",
                "Choose names without < > : \" | ? * for a lake in a folder on Windows.",
                key);
        }

        var path = Path.Combine(Lake.BucketOrFolder, key.Replace('/', Path.DirectorySeparatorChar));
        FolderLinks.ThrowIfLinked(Lake.BucketOrFolder, path);
        return path;
    }

    // In the order of S3: by the whole key, so a folder sorts as if its name ended with '/'. Folders that are links are
    // skipped: their targets are not in the lake, and they may form a cycle.
    private static IEnumerable<StoredObject> Walk(string folder, string path)
    {
        foreach (var name in EntriesOf(path))
        {
            if (name.EndsWith('/'))
            {
                foreach (var found in Walk(folder + name, Path.Combine(path, name[..^1])))
                {
                    yield return found;
                }
            }
            else if (!IsPartial(name) && Look(folder + name, Path.Combine(path, name)) is { } found)
            {
                yield return found;
            }
        }
    }

    private static bool IsPartial(string name) => name.StartsWith('.') && name.EndsWith(PartialSuffix, StringComparison.Ordinal);

    // The names alone: a folder may have very many, and has to be sorted whole. Those of folders end with '/'.
    private static List<string> EntriesOf(string path)
    {
        try
        {
            var names = new FileSystemEnumerable<string>(path, static (ref entry) => entry.IsDirectory ? $"{entry.FileName}/" : entry.FileName.ToString(), AllEntries)
            {
                ShouldIncludePredicate = static (ref entry) => !entry.IsDirectory || !entry.Attributes.HasFlag(FileAttributes.ReparsePoint),
            }.ToList();
            names.Sort(KeyOrder.Instance);
            return names;
        }
        catch (DirectoryNotFoundException)
        {
            // The folder never existed, or another process has removed it meanwhile.
            return [];
        }
        catch (Exception exception) when (FolderErrors.IsFileSystemError(exception))
        {
            throw FolderErrors.CannotRead(path, exception);
        }
    }
}
