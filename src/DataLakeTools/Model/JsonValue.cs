using System.Text.Json;

namespace DataLakeTools;

/// <summary>Turns a JSON value into what PowerShell works with.</summary>
internal static class JsonValue
{
    public static object? Of(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => new JsonRecord(value).ToPSObject(),
        JsonValueKind.Array => ArrayOf(value),
        JsonValueKind.String => TextOf(value),
        JsonValueKind.Number => NumberOf(value),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };

    private static object?[] ArrayOf(JsonElement value)
    {
        var items = new object?[value.GetArrayLength()];
        var index = 0;
        foreach (var item in value.EnumerateArray())
        {
            items[index++] = Of(item);
        }

        return items;
    }

    // Half of a surrogate pair (\ud83d alone) is valid JSON but no text; it is shown as it is written.
    private static string TextOf(JsonElement value)
    {
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException)
        {
            return value.GetRawText()[1..^1];
        }
    }

    private static object NumberOf(JsonElement value)
    {
        if (value.TryGetInt64(out var whole))
        {
            return whole;
        }

        var isWhole = !value.GetRawText().AsSpan().ContainsAny('.', 'e', 'E');
        return isWhole && value.TryGetDecimal(out var large) ? large : value.GetDouble();
    }
}
