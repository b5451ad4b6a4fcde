using System.Globalization;
using System.Numerics;
using System.Text.Json;
using DataLakeTools.Core.Raw.Json;

namespace DataLakeTools;

/// <summary>Turns a JSON value into what PowerShell works with.</summary>
internal static class JsonValue
{
    // Decimal numbers of up to so many digits survive the conversion to a double and back (IEEE 754, DBL_DIG).
    private const int ExactDigits = 15;

    public static object? Of(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => new JsonRecord(value).ToPSObject(),
        JsonValueKind.Array => ArrayOf(value),
        JsonValueKind.String => JsonText.Of(value),
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

    // A .NET number that is written with the digits of the source; if there is none, the text of the source.
    private static object NumberOf(JsonElement value)
    {
        if (value.TryGetInt64(out var whole))
        {
            return whole;
        }

        var digits = value.GetRawText();
        if (!digits.AsSpan().ContainsAny('.', 'e', 'E'))
        {
            return value.TryGetDecimal(out var large) ? large : BigInteger.Parse(digits, CultureInfo.InvariantCulture);
        }

        // Close to zero a double becomes zero or loses digits.
        var number = value.GetDouble();
        var exponent = digits.AsSpan().IndexOfAny('e', 'E');
        var isZero = !digits.AsSpan(0, exponent < 0 ? digits.Length : exponent).ContainsAnyInRange('1', '9');
        if ((isZero || double.IsNormal(number)) && (digits.Count(char.IsAsciiDigit) <= ExactDigits || number.ToString("R", CultureInfo.InvariantCulture) == digits))
        {
            return number;
        }

        return value.TryGetDecimal(out var exact) && exact.ToString(CultureInfo.InvariantCulture) == digits ? exact : new JsonRecord(value).ToPSObject();
    }
}
