using System.Management.Automation;
using DataLakeTools.Errors;

namespace DataLakeTools.Binding;

/// <summary>Turns what a user writes as a path into full paths of files, the way the shipped cmdlets do.</summary>
internal static class SourcePathResolver
{
    private const string FileSystem = "FileSystem";

    /// <summary>The files that the paths name. A path that names none is an error.</summary>
    /// <param name="command">The cmdlet: relative paths start at its location, and it writes the errors.</param>
    /// <param name="paths">Paths with wildcards.</param>
    /// <param name="literalPaths">Paths taken letter by letter, in place of the others; whether a file is there is not asked.</param>
    public static IEnumerable<string> Resolve(PSCmdlet command, string[] paths, string[] literalPaths) => literalPaths.Length > 0
        ? literalPaths.Where(path => IsPath(command, path)).Select(path => Unresolved(command, path)).OfType<string>()
        : paths.Where(path => IsPath(command, path)).SelectMany(path => Expand(command, path));

    // No file system has NUL in names, and .NET takes it for a mistake of the program.
    private static bool IsPath(PSCmdlet command, string path)
    {
        if (path.Contains('\0', StringComparison.Ordinal))
        {
            command.WriteError(ErrorRecords.PathNotFound(path, cause: null));
            return false;
        }

        return true;
    }

    private static string[] Expand(PSCmdlet command, string path)
    {
        if (!WildcardPattern.ContainsWildcardCharacters(path))
        {
            return Unresolved(command, path) is { } file ? [file] : [];
        }

        try
        {
            var found = command.SessionState.Path.GetResolvedProviderPathFromPSPath(path, out var provider);
            if (provider.Name != FileSystem)
            {
                command.WriteError(ErrorRecords.NotAFileSystem(path, provider.Name));
                return [];
            }

            // The order in which file systems list files differs; the order of the results must not.
            string[] files = [.. found.Where(File.Exists).Order(StringComparer.Ordinal)];
            if (files.Length == 0)
            {
                command.WriteError(ErrorRecords.NothingMatches(path));
            }

            return files;
        }
        catch (Exception exception) when (exception is ItemNotFoundException or System.Management.Automation.DriveNotFoundException or ProviderNotFoundException or WildcardPatternException or NotSupportedException)
        {
            command.WriteError(ErrorRecords.PathNotFound(path, exception));
            return [];
        }
    }

    private static string? Unresolved(PSCmdlet command, string path)
    {
        try
        {
            var file = command.SessionState.Path.GetUnresolvedProviderPathFromPSPath(path, out var provider, out _);
            if (provider.Name == FileSystem)
            {
                return file;
            }

            command.WriteError(ErrorRecords.NotAFileSystem(path, provider.Name));
            return null;
        }
        catch (Exception exception) when (exception is ItemNotFoundException or System.Management.Automation.DriveNotFoundException or ProviderNotFoundException or NotSupportedException)
        {
            command.WriteError(ErrorRecords.PathNotFound(path, exception));
            return null;
        }
    }
}
