using DataLakeTools.Core.Errors;

namespace DataLakeTools.Core.Jobs;

/// <summary>Finds the files that a path of a job document means.</summary>
internal static class SourcePattern
{
    /// <summary>The full paths of the files; a path without wildcards is itself, whether the file is there or not.</summary>
    public static IReadOnlyList<string> Expand(string pattern, string folder)
    {
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
    }

    public static DataLakeException NothingFound(string pattern) =>
        new(DataLakeError.SourceNotFound, $"No file matches '{pattern}'.", "Check the path; it starts at the folder of the job document.", pattern);
}
