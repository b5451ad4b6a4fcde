namespace DataLakeTools.Core.Tmdb;

/// <summary>How the structure of a record is named.</summary>
internal static class TmdbStructure
{
    /// <summary>The details at a path, with the parts appended to them in alphabetical order.</summary>
    public static string OfDetails(string path, IReadOnlyList<string> append) => append.Count == 0
        ? path
        : $"{path}?append={string.Join(',', append.Order(StringComparer.Ordinal))}";

    /// <summary>An entry of a list at a path. Where a list mixes media, their shapes differ.</summary>
    public static string OfEntry(string path, ListEntry entry) =>
        entry.MediaType is null ? $"{path}#{entry.List}" : $"{path}#{entry.List}/{entry.MediaType}";

    /// <summary>Any path, its ids replaced: <c>tv/1396/season/1</c> is a <c>tv/{id}/season/{id}</c>.</summary>
    public static string OfPath(string path) =>
        string.Join('/', path.Split('/').Select(segment => IsId(segment) ? "{id}" : segment));

    private static bool IsId(string segment) =>
        segment.Length > 0 && segment.Any(char.IsAsciiDigit) && segment.All(char.IsAsciiLetterOrDigit);
}
