using System.Runtime.InteropServices;

namespace DataLakeTools.Core.Storage.Folder;

/// <summary>
/// Makes a rename durable: on Unix the name is part of the folder, which has to be flushed like a file (fsync(2): "calling fsync() does not necessarily ensure that the entry in the directory has reached
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
            // The folder may be writable but not readable. The file itself was flushed.
            return;
        }

        try
        {
            // Some network file systems cannot flush a folder (EINVAL), which is ignored; a failing or full disk is not.
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
