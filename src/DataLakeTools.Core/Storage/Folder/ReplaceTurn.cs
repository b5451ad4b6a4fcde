using System.Text;
using DataLakeTools.Core.Checksums;

namespace DataLakeTools.Core.Storage.Folder;

/// <summary>
/// A file lock that lets one sender at a time replace a file. The operating system frees it when its process dies.
/// </summary>
internal static class ReplaceTurn
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);

    public static async Task<IDisposable> TakeAsync(string path, CancellationToken cancellationToken)
    {
        // A short name of the name: the whole one may be as long as the file system allows already.
        var id = Crc32C.Compute(Encoding.UTF8.GetBytes(Path.GetFileName(path).ToUpperInvariant()));
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
                if (TimeProvider.System.GetElapsedTime(started) > LongestWait)
                {
                    throw;
                }
            }

            await Task.Delay(Pause, cancellationToken).ConfigureAwait(false);
        }
    }
}
