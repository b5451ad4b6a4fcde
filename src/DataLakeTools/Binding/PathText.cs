using System.Management.Automation;
using DataLakeTools.Core.Errors;

namespace DataLakeTools.Binding;

/// <summary>Reads a path that users write at a prompt for a file or a folder that need not be there.</summary>
internal static class PathText
{
    private const string FileSystem = "FileSystem";

    /// <summary>The full path.</summary>
    /// <param name="path">The path.</param>
    /// <param name="paths">Where the session is, and its drives.</param>
    /// <param name="error">The error of a path that cannot be.</param>
    /// <exception cref="DataLakeException">It is no path, or one outside the file system.</exception>
    public static string FullPath(string path, PathIntrinsics paths, DataLakeError error = DataLakeError.InvalidOption)
    {
        // No file system has NUL in names, and .NET takes it for a mistake of the program.
        if (path.Contains('\0', StringComparison.Ordinal))
        {
            throw new DataLakeException(error, $"'{path}' is no path: it has a NUL in it.", "Check where the path comes from.", path);
        }

        try
        {
            var full = paths.GetUnresolvedProviderPathFromPSPath(path, out var provider, out _);
            return provider.Name == FileSystem
                ? Path.GetFullPath(full, paths.CurrentFileSystemLocation.ProviderPath)
                : throw new DataLakeException(error, $"'{path}' is on a drive of the {provider.Name} provider.", "Name a place in the file system.", path);
        }
        catch (Exception exception) when (exception is ItemNotFoundException or System.Management.Automation.DriveNotFoundException or ProviderNotFoundException or NotSupportedException)
        {
            throw new DataLakeException(error, $"'{path}' is no path: {exception.Message}", "Look at the drives of the session, or write the whole path.", path, exception);
        }
    }
}
