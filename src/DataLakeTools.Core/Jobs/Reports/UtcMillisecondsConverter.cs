using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace DataLakeTools.Core.Jobs.Reports;

/// <summary>Times in UTC with milliseconds, always as many characters: <c>2022-05-02T03:00:00.000Z</c>.</summary>
internal sealed class UtcMillisecondsConverter : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDateTimeOffset();

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
}
