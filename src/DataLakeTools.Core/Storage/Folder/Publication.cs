using System.Runtime.InteropServices;

namespace DataLakeTools.Core.Storage.Folder;

/// <summary>
/// Gives a finished file its name in one step that fails when the name is taken. On Unix .NET's File.Move looks
/// first and renames then, and whoever comes between the two is overwritten; link(2) cannot be passed so.
/// </summary>
internal static partial class Publication
{
    private const int Exists = 17;

    /// <summary>Names the file.</summary>
    /// <param name="partial">The finished file.</param>
    /// <param name="path">Its name from now on.</param>
    /// <param name="cancellationToken">Stops the waiting for another sender.</param>
    /// <returns>Whether the name was free.</returns>
    /// <exception cref="IOException">The file system refuses.</exception>
    public static async Task<bool> TryNameAsync(string partial, string path, CancellationToken cancellationToken)
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

        // File systems without hard links: the senders take turns, so that nobody comes between look and rename.
        using var turn = await ReplaceTurn.TakeAsync(path, cancellationToken).ConfigureAwait(false);
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
