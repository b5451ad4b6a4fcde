namespace DataLakeTools.Core.Csv;

/// <summary>Options of a <see cref="CsvRowReader"/>. The default value is valid.</summary>
public readonly record struct CsvReadOptions
{
    /// <summary>The delimiter; if null, it is found from the header and the first rows.</summary>
    public char? Delimiter { get; init; }

    /// <summary>The name of the file in errors, for example its path; null if it has none.</summary>
    public string? Name { get; init; }
}
