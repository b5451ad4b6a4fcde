using System.Runtime.InteropServices;

namespace DataLakeTools.Core.Storage.Folder;

/// <summary>
/// Gives a finished file its final name atomically, and fails if the name exists. On Unix .NET's File.Move checks and then
/// renames, so a file created between the two would be overwritten; link(2) has no such race.
/// </summary>
internal static partial class AtomicPublication
{
    private const int Exists = 17;

    /// <summary>Publishes the file.</summary>
    /// <param name="partial">The finished file.</param>
    /// <param name="path">Its final path.</param>
    /// <param name="cancellationToken">Cancels the wait for another writer.</param>
    /// <returns>False if the name exists.</returns>
    /// <exception cref="IOException">The file system fails.</exception>
    public static async Task<bool> TryPublishAsync(string partial, string path, CancellationToken cancellationToken)
    {
        if (!OperatingSystem.IsWindows())
        {
            if (Link(partial, path) == 0)
            {
                File.Delete(partial);
                return true;
            }

            if (Marshal.GetLastPInvokeError() == Exists)
            {
                return false;
            }
        }

        // File systems without hard links: a lock keeps other writers out between check and rename.
        using var fileLock = await ReplaceLock.AcquireAsync(path, cancellationToken).ConfigureAwait(false);
        try
        {
            File.Move(partial, path, overwrite: false);
            return true;
        }
        catch (IOException) when (Path.Exists(path))
        {
            return false;
        }
    }

    [LibraryImport("libc", EntryPoint = "link", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Link(string from, string to);
}
