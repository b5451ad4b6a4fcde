using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using DataLakeTools.Core.Tmdb.Lookup;

namespace DataLakeTools.Core.Raw.Json;

/// <summary>A film or a series of TMDB whose record is in the lake.</summary>
/// <param name="Structure">What the record holds of it.</param>
/// <param name="Id">TMDB's id.</param>
/// <param name="ImdbId">IMDb's id; null where the record has none.</param>
public readonly record struct WrittenTitle(TitleStructure Structure, int Id, string? ImdbId)
{
    // What entries have of a title's genres, and details never have.
    private const string GenresOfEntry = "genre_ids";

    private static readonly string[] Parts = [.. TmdbParts.All];

    /// <summary>Reads which title a record is about.</summary>
    /// <param name="json">The record.</param>
    /// <param name="title">The title.</param>
    /// <returns>Whether it is about a title.</returns>
    public static bool TryRead(ReadOnlySpan<byte> json, [NotNullWhen(true)] out WrittenTitle? title)
    {
        try
        {
            title = Read(json);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // It is no JSON, or has half a character, which whoever takes it for a record tells.
            title = null;
        }

        return title is not null;
    }

    private static WrittenTitle? Read(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, Json.ReaderOptions);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            return null;
        }

        var (id, imdb, isFilm, isSeries, isEntry) = (0, (string?)null, false, false, false);
        var parts = new List<string>();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            isFilm |= reader.ValueTextEquals("title"u8);
            isSeries |= reader.ValueTextEquals("first_air_date"u8);
            isEntry |= reader.ValueTextEquals(GenresOfEntry);
            if (PartIn(ref reader) is { } part)
            {
                parts.Add(part);
            }

            var (isId, isImdb, isOther) = (reader.ValueTextEquals("id"u8), reader.ValueTextEquals("imdb_id"u8), reader.ValueTextEquals("external_ids"u8));
            reader.Read();
            if (isId && reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var number))
            {
                id = number;
            }
            else if (isImdb && reader.TokenType == JsonTokenType.String)
            {
                imdb ??= reader.GetString();
            }
            else if (isOther && reader.TokenType == JsonTokenType.StartObject)
            {
                imdb = ImdbIn(ref reader) ?? imdb;
            }
            else
            {
                reader.Skip();
            }
        }

        return id > 0 && isFilm != isSeries ? new WrittenTitle(new TitleStructure(isSeries, isEntry, parts), id, imdb) : null;
    }

    private static string? PartIn(ref Utf8JsonReader reader)
    {
        foreach (var part in Parts)
        {
            if (reader.ValueTextEquals(part))
            {
                return part;
            }
        }

        return null;
    }

    private static string? ImdbIn(ref Utf8JsonReader reader)
    {
        string? imdb = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isImdb = reader.ValueTextEquals("imdb_id"u8);
            reader.Read();
            if (isImdb && reader.TokenType == JsonTokenType.String)
            {
                imdb = reader.GetString();
            }
            else
            {
                reader.Skip();
            }
        }

        return imdb;
    }
}
