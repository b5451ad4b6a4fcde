using DataLakeTools.Core.Errors;

namespace DataLakeTools.Core.Storage.Folder;

/// <summary>
/// Rejects links inside a lake. Their targets are not in the lake: listings skip them, and a key never leads there. The
/// lake's own folder may be a link, because the user chose it.
/// </summary>
internal static class FolderLinks
{
    /// <summary>Throws if the path leads through a folder that is a link.</summary>
    /// <param name="root">The lake's folder.</param>
    /// <param name="path">A path under it; its last segment may be anything.</param>
    /// <exception cref="DataLakeException"><see cref="DataLakeError.LakeRequestFailed"/>.</exception>
    public static void ThrowIfLinked(string root, string path)
    {
        for (var folder = Path.GetDirectoryName(path); folder is not null && folder.Length > root.Length; folder = Path.GetDirectoryName(folder))
        {
            if (IsLink(folder))
            {
                throw new DataLakeException(
                    DataLakeError.LakeRequestFailed,
                    $"'{folder}' in the lake is a link; nothing is read or written through it.",
                    "Put a folder in its place, or name the place that it leads to as the lake.",
                    folder);
            }
        }
    }

    private static bool IsLink(string folder)
    {
        try
        {
            return new DirectoryInfo(folder).LinkTarget is not null;
        }
        catch (Exception exception) when (FolderErrors.IsFileSystemError(exception))
        {
            throw FolderErrors.CannotRead(folder, exception);
        }
    }
}
