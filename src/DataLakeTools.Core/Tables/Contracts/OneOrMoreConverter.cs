using System.Text.Json;
using System.Text.Json.Serialization;

namespace DataLakeTools.Core.Tables.Contracts;

/// <summary>Reads one text or a list of texts.</summary>
internal sealed class OneOrMoreConverter : JsonConverter<IReadOnlyList<string>>
{
    public override IReadOnlyList<string> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            return [reader.GetString()!];
        }

        var all = new List<string>();
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw new JsonException("A text or a list of texts was expected.");
        }

        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            all.Add(reader.GetString() ?? throw new JsonException("A list of texts has null in it."));
        }

        return all;
    }

    public override void Write(Utf8JsonWriter writer, IReadOnlyList<string> value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        foreach (var text in value)
        {
            writer.WriteStringValue(text);
        }

        writer.WriteEndArray();
    }
}
