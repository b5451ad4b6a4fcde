using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Unicode;

namespace DataLakeTools.Core.Raw.Json;

/// <summary>
/// Reads a record once: says whether it is JSON, and keeps the types and names of its values in a flat list, which is
/// used again for the next record.
/// </summary>
internal sealed class JsonTokens
{
    private const int LargestKept = 64 * 1024;

    private readonly int[] _parents = new int[RawRecord.MaxDepth + 1];
    private JsonShapeToken[] _tokens = new JsonShapeToken[64];
    private byte[] _names = [];
    private int _nameBytes;
    private ReadOnlyMemory<byte> _json;

    public int Count { get; private set; }

    /// <summary>The length of the record in bytes.</summary>
    public int ByteCount => _json.Length;

    public ref readonly JsonShapeToken this[int index] => ref _tokens[index];

    public ReadOnlySpan<byte> NameOf(in JsonShapeToken token) => token.IsNameUnescaped
        ? _names.AsSpan(token.NameStart, token.NameLength)
        : _json.Span.Slice(token.NameStart, token.NameLength);

    /// <summary>Reads a record.</summary>
    /// <param name="json">The record.</param>
    /// <param name="allowsHalfCharacters">Whether its bytes are a source's, and stay as that sent them, halves of characters and all.</param>
    /// <param name="fault">What is wrong with it, the end of a sentence.</param>
    public bool TryRead(ReadOnlyMemory<byte> json, bool allowsHalfCharacters, [NotNullWhen(false)] out string? fault)
    {
        _json = json;
        _nameBytes = 0;
        Count = 0;
        if (_tokens.Length > LargestKept)
        {
            _tokens = new JsonShapeToken[64];
        }

        if (!Utf8.IsValid(json.Span))
        {
            fault = Json.NotUtf8;
            return false;
        }

        try
        {
            fault = Read(json.Span, allowsHalfCharacters);
            return fault is null;
        }
        catch (JsonException exception)
        {
            fault = Json.Incomplete(exception);
            return false;
        }
    }

    // What is wrong with it; null if nothing is.
    private string? Read(ReadOnlySpan<byte> json, bool allowsHalfCharacters)
    {
        var reader = new Utf8JsonReader(json, Json.CheckOptions);
        var name = default(JsonShapeToken);
        var depth = 0;
        while (reader.Read())
        {
            if (!allowsHalfCharacters && Json.HasHalfCharacter(ref reader))
            {
                return Json.HalfCharacter;
            }

            switch (reader.TokenType)
            {
                case JsonTokenType.PropertyName:
                    name = NameAt(ref reader);
                    continue;
                case JsonTokenType.EndObject or JsonTokenType.EndArray:
                    _tokens[_parents[--depth]].End = Count;
                    continue;
                case JsonTokenType.StartObject or JsonTokenType.StartArray when depth == RawRecord.MaxDepth:
                    return Json.TooDeep;
                case JsonTokenType.StartObject or JsonTokenType.StartArray:
                    _parents[depth++] = Count;
                    break;
            }

            Add(name, KindOf(reader.TokenType));
            name = default;
        }

        return null;
    }

    private static JsonShapeKind KindOf(JsonTokenType type) => type switch
    {
        JsonTokenType.StartObject => JsonShapeKind.Object,
        JsonTokenType.StartArray => JsonShapeKind.Array,
        JsonTokenType.String => JsonShapeKind.String,
        JsonTokenType.Number => JsonShapeKind.Number,
        JsonTokenType.True or JsonTokenType.False => JsonShapeKind.Boolean,
        _ => JsonShapeKind.Unknown,
    };

    private void Add(JsonShapeToken token, JsonShapeKind kind)
    {
        if (Count == _tokens.Length)
        {
            Array.Resize(ref _tokens, Count * 2);
        }

        token.Kind = kind;
        token.End = Count + 1;
        _tokens[Count++] = token;
    }

    private JsonShapeToken NameAt(ref Utf8JsonReader reader)
    {
        // A name with half a character has no unescaped form.
        if (!reader.ValueIsEscaped || Json.HasHalfCharacter(ref reader))
        {
            return new JsonShapeToken { NameStart = (int)reader.TokenStartIndex + 1, NameLength = reader.ValueSpan.Length };
        }

        if (_names.Length - _nameBytes < reader.ValueSpan.Length)
        {
            Array.Resize(ref _names, Math.Max(256, (_nameBytes + reader.ValueSpan.Length) * 2));
        }

        var start = _nameBytes;
        var length = reader.CopyString(_names.AsSpan(start));
        _nameBytes += length;
        return new JsonShapeToken { IsNameUnescaped = true, NameStart = start, NameLength = length };
    }
}
