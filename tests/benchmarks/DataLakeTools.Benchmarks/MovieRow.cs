using System.Globalization;
using Parquet.Serialization.Attributes;

namespace DataLakeTools.Benchmarks;

/// <summary>A row of a movies.csv with the types of its contract, as a program of .NET holds it; text that has not its type is null.</summary>
internal sealed class MovieRow
{
    public string? Id { get; set; }

    public string? Title { get; set; }

    public string? OriginalTitle { get; set; }

    public short? Year { get; set; }

    public int? Minutes { get; set; }

    public List<string>? Genres { get; set; }

    [ParquetDecimal(3, 1)]
    public decimal? Rating { get; set; }

    public int? Votes { get; set; }

    public string? Role { get; set; }

    public string? Character { get; set; }

    public string? Artist { get; set; }

    public short? Born { get; set; }

    public short? Died { get; set; }

    public List<string>? Professions { get; set; }

    public List<string>? KnownTitles { get; set; }

    /// <summary>The rows of a file, read with CsvHelper one after the other.</summary>
    public static IEnumerable<MovieRow> ReadAll(string path)
    {
        using var reader = CsvHelperReader.Open(File.OpenRead(path), '|');
        while (reader.Read())
        {
            yield return Of(reader.GetStringOrNull);
        }
    }

    /// <summary>A row from its fields, whoever reads them.</summary>
    /// <param name="field">Gives the text of a field, null where there is none.</param>
    public static MovieRow Of(Func<int, string?> field) => new()
    {
        Id = field(0),
        Title = field(1),
        OriginalTitle = field(2),
        Year = Short(field(3)),
        Minutes = Int(field(4)),
        Genres = List(field(5)),
        Rating = decimal.TryParse(field(6), NumberStyles.Number, CultureInfo.InvariantCulture, out var rating) ? rating : null,
        Votes = Int(field(7)),
        Role = field(8),
        Character = field(9),
        Artist = field(10),
        Born = Short(field(11)),
        Died = Short(field(12)),
        Professions = List(field(13)),
        KnownTitles = List(field(14)),
    };

    private static short? Short(string? text) => short.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) ? value : null;

    private static int? Int(string? text) => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) ? value : null;

    private static List<string>? List(string? text) => string.IsNullOrEmpty(text) ? null : [.. text.Split(',')];
}
