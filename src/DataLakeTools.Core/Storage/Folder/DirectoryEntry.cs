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
    private const int InputOutputError = 5;
    private const int NoSpace = 28;

    public static void FlushToDisk(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var descriptor = Open(folder, ReadOnly);
        if (descriptor < 0)
        {
            // A folder that may be written but not read; its file is there and was flushed itself.
            return;
        }

        try
        {
            // Some network file systems cannot flush a folder (EINVAL); a disk that fails is another matter.
            if (Flush(descriptor) < 0 && Marshal.GetLastPInvokeError() is InputOutputError or NoSpace)
            {
                throw new IOException($"The folder '{folder}' could not be flushed to the disk (errno {Marshal.GetLastPInvokeError()}).");
            }
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
