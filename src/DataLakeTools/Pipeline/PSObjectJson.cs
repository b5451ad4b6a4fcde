using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Text.Encodings.Web;
using System.Text.Json;
using DataLakeTools.Core.Errors;

namespace DataLakeTools.Pipeline;

/// <summary>Writes any PowerShell object as JSON: its properties by name, dates in ISO 8601, the same in every culture.</summary>
internal static class PSObjectJson
{
    // As deep as JSON records are read elsewhere; an object that holds itself ends here with an error.
    private const int MaxDepth = 100;

    // What jobs and remoting put on an object that comes from elsewhere; none of it is of the record.
    private static readonly HashSet<string> OfTheWay = new(StringComparer.OrdinalIgnoreCase) { "PSComputerName", "PSShowComputerName", "PSSourceJobInstanceId", "RunspaceId" };

    public static JsonWriterOptions WriterOptions { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Write(Utf8JsonWriter writer, object? value) => Write(writer, value, depth: 0);

    private static void Write(Utf8JsonWriter writer, object? value, int depth)
    {
        if (depth > MaxDepth)
        {
            throw new DataLakeException(
                DataLakeError.InvalidRecord, $"The object is nested deeper than {MaxDepth} levels, or holds itself.", "Choose the properties that are wanted with Select-Object.", value);
        }

        var plain = value is PSObject wrapped && wrapped.BaseObject is not PSCustomObject ? wrapped.BaseObject : value;
        switch (plain)
        {
            case null or DBNull:
                writer.WriteNullValue();
                break;
            case bool flag:
                writer.WriteBooleanValue(flag);
                break;
            case SwitchParameter flag:
                writer.WriteBooleanValue(flag.IsPresent);
                break;
            case string text:
                WriteText(writer, text);
                break;
            case char character:
                WriteText(writer, character.ToString());
                break;
            case DateTime date:
                writer.WriteStringValue(date);
                break;
            case DateTimeOffset date:
                writer.WriteStringValue(date);
                break;
            case double number when !double.IsFinite(number):
                WriteText(writer, number.ToString(CultureInfo.InvariantCulture));
                break;
            case float number when !float.IsFinite(number):
                WriteText(writer, number.ToString(CultureInfo.InvariantCulture));
                break;
            case Enum name:
                WriteText(writer, name.ToString());
                break;
            case byte or sbyte or short or ushort or int or uint or long or ulong or float or double or decimal or System.Numerics.BigInteger:
                writer.WriteRawValue(((IFormattable)plain).ToString(plain is double or float ? "R" : null, CultureInfo.InvariantCulture));
                break;
            case JsonRecord record:
                writer.WriteRawValue(record.Bytes.Span);
                break;
            case JsonElement element:
                element.WriteTo(writer);
                break;
            case Guid or Uri or Version or TimeSpan or DateOnly or TimeOnly:
                WriteText(writer, plain is DateOnly day ? day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
                    : plain is TimeOnly time ? time.ToString("HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture) : plain.ToString()!);
                break;
            case byte[] bytes:
                writer.WriteBase64StringValue(bytes);
                break;
            case IDictionary dictionary:
                WriteDictionary(writer, dictionary, depth);
                break;
            case IEnumerable items:
                writer.WriteStartArray();
                foreach (var item in items)
                {
                    Write(writer, item, depth + 1);
                }

                writer.WriteEndArray();
                break;
            default:
                WriteProperties(writer, PSObject.AsPSObject(value), depth);
                break;
        }
    }

    private static void WriteDictionary(Utf8JsonWriter writer, IDictionary dictionary, int depth)
    {
        writer.WriteStartObject();
        foreach (DictionaryEntry entry in dictionary)
        {
            writer.WritePropertyName(Convert.ToString(entry.Key, CultureInfo.InvariantCulture) ?? string.Empty);
            Write(writer, entry.Value, depth + 1);
        }

        writer.WriteEndObject();
    }

    private static void WriteProperties(Utf8JsonWriter writer, PSObject value, int depth)
    {
        writer.WriteStartObject();
        var isFromElsewhere = value.TypeNames.Count > 0 && value.TypeNames[0].StartsWith("Deserialized.", StringComparison.Ordinal);
        foreach (var property in value.Properties)
        {
            if (property.IsGettable && !(isFromElsewhere && OfTheWay.Contains(property.Name)))
            {
                writer.WritePropertyName(property.Name);
                Write(writer, property.Value, depth + 1);
            }
        }

        writer.WriteEndObject();
    }

    // A half surrogate pair has no UTF-8 form; it would be stored as another character without a word.
    private static void WriteText(Utf8JsonWriter writer, string text)
    {
        try
        {
            writer.WriteStringValue(text);
        }
        catch (ArgumentException exception)
        {
            throw new DataLakeException(DataLakeError.InvalidRecord, "A text of the object is not valid Unicode.", "Mend the text at its source.", target: null, exception);
        }
    }
}
