using System.Globalization;
using System.Text;
using DataLakeTools.S3.Checksums;

namespace DataLakeTools.Core.Storage.Folder;

/// <summary>The hidden files that are filled before they are published: those of writes to a folder lake, and those of saved objects.</summary>
internal static class PartialFiles
{
    // An active writer holds no lock for a moment: when it has just created its file and, on Windows, which cannot rename
    // an open file, just before it publishes it.
    private static readonly TimeSpan MaxTimeWithoutLock = OperatingSystem.IsWindows() ? TimeSpan.FromMinutes(1) : TimeSpan.FromSeconds(1);

    /// <summary>
    /// A new name. No two writes share one. The first eight of its 32 digits are a hash of the final file name. For a download, which
    /// a later run goes on with, the next eight are a hash of the object and its version. The others are random.
    /// </summary>
    /// <param name="fileName">The final name of the file.</param>
    /// <param name="sourceVersion">The object and the version that a download is of; null for a write to a lake.</param>
    public static string NewName(string fileName, string? sourceVersion = null)
    {
        var marks = MarkOf(fileName) + (sourceVersion is null ? string.Empty : MarkOf(sourceVersion));
        return $".{marks}{Guid.NewGuid().ToString("N")[marks.Length..]}{FolderLakeStore.PartialSuffix}";
    }

    /// <summary>The files that earlier runs, or others at the same time, have filled.</summary>
    /// <param name="folder">The folder of the file.</param>
    /// <param name="fileName">The final name of the file.</param>
    /// <param name="sourceVersion">The object and the version that a download is of; null for all partial files.</param>
    public static string[] Find(string folder, string fileName, string? sourceVersion = null)
    {
        try
        {
            var marks = MarkOf(fileName) + (sourceVersion is null ? string.Empty : MarkOf(sourceVersion));
            return [.. Directory.EnumerateFiles(folder, $".{marks}*{FolderLakeStore.PartialSuffix}").Where(path => IsOurs(Path.GetFileName(path)))];
        }
        catch (UnauthorizedAccessException)
        {
            // A folder that is writable but not readable cannot be cleaned.
            return [];
        }
    }

    /// <summary>
    /// Removes the partial files of writers that have died. Active writers hold a lock on theirs: .NET takes one on every
    /// file that is opened for writing, though not on every file system.
    /// </summary>
    /// <param name="folder">The folder of the file.</param>
    /// <param name="fileName">The final name of the file.</param>
    /// <returns>How many were removed.</returns>
    public static int RemoveAbandoned(string folder, string fileName)
    {
        var removed = 0;
        bool? locksWork = null;
        foreach (var left in Find(folder, fileName))
        {
            try
            {
                if (DateTime.UtcNow - File.GetLastWriteTimeUtc(left) > MaxTimeWithoutLock && (locksWork ??= DoLocksWork(folder, fileName)))
                {
                    File.OpenHandle(left, FileMode.Open, FileAccess.ReadWrite, FileShare.None, FileOptions.DeleteOnClose).Dispose();
                    removed++;
                }
            }
            catch (Exception exception) when (FolderErrors.IsFileSystemError(exception))
            {
                // In use, just published or removed, or owned by another account. Files that remain are still listed as unfinished.
            }
        }

        return removed;
    }

    /// <summary>All partial files under a folder. Folders that are links are skipped: their targets are not in the lake.</summary>
    public static IEnumerable<UnfinishedUpload> Walk(string root)
    {
        var options = new EnumerationOptions
        {
            RecurseSubdirectories = true,
            AttributesToSkip = FileAttributes.ReparsePoint,
            IgnoreInaccessible = false,
        };
        using var files = Enumerate(root, options).GetEnumerator();
        while (Next(files, root))
        {
            if (IsOurs(files.Current.Name) && Describe(root, files.Current) is { } found)
            {
                yield return found;
            }
        }
    }

    /// <summary>Removes one, and the folders that become empty, unless a writer has it open or it was written to since it was listed.</summary>
    public static bool Remove(string root, string path, UnfinishedUpload seen)
    {
        try
        {
            var file = new FileInfo(path);
            if (!IsOurs(file.Name) || (file.Exists && (file.LastWriteTimeUtc > seen.LastActivity.UtcDateTime || file.Length != seen.Size || IsLocked(path))))
            {
                return false;
            }

            file.Delete();
            RemoveEmptyFolders(root, file.DirectoryName);
            return true;
        }
        catch (DirectoryNotFoundException)
        {
            return true;
        }
        catch (Exception exception) when (FolderErrors.IsFileSystemError(exception))
        {
            throw FolderErrors.CannotWrite(path, exception);
        }
    }

    private static bool IsLocked(string path)
    {
        try
        {
            // Reading is enough to meet the lock, and may be allowed where the file is of another account.
            File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.None).Dispose();
            return false;
        }
        catch (Exception exception) when (exception is UnauthorizedAccessException or FileNotFoundException or DirectoryNotFoundException)
        {
            // Not readable, which need not keep it from being removed, or gone.
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }

    // On network shares .NET takes no lock for writers, some file systems have none, and locking can be turned off; a file
    // without a lock may then belong to an active writer.
    private static bool DoLocksWork(string folder, string fileName)
    {
        var path = Path.Combine(folder, NewName(fileName));
        using var written = File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read, FileOptions.DeleteOnClose);
        try
        {
            File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None).Dispose();
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }

    // Only names that this product creates; a user's own ".notes.partial" is left alone.
    private static bool IsOurs(string name) =>
        name.StartsWith('.')
        && name.EndsWith(FolderLakeStore.PartialSuffix, StringComparison.Ordinal)
        && Guid.TryParseExact(name.AsSpan(1, name.Length - 1 - FolderLakeStore.PartialSuffix.Length), "N", out _);

    private static string MarkOf(string fileName) => Crc32C.Compute(Encoding.UTF8.GetBytes(fileName)).ToString("x8", CultureInfo.InvariantCulture);

    private static IEnumerable<FileInfo> Enumerate(string root, EnumerationOptions options) =>
        Directory.Exists(root) ? new DirectoryInfo(root).EnumerateFiles($".*{FolderLakeStore.PartialSuffix}", options) : [];

    private static bool Next(IEnumerator<FileInfo> files, string root)
    {
        try
        {
            return files.MoveNext();
        }
        catch (Exception exception) when (FolderErrors.IsFileSystemError(exception))
        {
            throw FolderErrors.CannotRead(root, exception);
        }
    }

    private static UnfinishedUpload? Describe(string root, FileInfo file)
    {
        try
        {
            return new UnfinishedUpload
            {
                Id = file.Name,
                Key = Path.GetRelativePath(root, file.FullName).Replace(Path.DirectorySeparatorChar, '/'),
                Started = file.CreationTimeUtc,
                LastActivity = file.LastWriteTimeUtc,
                Age = DateTime.UtcNow - file.LastWriteTimeUtc,
                Size = file.Length,
                Parts = 1,
            };
        }
        catch (FileNotFoundException)
        {
            // It was published or removed between the two calls.
            return null;
        }
    }

    /// <summary>Removes a folder and its parents, up to the lake's own, while they are empty.</summary>
    public static void RemoveEmptyFolders(string root, string? folder)
    {
        for (; folder is not null && folder.Length > root.Length && folder.StartsWith(root, StringComparison.Ordinal); folder = Path.GetDirectoryName(folder))
        {
            try
            {
                Directory.Delete(folder, recursive: false);
            }
            catch (Exception exception) when (FolderErrors.IsFileSystemError(exception))
            {
                // Not empty, or already removed.
                return;
            }
        }
    }
}
