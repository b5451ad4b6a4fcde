using System.Text.Json;
using System.Text.Json.Serialization;

namespace DataLakeTools.Core.Tables.Contracts;

/// <summary>Reads and writes a type as its text.</summary>
internal sealed class ColumnTypeConverter : JsonConverter<ColumnType>
{
    public override ColumnType Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        try
        {
            return ColumnType.Parse(reader.GetString() ?? string.Empty);
        }
        catch (FormatException exception)
        {
            throw new JsonException(exception.Message, exception);
        }
    }

    public override void Write(Utf8JsonWriter writer, ColumnType value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}
