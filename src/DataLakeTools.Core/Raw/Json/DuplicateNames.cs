using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace DataLakeTools.Core.Raw.Json;

/// <summary>
/// Objects that have a name twice. Readers of JSON differ: most show the last value, the engine the first. Here it is the
/// last one everywhere.
/// </summary>
internal sealed class DuplicateNames
{
    // Up to here looking at all names of an object is faster than a set.
    private const int MaxWithoutSet = 64;

    // The hashes of the names of all open objects, and where those of each depth begin.
    private readonly List<int> _names = [];
    private readonly int[] _starts = new int[RawRecord.MaxDepth + 2];
    private readonly HashSet<int> _set = [];

    /// <summary>The record with the last of the values that have one name; the same bytes where every name stands once.</summary>
    /// <param name="record">One complete JSON value.</param>
    public byte[] KeepLast(byte[] record) => MayHaveAny(record) ? Written(record) : record;

    private bool MayHaveAny(ReadOnlySpan<byte> record)
    {
        _names.Clear();
        var reader = new Utf8JsonReader(record, Json.CheckOptions);
        var mayHave = false;
        while (!mayHave && reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.StartObject:
                    _starts[reader.CurrentDepth] = _names.Count;
                    break;
                case JsonTokenType.PropertyName:
                    _names.Add(HashOf(ref reader));
                    break;
                case JsonTokenType.EndObject:
                    var names = CollectionsMarshal.AsSpan(_names)[_starts[reader.CurrentDepth]..];
                    mayHave = HasTwice(names);
                    _names.RemoveRange(_names.Count - names.Length, names.Length);
                    break;
            }
        }

        return mayHave;
    }

    private static int HashOf(ref Utf8JsonReader reader)
    {
        var hash = default(HashCode);
        if (reader.ValueIsEscaped)
        {
            var unescaped = ArrayPool<byte>.Shared.Rent(reader.ValueSpan.Length);
            hash.AddBytes(unescaped.AsSpan(0, Unescape(ref reader, unescaped)));
            ArrayPool<byte>.Shared.Return(unescaped);
        }
        else
        {
            hash.AddBytes(reader.ValueSpan);
        }

        return hash.ToHashCode();
    }

    // An escaped half of a character is valid JSON and no text; such names are told apart by their bytes.
    private static int Unescape(ref Utf8JsonReader reader, Span<byte> unescaped)
    {
        try
        {
            return reader.CopyString(unescaped);
        }
        catch (InvalidOperationException)
        {
            reader.ValueSpan.CopyTo(unescaped);
            return reader.ValueSpan.Length;
        }
    }

    private bool HasTwice(ReadOnlySpan<int> names)
    {
        if (names.Length > MaxWithoutSet)
        {
            _set.Clear();
            foreach (var name in names)
            {
                if (!_set.Add(name))
                {
                    return true;
                }
            }

            return false;
        }

        for (var index = 1; index < names.Length; index++)
        {
            if (names[..index].Contains(names[index]))
            {
                return true;
            }
        }

        return false;
    }

    private static byte[] Written(byte[] record)
    {
        using var document = JsonDocument.Parse(record, new JsonDocumentOptions { MaxDepth = RawRecord.MaxDepth });
        var written = new ArrayBufferWriter<byte>(record.Length);
        Write(document.RootElement, written);
        return written.WrittenSpan.ToArray();
    }

    private static void Write(JsonElement value, ArrayBufferWriter<byte> written)
    {
        if (value.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array))
        {
            written.Write(JsonMarshal.GetRawUtf8Value(value));
            return;
        }

        var isObject = value.ValueKind == JsonValueKind.Object;
        written.Write(isObject ? "{"u8 : "["u8);
        var isFirst = true;
        foreach (var (name, held) in isObject ? LastOfEach(value) : value.EnumerateArray().Select(item => ((byte[]?)null, item)))
        {
            written.Write(isFirst ? default : ","u8);
            isFirst = false;
            if (name is not null)
            {
                written.Write("\""u8);
                written.Write(name);
                written.Write("\":"u8);
            }

            Write(held, written);
        }

        written.Write(isObject ? "}"u8 : "]"u8);
    }

    // Each name as it was written, where its last value stood.
    private static IEnumerable<(byte[]? Name, JsonElement Value)> LastOfEach(JsonElement value)
    {
        var fields = value.EnumerateObject().ToList();
        var last = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var index = 0; index < fields.Count; index++)
        {
            last[JsonText.NameOf(fields[index])] = index;
        }

        return fields.Where((field, index) => last[JsonText.NameOf(field)] == index).Select(field => ((byte[]?)JsonMarshal.GetRawUtf8PropertyName(field).ToArray(), field.Value));
    }
}
