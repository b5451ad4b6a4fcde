using DataLakeTools.Core.Errors;

namespace DataLakeTools.Core.Jobs.Documents;

/// <summary>Finds the files that match a path of a job document.</summary>
internal static class SourcePattern
{
    /// <summary>Refuses text that no file system takes as a path.</summary>
    public static void Check(string pattern)
    {
        if (pattern.Contains('\0', StringComparison.Ordinal))
        {
            throw new DataLakeException(DataLakeError.SourceNotFound, "The path has a NUL character in it.", "Write the path without it.", pattern);
        }
    }

    /// <summary>The full paths of the files; a path without wildcards is itself, whether the file is there or not.</summary>
    /// <exception cref="DataLakeException">The folder cannot be read.</exception>
    public static IReadOnlyList<string> Expand(string pattern, string folder)
    {
        if (pattern.Contains('\0', StringComparison.Ordinal))
        {
            throw NothingFound(pattern);
        }

        var full = Path.GetFullPath(pattern, folder);
        var name = Path.GetFileName(full);
        if (!name.AsSpan().ContainsAny('*', '?'))
        {
            return [full];
        }

        try
        {
            return [.. Directory.EnumerateFiles(Path.GetDirectoryName(full)!, name).Order(StringComparer.Ordinal)];
        }
        catch (DirectoryNotFoundException)
        {
            return [];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new DataLakeException(
                DataLakeError.SourceUnreadable, $"The folder of '{pattern}' could not be read: {exception.Message}", "Check the rights of the folder.", pattern, exception);
        }
    }

    public static DataLakeException NothingFound(string pattern) =>
        new(DataLakeError.SourceNotFound, $"No file matches '{pattern}'.", "Check the path; it starts at the folder of the job document.", pattern);
}
