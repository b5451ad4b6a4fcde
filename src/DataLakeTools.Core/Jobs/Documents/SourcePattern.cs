using DataLakeTools.Core.Errors;

namespace DataLakeTools.Core.Jobs.Documents;

/// <summary>Finds the files that match a path of a job document.</summary>
internal static class SourcePattern
{
    // As Send-RawCsv does: by the rules of Win32, films?.csv would also be films.csv, and *.* a name without a dot.
    private static readonly EnumerationOptions LetterByLetter = new() { MatchType = MatchType.Simple, AttributesToSkip = FileAttributes.None, IgnoreInaccessible = false };

    /// <summary>Refuses text that no file system takes as a path.</summary>
    public static void Check(string pattern)
    {
        if (pattern.Contains('\0', StringComparison.Ordinal))
        {
            throw new DataLakeException(DataLakeError.SourceNotFound, "The path has a NUL character in it.", "Write the path without it.", pattern);
        }
    }

    /// <summary>
    /// The full paths of the files of some patterns, in their order; a file that two of them name is one, and a path without wildcards
    /// is itself, whether the file is there or not.
    /// </summary>
    /// <param name="patterns">The patterns.</param>
    /// <param name="folder">Where relative paths start.</param>
    /// <param name="failed">Told of a pattern that nothing matches, or whose folder cannot be read; the others go on.</param>
    public static IEnumerable<string> FilesOf(IEnumerable<string> patterns, string folder, Action<DataLakeException> failed) =>
        patterns.SelectMany(pattern => FilesOf(pattern, folder, failed)).Distinct(StringComparer.Ordinal);

    private static IReadOnlyList<string> FilesOf(string pattern, string folder, Action<DataLakeException> failed)
    {
        try
        {
            var files = Expand(pattern, folder);
            return files.Count > 0
                ? files
                : throw new DataLakeException(DataLakeError.SourceNotFound, $"No file matches '{pattern}'.", "Check the path; it starts at the folder of the job document.", pattern);
        }
        catch (DataLakeException exception)
        {
            failed(exception);
            return [];
        }
    }

    private static IReadOnlyList<string> Expand(string pattern, string folder)
    {
        Check(pattern);
        var full = Path.GetFullPath(pattern, folder);
        var name = Path.GetFileName(full);
        if (!name.AsSpan().ContainsAny('*', '?'))
        {
            return [full];
        }

        try
        {
            // A backslash is a letter of a name where it does not separate folders, and would be an escape.
            return [.. Directory.EnumerateFiles(Path.GetDirectoryName(full)!, name.Replace("\\", "\\\\", StringComparison.Ordinal), LetterByLetter).Order(StringComparer.Ordinal)];
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
}
