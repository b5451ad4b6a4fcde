using nietras.SeparatedValues;
using Parquet;
using Parquet.Serialization;
using Sylvan.Data.Csv;

namespace DataLakeTools.Benchmarks;

/// <summary>What programs of .NET do with a movies.csv whose values they want typed.</summary>
internal static class WholeTable
{
    private const string Missing = "\\N";

    /// <summary>Writes the rows to a Parquet file, with CsvHelper and Parquet.Net.</summary>
    /// <returns>How many there were.</returns>
    public static async Task<long> WriteParquetAsync(string path, string parquet)
    {
        long rows = 0;
        await using var file = File.Create(parquet);
        await ParquetSerializer.SerializeAsync(
            MovieRow.ReadAll(path).Select(row => { rows++; return row; }), file, new ParquetOptions { CompressionMethod = CompressionMethod.Zstd, RowGroupSize = 122_880 });
        return rows;
    }

    /// <summary>Reads every row with its types; gives how many there are and the sum of their votes.</summary>
    public static string Read(string library, string path)
    {
        long rows = 0, votes = 0;
        foreach (var row in Rows(library, path))
        {
            rows++;
            votes += row.Votes ?? 0;
        }

        return FormattableString.Invariant($"{rows} {votes}");
    }

    private static IEnumerable<MovieRow> Rows(string library, string path) => library switch
    {
        "csvhelper" => MovieRow.ReadAll(path),
        "sylvan" => RowsOfSylvan(path),
        "sep" => RowsOfSep(path),
        _ => throw new ArgumentException($"No library: {library}", nameof(library)),
    };

    private static IEnumerable<MovieRow> RowsOfSylvan(string path)
    {
        using var reader = CsvDataReader.Create(path, new CsvDataReaderOptions { Delimiter = '|', Quote = '\0', CsvStyle = CsvStyle.Standard });
        string? Field(int index) => reader.GetString(index) is var text && text != Missing ? text : null;
        while (reader.Read())
        {
            yield return MovieRow.Of(Field);
        }
    }

    private static IEnumerable<MovieRow> RowsOfSep(string path)
    {
        using var reader = Sep.New('|').Reader(options => options with { DisableQuotesParsing = true }).FromFile(path);
        var fields = new string[reader.Header.ColNames.Count];
        foreach (var row in reader)
        {
            for (var index = 0; index < fields.Length; index++)
            {
                fields[index] = row[index].ToString();
            }

            yield return MovieRow.Of(index => fields[index] == Missing ? null : fields[index]);
        }
    }
}
