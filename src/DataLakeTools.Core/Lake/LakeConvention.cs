namespace DataLakeTools.Core.Lake;

/// <summary>The default names of the Raw zone.</summary>
public static class LakeConvention
{
    /// <summary>The layer of raw data, the first level of its keys.</summary>
    public const string RawLayer = "Raw";

    /// <summary>The origin of files that come from this machine.</summary>
    public const string LocalOrigin = "Local";

    /// <summary>The origin of data that comes from the TMDB API.</summary>
    public const string TmdbOrigin = "TMDB";

    /// <summary>The format of CSV files.</summary>
    public const string CsvFormat = "CSV";

    /// <summary>The format of JSON files.</summary>
    public const string JsonFormat = "JSON";

    /// <summary>
    /// The default specification of a file, from its name: <c>movies.csv</c> is <c>Movies</c>.
    /// Only the first letter changes; the name without its last extension is kept as it is.
    /// </summary>
    /// <param name="fileName">The name of a file, without its folder.</param>
    public static string SpecificationOf(string fileName)
    {
        ArgumentNullException.ThrowIfNull(fileName);
        var name = Path.GetFileNameWithoutExtension(fileName);
        return name.Length == 0 || !char.IsLower(name[0]) ? name : char.ToUpperInvariant(name[0]) + name[1..];
    }
}
