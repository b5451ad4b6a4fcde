using System.Management.Automation;
using DataLakeTools.Core.Errors;

namespace DataLakeTools.Binding;

/// <summary>Turns what a user writes as a path into full paths of files, the way the shipped cmdlets do.</summary>
internal static class SourcePathResolver
{
    private const string FileSystem = "FileSystem";

    /// <summary>The files that the paths name. A path that names none is an error.</summary>
    /// <param name="command">The cmdlet: relative paths start at its location.</param>
    /// <param name="fail">Writes an error.</param>
    /// <param name="paths">Paths with wildcards.</param>
    /// <param name="literalPaths">Paths taken letter by letter, in place of the others; whether a file is there is not asked.</param>
    public static IEnumerable<string> Resolve(PSCmdlet command, Action<DataLakeException> fail, string[] paths, string[] literalPaths) => literalPaths.Length > 0
        ? literalPaths.Where(path => IsPath(fail, path)).Select(path => Unresolved(command, fail, path)).OfType<string>()
        : paths.Where(path => IsPath(fail, path)).SelectMany(path => Expand(command, fail, path));

    // No file system has NUL in names, and .NET takes it for a mistake of the program.
    private static bool IsPath(Action<DataLakeException> fail, string path)
    {
        if (path.Contains('\0', StringComparison.Ordinal))
        {
            fail(NotFound(path, cause: null));
            return false;
        }

        return true;
    }

    private static string[] Expand(PSCmdlet command, Action<DataLakeException> fail, string path)
    {
        if (!WildcardPattern.ContainsWildcardCharacters(path))
        {
            return Unresolved(command, fail, path) is { } file ? [file] : [];
        }

        try
        {
            var found = command.SessionState.Path.GetResolvedProviderPathFromPSPath(path, out var provider);
            if (provider.Name != FileSystem)
            {
                fail(NotAFileSystem(path, provider.Name));
                return [];
            }

            // The order in which file systems list files differs; the order of the results must not.
            string[] files = [.. found.Where(File.Exists).Order(StringComparer.Ordinal)];
            if (files.Length == 0)
            {
                fail(new DataLakeException(
                    DataLakeError.SourceNotFound, $"No file matches '{path}'.", "Check the path; for names with brackets use -LiteralPath.", path));
            }

            return files;
        }
        catch (Exception exception) when (exception is ItemNotFoundException or System.Management.Automation.DriveNotFoundException or ProviderNotFoundException or WildcardPatternException or NotSupportedException)
        {
            fail(NotFound(path, exception));
            return [];
        }
    }

    private static string? Unresolved(PSCmdlet command, Action<DataLakeException> fail, string path)
    {
        try
        {
            var file = command.SessionState.Path.GetUnresolvedProviderPathFromPSPath(path, out var provider, out _);
            if (provider.Name == FileSystem)
            {
                return file;
            }

            fail(NotAFileSystem(path, provider.Name));
            return null;
        }
        catch (Exception exception) when (exception is ItemNotFoundException or System.Management.Automation.DriveNotFoundException or ProviderNotFoundException or NotSupportedException)
        {
            fail(NotFound(path, exception));
            return null;
        }
    }

    private static DataLakeException NotFound(string path, Exception? cause) =>
        new(DataLakeError.SourceNotFound, $"There is no file '{path}'.", "Check the path; for names with brackets use -LiteralPath.", path, cause);

    private static DataLakeException NotAFileSystem(string path, string provider) =>
        new(DataLakeError.SourceUnreadable, $"'{path}' is on a drive of the {provider} provider.", "Name a file of the file system.", path);
}
