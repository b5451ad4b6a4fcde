using System.Globalization;
using System.Text.Json;
using DataLakeTools.Core.Csv;

namespace DataLakeTools.Core.Jobs.Documents.Reading;

/// <summary>
/// Converts values of a document to .NET types. Where that is not possible, a finding is recorded and a valid substitute is
/// returned.
/// </summary>
internal static class JobConversions
{
    private static readonly DateOnly AnyDate = new(2000, 1, 1);
    private static readonly Uri AnyAddress = new("about:blank");

    /// <summary>Text that is not empty, with its variables replaced.</summary>
    public static string Text(this JobElement element)
    {
        if (element.TextOrNull() is not { } text)
        {
            return string.Empty;
        }

        if (text.Length == 0)
        {
            element.AddFinding(element.HasVariables ? "its variables give an empty string" : "an empty string", "text");
        }

        return text;
    }

    /// <summary>Text, with its variables replaced.</summary>
    public static string TextOrEmpty(this JobElement element) => element.TextOrNull() ?? string.Empty;

    /// <summary>A name: text without variables, so that it is the same on every machine.</summary>
    public static string Name(this JobElement element)
    {
        if (element.HasVariables)
        {
            element.AddFinding("a variable stands in a name", "a name that is the same on every machine");
            return string.Empty;
        }

        return element.Text();
    }

    /// <summary>The places of one text, or of the texts of an array.</summary>
    public static IReadOnlyList<JobElement> TextElements(this JobElement element)
    {
        switch (element.Value.ValueKind)
        {
            case JsonValueKind.String:
                return [element];
            case JsonValueKind.Array:
                return element.Items("an empty array", "at least one text");
            default:
                element.AddWrongValue("text or an array of text");
                return [];
        }
    }

    /// <summary>An object whose properties are all text.</summary>
    public static IReadOnlyDictionary<string, string> Texts(this JobElement element)
    {
        if (element.Value.ValueKind != JsonValueKind.Object)
        {
            element.AddWrongValue("an object of text");
            return new Dictionary<string, string>();
        }

        return element.Members().ToDictionary(member => member.Name, member => member.Element.TextOrEmpty(), StringComparer.Ordinal);
    }

    /// <summary>True or false, or a variable that holds one of the two.</summary>
    public static bool Flag(this JobElement element)
    {
        if (element.Value.ValueKind is JsonValueKind.True or JsonValueKind.False)
        {
            return element.Value.GetBoolean();
        }

        var flag = false;
        if (!element.HasVariables || (element.TextOrNull() is { } text && !bool.TryParse(text, out flag)))
        {
            element.AddWrongValue("true or false");
        }

        return flag;
    }

    /// <summary>A whole number, or a variable that holds one.</summary>
    public static int Whole(this JobElement element, int minimum, int maximum) => (int)element.Whole((long)minimum, maximum);

    /// <summary>A whole number, or a variable that holds one. Both limits have at most 53 bits.</summary>
    public static long Whole(this JobElement element, long minimum, long maximum)
    {
        if (element.NumberOrNull() is not { } number)
        {
            return minimum;
        }

        if (number == Math.Truncate(number) && number >= minimum && number <= maximum)
        {
            return (long)number;
        }

        element.AddWrongValue(string.Create(CultureInfo.InvariantCulture, $"a whole number from {minimum} to {maximum}"));
        return minimum;
    }

    /// <summary>A number, or a variable that holds one.</summary>
    public static double Number(this JobElement element, double minimum, double maximum)
    {
        if (element.NumberOrNull() is not { } number)
        {
            return minimum;
        }

        if (number >= minimum && number <= maximum)
        {
            return number;
        }

        element.AddWrongValue(string.Create(CultureInfo.InvariantCulture, $"a number from {minimum} to {maximum}"));
        return minimum;
    }

    /// <summary>The places of a name or an id, or of those of an array.</summary>
    public static IReadOnlyList<JobElement> NameOrIdElements(this JobElement element) =>
        element.Value.ValueKind == JsonValueKind.Array ? element.Items("an empty array", "at least one name or id") : [element];

    /// <summary>A name or an id: text, or a whole number.</summary>
    public static string NameOrId(this JobElement element) =>
        element.Value.ValueKind == JsonValueKind.Number && element.Value.TryGetInt32(out var number)
            ? number.ToString(CultureInfo.InvariantCulture)
            : element.Text();

    /// <summary>A date, or the first or the last day of a year.</summary>
    public static DateOnly YearOrDate(this JobElement element, bool meansLastDay)
    {
        var text = element.NameOrId();
        if (text.Length == 4 && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out _))
        {
            text += meansLastDay ? "-12-31" : "-01-01";
        }

        return element.DateIn(text, "a year, or a date as yyyy-MM-dd");
    }

    /// <summary>A date.</summary>
    public static DateOnly Date(this JobElement element) => element.DateIn(element.Text(), "a date as yyyy-MM-dd");

    /// <summary>A delimiter: one ASCII character.</summary>
    public static char Delimiter(this JobElement element)
    {
        var text = element.Text();
        if (text is { Length: 1 } && CsvDialect.CanDelimit(text[0]))
        {
            return text[0];
        }

        element.AddWrongValueOnce("one ASCII character, for example \"|\"");
        return ',';
    }

    /// <summary>The address of a server.</summary>
    public static Uri Address(this JobElement element)
    {
        if (Uri.TryCreate(element.Text(), UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https")
        {
            return uri;
        }

        element.AddWrongValueOnce("an http or https address");
        return AnyAddress;
    }

    /// <summary>One of several words.</summary>
    public static string Choice(this JobElement element, IReadOnlyList<string> known)
    {
        var text = element.Text();
        if (known.Contains(text))
        {
            return text;
        }

        element.AddWrongValueOnce(JobElement.OneOf(known));
        return known[0];
    }

    private static DateOnly DateIn(this JobElement element, string text, string expected)
    {
        // Other code adds and subtracts a day, so the first and the last possible date are refused.
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            && date > DateOnly.MinValue && date < DateOnly.MaxValue)
        {
            return date;
        }

        element.AddWrongValueOnce(expected);
        return AnyDate;
    }

    // NaN if the value is no number; null if that has been recorded as a finding already.
    private static double? NumberOrNull(this JobElement element)
    {
        if (element.Value.ValueKind == JsonValueKind.Number && element.Value.TryGetDouble(out var number))
        {
            return number;
        }

        if (!element.HasVariables)
        {
            return double.NaN;
        }

        return element.TextOrNull() is not { } text ? null
            : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var given) ? given
            : double.NaN;
    }
}
