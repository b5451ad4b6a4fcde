using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace DataLakeTools.Core.Storage.Folder;

/// <summary>
/// Tells pipes and terminals from files. To open one the ordinary way waits for somebody at its other end, perhaps for
/// ever; opened with <c>O_NONBLOCK</c> it does not (open(2), fifo(7)).
/// </summary>
internal static partial class SpecialFile
{
    private const int LinuxNonBlocking = 0x800;
    private const int LinuxCloseOnExec = 0x80000;
    private const int AppleNonBlocking = 0x4;
    private const int AppleCloseOnExec = 0x1000000;

    /// <summary>Whether the path leads to something that has no beginning to go back to; a file that is not there is none.</summary>
    public static bool Is(string path)
    {
        // What has a size is no pipe, so that the files that matter are not opened twice.
        if (OperatingSystem.IsWindows() || new FileInfo(path) is not { Exists: true, Length: 0 })
        {
            return false;
        }

        var flags = OperatingSystem.IsLinux() ? LinuxNonBlocking | LinuxCloseOnExec : AppleNonBlocking | AppleCloseOnExec;
        using var handle = new SafeFileHandle(Open(path, flags), ownsHandle: true);
        if (handle.IsInvalid)
        {
            // Opening it for real will say why; for a socket or a missing right it does so at once.
            return false;
        }

        using var stream = new FileStream(handle, FileAccess.Read, bufferSize: 0);
        return !stream.CanSeek;
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);
}
