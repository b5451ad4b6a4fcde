using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace DataLakeTools.Core.Raw.Json;

/// <summary>
/// Names and texts of JSON. An escape may stand for half a character, which is valid JSON and no text: such a one is as it was
/// written, with its escapes.
/// </summary>
public static class JsonText
{
    /// <summary>The name of a field.</summary>
    /// <param name="field">The field.</param>
    public static string NameOf(JsonProperty field)
    {
        try
        {
            return field.Name;
        }
        catch (InvalidOperationException)
        {
            return Encoding.UTF8.GetString(JsonMarshal.GetRawUtf8PropertyName(field));
        }
    }

    /// <summary>The text of a string.</summary>
    /// <param name="value">A string.</param>
    public static string Of(JsonElement value)
    {
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException) when (value.ValueKind == JsonValueKind.String)
        {
            return Encoding.UTF8.GetString(JsonMarshal.GetRawUtf8Value(value)[1..^1]);
        }
    }
}
