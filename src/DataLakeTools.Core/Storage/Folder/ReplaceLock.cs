using System.Text;
using DataLakeTools.S3.Checksums;

namespace DataLakeTools.Core.Storage.Folder;

/// <summary>
/// A lock file that lets one writer at a time replace a file. The operating system releases it when the process dies.
/// </summary>
internal static class ReplaceLock
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);
    // Of a file without contents, which takes no room where files may have holes.
    private const int MaxLength = 1 << 20;

    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(10);

    public static async Task<IDisposable> AcquireAsync(string path, CancellationToken cancellationToken)
    {
        // A hash of the name, because the name itself may already have the longest length that the file system allows.
        var id = Crc32C.Compute(Encoding.UTF8.GetBytes(Path.GetFileName(path).ToUpperInvariant()));
        // Listings leave partial files out, and no upload takes this one for its own: the name has not the digits of one.
        var name = Path.Combine(Path.GetDirectoryName(path)!, $".{id:x8}.turn{FolderLakeStore.PartialSuffix}");
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                if (TryHold(name) is { } held)
                {
                    return held;
                }
            }
            catch (IOException exception) when (exception is not (DirectoryNotFoundException or PathTooLongException))
            {
                if (TimeProvider.System.GetElapsedTime(started) > MaxWait)
                {
                    throw;
                }
            }

            await Task.Delay(Pause, cancellationToken).ConfigureAwait(false);
        }
    }

    // Windows removes the file with its last handle. Elsewhere a file that was opened just before its holder removed it can be
    // locked all the same, while the next one makes a new file of its name: it holds only as long as it is the one with the name.
    private static IDisposable? TryHold(string name)
    {
        var file = new FileStream(
            name, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1, OperatingSystem.IsWindows() ? FileOptions.DeleteOnClose : FileOptions.None);
        if (OperatingSystem.IsWindows())
        {
            return file;
        }

        try
        {
            // A length that no other file of this name has: who may write to the file of another user may set that, and not its time.
            file.SetLength(1 + Random.Shared.Next(MaxLength));
            if (new FileInfo(name) is { Exists: true } there && there.Length == file.Length)
            {
                return new Held(file);
            }
        }
        catch
        {
            file.Dispose();
            throw;
        }

        file.Dispose();
        return null;
    }

    // Only who holds it removes it, and before it lets go.
    private sealed class Held(FileStream file) : IDisposable
    {
        public void Dispose()
        {
            try
            {
                File.Delete(file.Name);
            }
            catch (Exception exception) when (FolderErrors.IsFileSystemError(exception))
            {
                // Gone with its folder, or the next one takes it over: what it stands for is the lock.
            }
            finally
            {
                file.Dispose();
            }
        }
    }
}
