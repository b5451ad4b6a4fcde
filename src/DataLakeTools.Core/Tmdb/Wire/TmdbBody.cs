using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace DataLakeTools.Core.Tmdb.Wire;

/// <summary>
/// A body that was parsed as one complete JSON value. The same pass collects what the client needs: the id, the page
/// numbers, the error, which of the parts that were asked for are there, and the exact bytes of each list entry.
/// </summary>
internal sealed class TmdbBody
{
    /// <summary>How deep a body may be nested.</summary>
    public const int MaxDepth = 512;

    private readonly TmdbRequest _request;
    private readonly HashSet<string> _found = new(StringComparer.Ordinal);
    private bool _isObject;
    private bool _isDenied;

    private TmdbBody(ReadOnlyMemory<byte> bytes, TmdbRequest request)
    {
        Bytes = bytes;
        _request = request;
    }

    public ReadOnlyMemory<byte> Bytes { get; }

    public int? Id { get; private set; }

    public int? Page { get; private set; }

    public int? TotalPages { get; private set; }

    public int? TotalResults { get; private set; }

    public string? StatusMessage { get; private set; }

    /// <summary>The entries of the lists that were asked for, in the body's order.</summary>
    public List<ListEntry> Entries { get; } = [];

    /// <summary>The parts that were asked for and are there, in the order in which they were asked for.</summary>
    public IReadOnlyList<string> Parts => [.. _request.Parts.Where(_found.Contains)];

    /// <summary>The parts that were asked for and did not come.</summary>
    public IReadOnlyList<string> MissingParts => [.. _request.Parts.Where(part => !_found.Contains(part))];

    /// <summary>Why this is not what was asked for, the end of a sentence; null if it is.</summary>
    public string? Mismatch =>
        _isDenied ? $"says that it is no success{(StatusMessage is null ? "" : $": {StatusMessage}")}"
        : _request.Lists.FirstOrDefault(list => !_found.Contains(list)) is string list ? $"has no list '{list}'"
        : _request.IsDetails && (!_isObject || Id is null) ? "has no id"
        : _request.MustSayPage && this is not { Page: not null, TotalPages: not null, TotalResults: not null } ? "does not say which page it is and how many there are"
        : _request.Page is int page && Page is int given && given != page ? $"is page {given} in place of page {page}"
        : null;

    /// <summary>Reads a body.</summary>
    /// <param name="bytes">The body.</param>
    /// <param name="request">What was asked for.</param>
    /// <exception cref="JsonException">It is not one complete JSON value.</exception>
    public static TmdbBody Read(ReadOnlyMemory<byte> bytes, TmdbRequest request)
    {
        // Utf8JsonReader does not validate UTF-8 inside strings.
        if (!Utf8.IsValid(bytes.Span))
        {
            throw new JsonException("It is not UTF-8.");
        }

        var body = new TmdbBody(bytes, request);
        try
        {
            body.Read();
            return body;
        }
        catch (InvalidOperationException half)
        {
            throw new JsonException("A name or a text in it has half a character.", half);
        }
    }

    private void Read()
    {
        var reader = new Utf8JsonReader(Bytes.Span, new JsonReaderOptions { MaxDepth = MaxDepth });
        if (!reader.Read())
        {
            throw new JsonException("There is no JSON value.");
        }

        if (reader.TokenType == JsonTokenType.StartObject)
        {
            _isObject = true;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                ReadProperty(ref reader);
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
    }

    private void ReadProperty(ref Utf8JsonReader reader)
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
        else if (reader.ValueTextEquals("success"u8))
        {
            reader.Read();
            _isDenied = reader.TokenType == JsonTokenType.False;
            reader.Skip();
        }
        else if (reader.ValueTextEquals("errors"u8))
        {
            ReadErrors(ref reader);
        }
        else if (NameIn(ref reader, _request.Lists) is string list)
        {
            ReadList(ref reader, list);
        }
        else if (NameIn(ref reader, _request.Parts) is string part)
        {
            _found.Add(part);
            reader.Skip();
        }
        else
        {
            reader.Skip();
        }
    }

    private static string? NameIn(ref Utf8JsonReader reader, IReadOnlyList<string> names)
    {
        for (var index = 0; index < names.Count; index++)
        {
            if (reader.ValueTextEquals(names[index]))
            {
                return names[index];
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

        _found.Add(list);
        for (var number = 1; reader.Read() && reader.TokenType != JsonTokenType.EndArray; number++)
        {
            Entries.Add(ReadEntry(ref reader, list, number));
        }
    }

    private ListEntry ReadEntry(ref Utf8JsonReader reader, string list, int number)
    {
        var start = (int)reader.TokenStartIndex;
        var id = 0;
        string? otherId = null;
        string? mediaType = null;
        if (reader.TokenType == JsonTokenType.StartObject)
        {
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (reader.ValueTextEquals("id"u8))
                {
                    (id, otherId) = ReadId(ref reader);
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

        return new ListEntry(this, list, number, Bytes[start..(int)reader.BytesConsumed], id, otherId, mediaType);
    }

    private (int Id, string? IdJsonIfNotPositive) ReadId(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var id) && id > 0)
        {
            return (id, null);
        }

        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        return (0, Encoding.UTF8.GetString(Bytes.Span[start..(int)reader.BytesConsumed]));
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
