using System.Runtime.InteropServices;

namespace DataLakeTools.Core.Storage.Folder;

/// <summary>
/// Makes a rename last through a power cut: on Unix the name lives in the folder, and the folder has to be flushed
/// like a file (fsync(2): "calling fsync() does not necessarily ensure that the entry in the directory has reached
/// disk"). Windows journals it.
/// </summary>
internal static partial class DirectoryEntry
{
    private const int ReadOnly = 0;

    public static void FlushToDisk(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var descriptor = Open(folder, ReadOnly);
        if (descriptor < 0)
        {
            throw new IOException($"The folder '{folder}' could not be opened to flush it (errno {Marshal.GetLastPInvokeError()}).");
        }

        try
        {
            // Some network file systems cannot flush a folder (EINVAL); the file itself was flushed before.
            _ = Flush(descriptor);
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Flush(int descriptor);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int descriptor);
}
