using System.Globalization;
using System.Text;
using DataLakeTools.Core.Checksums;

namespace DataLakeTools.Core.Storage.Folder;

/// <summary>The hidden files that writes to a folder lake fill before they publish them.</summary>
internal static class PartialFiles
{
    // The first eight of the 32 digits in a name say what the file is to be called.
    private const int MarkDigits = 8;

    // A living writer has no lock yet in the moment in which it makes its file; and Windows renames no file that is open,
    // so that a writer there lets go of it before it is published.
    private static readonly TimeSpan LongestWithoutLock = OperatingSystem.IsWindows() ? TimeSpan.FromMinutes(1) : TimeSpan.FromSeconds(1);

    /// <summary>A new name. No two writes share one.</summary>
    /// <param name="fileName">What the file is to be called when it is finished.</param>
    public static string NewName(string fileName) => $".{MarkOf(fileName)}{Guid.NewGuid().ToString("N")[MarkDigits..]}{FolderLakeStore.PartialSuffix}";

    /// <summary>
    /// Removes what writers of a file have left that are no more. Those that live hold a lock on theirs: .NET takes one
    /// with every file that is opened for writing, though not on every file system.
    /// </summary>
    /// <param name="folder">Where the file is to be.</param>
    /// <param name="fileName">What it is to be called.</param>
    /// <returns>How many were removed.</returns>
    public static int RemoveAbandoned(string folder, string fileName)
    {
        var removed = 0;
        bool? locksHold = null;
        foreach (var left in Find(folder, fileName))
        {
            try
            {
                if (DateTime.UtcNow - File.GetLastWriteTimeUtc(left) > LongestWithoutLock && (locksHold ??= LocksHold(folder, fileName)))
                {
                    File.OpenHandle(left, FileMode.Open, FileAccess.ReadWrite, FileShare.None, FileOptions.DeleteOnClose).Dispose();
                    removed++;
                }
            }
            catch (Exception exception) when (FolderErrors.IsOfFileSystem(exception))
            {
                // Somebody writes it, or has just published it or taken it back; or it is another account's. What stays is listed.
            }
        }

        return removed;
    }

    /// <summary>All under a folder. Folders that are links are left out: what lies behind them is not in the lake.</summary>
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

    /// <summary>Removes one unless it was written to since it was seen, and the folders that are empty without it.</summary>
    public static bool Remove(string root, string path, UnfinishedUpload seen)
    {
        try
        {
            var file = new FileInfo(path);
            if (!IsOurs(file.Name) || (file.Exists && (file.LastWriteTimeUtc > seen.LastActivity.UtcDateTime || file.Length != seen.Size)))
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
        catch (Exception exception) when (FolderErrors.IsOfFileSystem(exception))
        {
            throw FolderErrors.CannotWrite(path, exception);
        }
    }

    private static string[] Find(string folder, string fileName)
    {
        try
        {
            return [.. Directory.EnumerateFiles(folder, $".{MarkOf(fileName)}*{FolderLakeStore.PartialSuffix}").Where(path => IsOurs(Path.GetFileName(path)))];
        }
        catch (UnauthorizedAccessException)
        {
            // A folder that may be written but not read keeps what is in it.
            return [];
        }
    }

    // On network shares .NET takes no lock for those who write, some file systems know none, and it can be told to take
    // none at all: a file that is not locked may then be a living writer's.
    private static bool LocksHold(string folder, string fileName)
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

    // Only names that this product gives: somebody's own ".notes.partial" is theirs.
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
        catch (Exception exception) when (FolderErrors.IsOfFileSystem(exception))
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
            // It was published or taken back between the two looks.
            return null;
        }
    }

    /// <summary>Removes a folder and those above it, up to the lake's own, as far as they are empty.</summary>
    public static void RemoveEmptyFolders(string root, string? folder)
    {
        for (; folder is not null && folder.Length > root.Length && folder.StartsWith(root, StringComparison.Ordinal); folder = Path.GetDirectoryName(folder))
        {
            try
            {
                Directory.Delete(folder, recursive: false);
            }
            catch (Exception exception) when (FolderErrors.IsOfFileSystem(exception))
            {
                // Not empty, or already gone: either way not ours to remove.
                return;
            }
        }
    }
}
