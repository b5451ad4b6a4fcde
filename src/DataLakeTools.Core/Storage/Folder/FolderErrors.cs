using DataLakeTools.Core.Errors;

namespace DataLakeTools.Core.Storage.Folder;

/// <summary>Translates file system exceptions into errors of the product.</summary>
internal static class FolderErrors
{
    private const int DiskFullOnUnix = 28;

    // COR_E_IO, of every IOException without a code of its own: as such .NET tells a preallocation for which a disk on Unix has no room.
    private const int NoCodeOfItsOwn = unchecked((int)0x80131620);

    private const int DiskFullOnWindows = unchecked((int)0x80070070);

    public static bool IsFileSystemError(Exception exception) =>
        exception is IOException or UnauthorizedAccessException or NotSupportedException;

    public static DataLakeException CannotRead(string path, Exception cause) => cause switch
    {
        UnauthorizedAccessException => new DataLakeException(
            DataLakeError.AccessDenied, $"'{path}' in the lake may not be read.", "Give this account the right to read the lake's folder.", path, cause),
        FileNotFoundException or DirectoryNotFoundException => MissingObject.Of(path, cause),
        _ => new DataLakeException(
            DataLakeError.LakeRequestFailed, $"'{path}' in the lake could not be read: {cause.Message}", "Check that the lake's folder is there and its disk works.", path, cause),
    };

    public static DataLakeException CannotWrite(string path, Exception cause)
    {
        if (cause is UnauthorizedAccessException)
        {
            return new DataLakeException(DataLakeError.AccessDenied, $"'{path}' may not be written.", "Give this account the right to write in the lake's folder, or choose another lake.", path, cause);
        }

        return cause.HResult is DiskFullOnUnix or DiskFullOnWindows
            ? DiskFull(path, cause)
            : new DataLakeException(DataLakeError.LakeWriteFailed, $"'{path}' could not be written: {cause.Message}", "Check that the lake's folder is there and its disk works.", path, cause);
    }

    /// <summary>The error of a file that could not be preallocated; on Unix .NET has no specific HResult for a full disk here.</summary>
    public static DataLakeException CannotOpen(string path, Exception cause) =>
        cause is IOException { HResult: NoCodeOfItsOwn } ? DiskFull(path, cause) : CannotWrite(path, cause);

    /// <summary>The error of a file that has its name already, when the disk fails to keep the name.</summary>
    public static DataLakeException CannotFlush(string path, Exception cause) => new(
        DataLakeError.LakeWriteFailed,
        $"'{path}' is whole and under its name, but whether its name would be there after a power failure is not known: {cause.Message}",
        "Check the lake's disk and run again: what is there is compared first.",
        path,
        cause);

    private static DataLakeException DiskFull(string path, Exception cause) => new(
        DataLakeError.LakeWriteFailed, $"The disk of the lake has no room for '{path}'; it was not written.", "Make room on the lake's disk and run again.", path, cause);
}
