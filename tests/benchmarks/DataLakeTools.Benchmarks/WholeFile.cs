
namespace DataLakeTools.Benchmarks;

/// <summary>What a program that uses CsvHelper would do with a file too large for memory.</summary>
internal static class WholeFile
{
    /// <summary>How many rows have as many fields as the header.</summary>
    public static long Check(string path, char delimiter)
    {
        using var reader = CsvHelperReader.Open(File.OpenRead(path), delimiter);
        long rows = 0;
        while (reader.Read())
        {
            rows++;
        }

        return rows;
    }

    /// <summary>How many different first fields there are.</summary>
    public static long CountIds(string path, char delimiter)
    {
        using var reader = CsvHelperReader.Open(File.OpenRead(path), delimiter);
        var ids = new HashSet<string>(StringComparer.Ordinal);
        while (reader.Read())
        {
            ids.Add(reader.GetStringOrNull(0) ?? string.Empty);
        }

        return ids.Count;
    }
}
