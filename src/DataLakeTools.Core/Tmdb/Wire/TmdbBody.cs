using System.Text.Json;

namespace DataLakeTools.Core.Tmdb.Wire;

/// <summary>
/// A body that was parsed as one complete JSON value. The same pass collects what the client needs: the id, the page
/// numbers, the error, and the exact bytes of each list entry.
/// </summary>
internal sealed class TmdbBody
{
    private const int MaxDepth = 512;

    private TmdbBody(ReadOnlyMemory<byte> bytes) => Bytes = bytes;

    public ReadOnlyMemory<byte> Bytes { get; }

    public bool IsObject { get; private set; }

    public int? Id { get; private set; }

    public int? Page { get; private set; }

    public int? TotalPages { get; private set; }

    public int? TotalResults { get; private set; }

    public string? StatusMessage { get; private set; }

    /// <summary>The entries of the lists that were asked for, in the body's order.</summary>
    public List<ListEntry> Entries { get; } = [];

    /// <summary>Reads a body.</summary>
    /// <param name="bytes">The body.</param>
    /// <param name="lists">Which arrays of the outermost object to split into entries.</param>
    /// <exception cref="JsonException">It is not one complete JSON value.</exception>
    public static TmdbBody Read(ReadOnlyMemory<byte> bytes, IReadOnlyList<string> lists)
    {
        var body = new TmdbBody(bytes);
        var reader = new Utf8JsonReader(bytes.Span, new JsonReaderOptions { MaxDepth = MaxDepth });
        if (!reader.Read())
        {
            throw new JsonException("There is no JSON value.");
        }

        if (reader.TokenType == JsonTokenType.StartObject)
        {
            body.IsObject = true;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                body.ReadProperty(ref reader, lists);
            }
        }
        else
        {
            reader.Skip();
        }

        // Throws if anything but white space follows the value.
        while (reader.Read())
        {
        }

        return body;
    }

    private void ReadProperty(ref Utf8JsonReader reader, IReadOnlyList<string> lists)
    {
        if (reader.ValueTextEquals("id"u8))
        {
            Id = NumberOf(ref reader);
        }
        else if (reader.ValueTextEquals("page"u8))
        {
            Page = NumberOf(ref reader);
        }
        else if (reader.ValueTextEquals("total_pages"u8))
        {
            TotalPages = NumberOf(ref reader);
        }
        else if (reader.ValueTextEquals("total_results"u8))
        {
            TotalResults = NumberOf(ref reader);
        }
        else if (reader.ValueTextEquals("status_message"u8))
        {
            StatusMessage = TextOf(ref reader);
        }
        else if (reader.ValueTextEquals("errors"u8))
        {
            ReadErrors(ref reader);
        }
        else if (ListNamed(ref reader, lists) is string list)
        {
            ReadList(ref reader, list);
        }
        else
        {
            reader.Skip();
        }
    }

    private static string? ListNamed(ref Utf8JsonReader reader, IReadOnlyList<string> lists)
    {
        for (var index = 0; index < lists.Count; index++)
        {
            if (reader.ValueTextEquals(lists[index]))
            {
                return lists[index];
            }
        }

        return null;
    }

    private void ReadErrors(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            reader.Skip();
            return;
        }

        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType == JsonTokenType.String)
            {
                StatusMessage = StatusMessage is null ? reader.GetString() : $"{StatusMessage}; {reader.GetString()}";
            }
            else
            {
                reader.Skip();
            }
        }
    }

    private void ReadList(ref Utf8JsonReader reader, string list)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            reader.Skip();
            return;
        }

        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            Entries.Add(ReadEntry(ref reader, list));
        }
    }

    private ListEntry ReadEntry(ref Utf8JsonReader reader, string list)
    {
        var start = (int)reader.TokenStartIndex;
        int? id = null;
        string? mediaType = null;
        if (reader.TokenType == JsonTokenType.StartObject)
        {
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (reader.ValueTextEquals("id"u8))
                {
                    id = NumberOf(ref reader);
                }
                else if (reader.ValueTextEquals("media_type"u8))
                {
                    mediaType = TextOf(ref reader);
                }
                else
                {
                    reader.Skip();
                }
            }
        }
        else
        {
            reader.Skip();
        }

        return new ListEntry(list, Bytes[start..(int)reader.BytesConsumed], id ?? 0, mediaType);
    }

    private static int? NumberOf(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var number))
        {
            return number;
        }

        reader.Skip();
        return null;
    }

    private static string? TextOf(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.String)
        {
            return reader.GetString();
        }

        reader.Skip();
        return null;
    }
}
