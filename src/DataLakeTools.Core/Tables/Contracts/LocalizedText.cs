using System.Text.Json.Serialization;

namespace DataLakeTools.Core.Tables.Contracts;

/// <summary>A text for people in the languages of the product.</summary>
/// <param name="English">In English.</param>
/// <param name="Portuguese">In the Portuguese of Brazil; English stands in where it is left out.</param>
public sealed record LocalizedText(
    [property: JsonPropertyName("en")] string English,
    [property: JsonPropertyName("pt-BR")] string? Portuguese = null)
{
    /// <summary>The text in a language.</summary>
    /// <param name="language">A language tag; every Portuguese takes the Portuguese text, any other the English one.</param>
    public string In(string? language) =>
        language?.StartsWith("pt", StringComparison.OrdinalIgnoreCase) == true ? Portuguese ?? English : English;

    /// <summary>The text in English.</summary>
    public override string ToString() => English;
}
