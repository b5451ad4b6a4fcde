using System.Text.Json.Serialization;

namespace DataLakeTools.Core.Tables.Contracts;

/// <summary>What a column of a table holds.</summary>
public sealed record ColumnContract
{
    /// <summary>The name, in snake_case.</summary>
    public required string Name { get; init; }

    /// <summary>The type.</summary>
    [JsonConverter(typeof(ColumnTypeConverter))]
    public required ColumnType Type { get; init; }

    /// <summary>What it means.</summary>
    public LocalizedText? Meaning { get; init; }

    /// <summary>
    /// Where it comes from. In Trusted the column of the CSV file or the JSON path (<c>$.external_ids.imdb_id</c>), the first
    /// column that the file has, or path that has a value; in Refined words for people.
    /// </summary>
    [JsonConverter(typeof(OneOrMoreConverter))]
    public IReadOnlyList<string> Source { get => field ?? []; init; }

    /// <summary>Whether every row has a value.</summary>
    public bool Required { get; init; }

    /// <summary>The smallest value.</summary>
    public decimal? Min { get; init; }

    /// <summary>The greatest value.</summary>
    public decimal? Max { get; init; }

    /// <summary>What separates the elements of a list in the text of a CSV field.</summary>
    public string? Split { get; init; }

    /// <summary>The texts that mean that there is no value; those of the table when null.</summary>
    public IReadOnlyList<string>? Missing { get; init; }

    /// <summary>Whether 0 means that the value is unknown.</summary>
    public bool ZeroIsMissing { get; init; }

    /// <summary>Whether a column of text takes JSON of any kind, as the JSON text that it is.</summary>
    public bool TakesAnyJson { get; init; }

    /// <summary>What an element of a list holds: the bounds of the column are those of each element.</summary>
    /// <param name="type">The type of the element.</param>
    public ColumnContract OfElement(ColumnType type) => new() { Name = Name, Type = type, Min = Min, Max = Max };
}
