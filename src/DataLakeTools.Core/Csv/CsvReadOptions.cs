namespace DataLakeTools.Core.Csv;

/// <summary>How a <see cref="CsvRowReader"/> is to read. The default value is ready to use.</summary>
public readonly record struct CsvReadOptions
{
    /// <summary>The delimiter; when not given it is found from the header line.</summary>
    public char? Delimiter { get; init; }

    /// <summary>What errors call the file, as a path; null if it has no name.</summary>
    public string? Name { get; init; }
}
