using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace DataLakeTools.Core.Storage.Folder;

/// <summary>
/// Distinguishes pipes and terminals from files. Opening a pipe blocks until its other end is opened, perhaps for ever;
/// with <c>O_NONBLOCK</c> it does not (open(2), fifo(7)).
/// </summary>
internal static partial class SpecialFile
{
    private const int LinuxNonBlocking = 0x800;
    private const int LinuxCloseOnExec = 0x80000;
    private const int AppleNonBlocking = 0x4;
    private const int AppleCloseOnExec = 0x1000000;

    /// <summary>Whether the path is a pipe or a terminal, which cannot seek; false if nothing exists there.</summary>
    public static bool Is(string path)
    {
        // A file with a size is not a pipe and need not be opened twice.
        if (OperatingSystem.IsWindows() || new FileInfo(path) is not { Exists: true, Length: 0 })
        {
            return false;
        }

        var flags = OperatingSystem.IsLinux() ? LinuxNonBlocking | LinuxCloseOnExec : AppleNonBlocking | AppleCloseOnExec;
        using var handle = new SafeFileHandle(Open(path, flags), ownsHandle: true);
        if (handle.IsInvalid)
        {
            // Opening it again will report the reason; for a socket or a missing permission it does not block.
            return false;
        }

        using var stream = new FileStream(handle, FileAccess.Read, bufferSize: 0);
        return !stream.CanSeek;
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);
}
