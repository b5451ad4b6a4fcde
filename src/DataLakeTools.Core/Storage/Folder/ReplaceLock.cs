using System.Text;
using DataLakeTools.S3.Checksums;

namespace DataLakeTools.Core.Storage.Folder;

/// <summary>
/// A lock file that lets one writer at a time replace a file. The operating system releases it when the process dies.
/// </summary>
internal static class ReplaceLock
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);
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
                return new FileStream(name, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose);
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
}
