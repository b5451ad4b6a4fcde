using System.Globalization;
using System.Text.Json;

namespace DataLakeTools.Core.Tmdb.Wire;

/// <summary>
/// One record of TMDB: the source's bytes, unchanged, and what is known about them. Fields are parsed on first use.
/// </summary>
public sealed class TmdbRecord
{
    private JsonElement _root;
    private bool _isParsed;

    internal TmdbRecord(TmdbKind kind, int id, string structure, ReadOnlyMemory<byte> json, bool isSummary)
    {
        Kind = kind;
        Id = id;
        Structure = structure;
        Json = json;
        IsSummary = isSummary;
    }

    /// <summary>What it is about.</summary>
    public TmdbKind Kind { get; }

    /// <summary>TMDB's id; 0 where there is none.</summary>
    public int Id { get; }

    /// <summary>
    /// The endpoint and its parts, the same for every record of one shape and in every language:
    /// <c>movie/{id}?append=credits,keywords</c>, <c>discover/movie#results</c>.
    /// </summary>
    public string Structure { get; }

    /// <summary>The bytes that TMDB sent: one complete JSON value, already read once.</summary>
    public ReadOnlyMemory<byte> Json { get; }

    /// <summary>Whether it is an entry of a list, and its details stand elsewhere.</summary>
    public bool IsSummary { get; }

    /// <summary>Whether it is about films or series, where that applies: a genre of series is not one of films.</summary>
    public TmdbMedia? Media { get; internal init; }

    /// <summary>All fields, parsed on first use.</summary>
    public JsonElement Root
    {
        get
        {
            if (!_isParsed)
            {
                // Not disposed: it lives as long as the record and is left to the garbage collector.
                _root = JsonDocument.Parse(Json, new JsonDocumentOptions { MaxDepth = TmdbBody.MaxDepth }).RootElement;
                _isParsed = true;
            }

            return _root;
        }
    }

    /// <summary>The title or name.</summary>
    public string? Title => TextOf("title") ?? TextOf("name");

    /// <summary>The release date, first air date or birthday; none where TMDB has "" or null.</summary>
    public DateOnly? Date => DateOf("release_date") ?? DateOf("first_air_date") ?? DateOf("birthday");

    /// <summary>The id of the collection that a film's details name, if they do.</summary>
    public int? CollectionId =>
        FieldOf("belongs_to_collection") is { ValueKind: JsonValueKind.Object } collection
        && Find(collection, "id") is { ValueKind: JsonValueKind.Number } id && id.TryGetInt32(out var number)
            ? number
            : null;

    /// <summary>Kind, id and title.</summary>
    public override string ToString() => $"{Kind} {Id} {Title}".TrimEnd();

    private JsonElement? FieldOf(string name) => Root.ValueKind == JsonValueKind.Object ? Find(Root, name) : null;

    private string? TextOf(string name)
    {
        try
        {
            return FieldOf(name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            // An escape in it is half a character, so it is no text.
            return null;
        }
    }

    private static JsonElement? Find(JsonElement of, string name)
    {
        try
        {
            return of.TryGetProperty(name, out var value) ? value : null;
        }
        catch (InvalidOperationException)
        {
            // The name of another field is no text.
            return of.EnumerateObject().Where(field => IsNamed(field, name)).Select(field => (JsonElement?)field.Value).LastOrDefault();
        }
    }

    private static bool IsNamed(JsonProperty field, string name)
    {
        try
        {
            return field.NameEquals(name);
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private DateOnly? DateOf(string name) =>
        DateOnly.TryParseExact(TextOf(name), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            ? date
            : null;
}
