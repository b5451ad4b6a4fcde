using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Lake;

namespace DataLakeTools.Core.Jobs.Documents.Reading;

/// <summary>
/// A place in a job document that knows its JSON path. What is wrong there is noted in the document, and reading goes on
/// with a harmless value, so that one look finds everything.
/// </summary>
internal readonly struct JobElement(JsonElement value, string jsonPath, JobDocument document)
{
    private static readonly DateOnly AnyDate = new(2000, 1, 1);
    private static readonly Uri AnyAddress = new("about:blank");

    /// <summary>A hash of what stands here, with the values of its variables; white space, comments and its name do not count.</summary>
    public string Identity()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            try
            {
                json.WriteStartArray();
                foreach (var property in value.EnumerateObject().Where(property => !property.NameEquals("name")))
                {
                    json.WriteStringValue(property.Name);
                    property.Value.WriteTo(json);
                }

                json.WriteEndArray();
            }
            catch (InvalidOperationException)
            {
                // Text that is not valid Unicode has been noted, and the document is refused.
                return string.Empty;
            }
        }

        var text = Encoding.UTF8.GetString(buffer.WrittenSpan);
        text = JobVariables.TryExpand(text, document.Variables, out var expanded, out _, out _) ? expanded : text;
        return Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text)), 0, 8).ToLowerInvariant();
    }

    /// <summary>Notes what is wrong here.</summary>
    public void Invalid(string found, string expected) => document.Note(jsonPath, found, expected);

    /// <summary>Refuses anything but an object with some of these properties, each at most once.</summary>
    /// <returns>Whether it is an object; only then it has properties.</returns>
    public bool CheckObject(params ReadOnlySpan<string> known)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            Wrong("an object");
            return false;
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var property in value.EnumerateObject())
        {
            if (NameOf(property) is not { } name)
            {
                return false;
            }

            if (!known.Contains(name))
            {
                document.Note($"{jsonPath}.{Printable(name)}", "this property is not known", $"one of {string.Join(", ", known.ToArray())}");
            }
            else if (!seen.Add(name))
            {
                document.Note($"{jsonPath}.{name}", "this property stands twice", "it once");
            }
        }

        return true;
    }

    /// <summary>The type of a step, before it is known which other properties it may have; null if it is none of these.</summary>
    public string? Type(params ReadOnlySpan<string> known)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            Wrong("an object");
            return null;
        }

        if (Required("type") is not { } type)
        {
            return null;
        }

        if (type.Literal() is { } text && known.Contains(text))
        {
            return text;
        }

        type.Wrong($"one of {string.Join(", ", known.ToArray())}");
        return null;
    }

    /// <summary>A property that must be there.</summary>
    public JobElement? Required(string name)
    {
        var found = Optional(name);
        if (found is null)
        {
            Invalid($"the property '{name}' is missing", $"an object with '{name}'");
        }

        return found;
    }

    /// <summary>A property, if it is there.</summary>
    public JobElement? Optional(string name)
    {
        try
        {
            return value.ValueKind == JsonValueKind.Object && value.TryGetProperty(name, out var found) && found.ValueKind != JsonValueKind.Null
                ? new JobElement(found, $"{jsonPath}.{name}", document)
                : null;
        }
        catch (InvalidOperationException)
        {
            // Another property has a name that is not valid Unicode; that is noted when the names are checked.
            return null;
        }
    }

    /// <summary>The elements of an array that has some.</summary>
    /// <param name="found">What is said of an array without.</param>
    /// <param name="expected">What should stand there.</param>
    public IReadOnlyList<JobElement> Items(string found, string expected)
    {
        if (value.ValueKind != JsonValueKind.Array)
        {
            Wrong("an array");
            return [];
        }

        if (value.GetArrayLength() == 0)
        {
            Invalid(found, expected);
        }

        var items = new List<JobElement>(value.GetArrayLength());
        foreach (var item in value.EnumerateArray())
        {
            items.Add(new JobElement(item, string.Create(CultureInfo.InvariantCulture, $"{jsonPath}[{items.Count}]"), document));
        }

        return items;
    }

    /// <summary>Text that is not empty, with its variables replaced.</summary>
    public string Text()
    {
        if (TextOrNull() is not { } text)
        {
            return string.Empty;
        }

        if (text.Length == 0)
        {
            Invalid(HasVariables ? "its variables give an empty string" : "an empty string", "text");
        }

        return text;
    }

    /// <summary>Text, with its variables replaced.</summary>
    public string TextOrEmpty() => TextOrNull() ?? string.Empty;

    /// <summary>Text that is the same on every machine: a name.</summary>
    public string Name()
    {
        if (HasVariables)
        {
            Invalid("a variable stands in a name", "a name that is the same on every machine");
            return string.Empty;
        }

        return Text();
    }

    /// <summary>One text, or the texts of an array, each with its own place.</summary>
    public IReadOnlyList<JobElement> TextsOrText()
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                return [this];
            case JsonValueKind.Array:
                return Items("an empty array", "at least one text");
            default:
                Wrong("text or an array of text");
                return [];
        }
    }

    /// <summary>An object whose properties are all text.</summary>
    public IReadOnlyDictionary<string, string> Texts()
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        if (value.ValueKind != JsonValueKind.Object)
        {
            Wrong("an object of text");
            return texts;
        }

        foreach (var property in value.EnumerateObject())
        {
            if (NameOf(property) is { } name
                && !texts.TryAdd(name, new JobElement(property.Value, $"{jsonPath}.{Printable(name)}", document).TextOrEmpty()))
            {
                document.Note($"{jsonPath}.{Printable(name)}", "this property stands twice", "it once");
            }
        }

        return texts;
    }

    /// <summary>True or false, or a variable that holds one of the two.</summary>
    public bool Flag()
    {
        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False)
        {
            return value.GetBoolean();
        }

        var flag = false;
        if (!HasVariables || (TextOrNull() is { } text && !bool.TryParse(text, out flag)))
        {
            Wrong("true or false");
        }

        return flag;
    }

    /// <summary>A whole number, or a variable that holds one.</summary>
    public int Whole(int least, int most)
    {
        if (Amount() is not { } amount)
        {
            return least;
        }

        if (amount == Math.Truncate(amount) && amount >= least && amount <= most)
        {
            return (int)amount;
        }

        Wrong(string.Create(CultureInfo.InvariantCulture, $"a whole number from {least} to {most}"));
        return least;
    }

    /// <summary>A number, or a variable that holds one.</summary>
    public double Number(double least, double most)
    {
        if (Amount() is not { } amount)
        {
            return least;
        }

        if (amount >= least && amount <= most)
        {
            return amount;
        }

        Wrong(string.Create(CultureInfo.InvariantCulture, $"a number from {least} to {most}"));
        return least;
    }

    /// <summary>Names or ids: text or a whole number, or an array of them.</summary>
    public IReadOnlyList<string> NamesOrIds() => [.. NameOrIdPlaces().Select(item => item.NameOrId())];

    /// <summary>Names or ids, each with its own place.</summary>
    public IReadOnlyList<JobElement> NameOrIdPlaces() =>
        value.ValueKind == JsonValueKind.Array ? Items("an empty array", "at least one name or id") : [this];

    /// <summary>A name or an id: text, or a whole number.</summary>
    public string NameOrId() => value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number)
        ? number.ToString(CultureInfo.InvariantCulture)
        : Text();

    /// <summary>A date, or a year that stands for its first or its last day.</summary>
    public DateOnly YearOrDate(bool meansLastDay)
    {
        var text = NameOrId();
        if (text.Length == 4 && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var year) && year is > 0 and < 9999)
        {
            return meansLastDay ? new DateOnly(year, 12, 31) : new DateOnly(year, 1, 1);
        }

        return DateIn(text, "a year, or a date as yyyy-MM-dd");
    }

    /// <summary>A date.</summary>
    public DateOnly Date() => DateIn(Text(), "a date as yyyy-MM-dd");

    /// <summary>A delimiter.</summary>
    public char Character()
    {
        var text = Text();
        if (text is { Length: 1 } && text[0] < 128 && text[0] is not ('"' or '\r' or '\n'))
        {
            return text[0];
        }

        WrongUnlessNoted("one ASCII character, for example \"|\"");
        return ',';
    }

    /// <summary>An address of a server.</summary>
    public Uri Address()
    {
        if (Uri.TryCreate(Text(), UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https")
        {
            return uri;
        }

        WrongUnlessNoted("an http or https address");
        return AnyAddress;
    }

    /// <summary>One of several words.</summary>
    public string OneOf(params ReadOnlySpan<string> known)
    {
        var text = Text();
        if (known.Contains(text))
        {
            return text;
        }

        WrongUnlessNoted($"one of {string.Join(", ", known.ToArray())}");
        return known[0];
    }

    /// <summary>Text that Core takes for what it is meant for; why not, Core itself says.</summary>
    /// <param name="text">The text.</param>
    /// <param name="check">Throws when Core does not take it.</param>
    public string Accepted(string text, Action<string> check)
    {
        Check(() => check(text));
        return text;
    }

    /// <summary>Asks Core whether it takes what stands here.</summary>
    /// <param name="check">Throws when Core does not take it.</param>
    public void Check(Action check)
    {
        if (document.HasFindingIn(jsonPath))
        {
            return;
        }

        try
        {
            check();
        }
        catch (DataLakeException exception)
        {
            // Core quotes what it refuses, and the value of a variable is not for an error.
            document.NoteRefusal(
                jsonPath,
                HasVariables ? $"what '{Printable(value.GetRawText().Trim('"'))}' stands for is not taken ({exception.Error})." : exception.Message,
                exception.Recommendation);
        }
    }

    private bool HasVariables => value.ValueKind == JsonValueKind.String && Literal() is { } text && JobVariables.IsIn(text);

    private DateOnly DateIn(string text, string expected)
    {
        // The first and the last day of all have no day before or after them.
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            && date > DateOnly.MinValue && date < DateOnly.MaxValue)
        {
            return date;
        }

        WrongUnlessNoted(expected);
        return AnyDate;
    }

    // The number that stands here; null when that it is none has been noted already.
    private double? Amount()
    {
        if (value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number))
        {
            return number;
        }

        if (HasVariables)
        {
            return TextOrNull() is not { } text ? null
                : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var given) ? given
                : double.NaN;
        }

        return double.NaN;
    }

    // Null when that it is no text has been noted.
    private string? TextOrNull()
    {
        if (value.ValueKind != JsonValueKind.String)
        {
            Wrong("text");
            return null;
        }

        if (Literal() is not { } text)
        {
            Invalid("text that is not valid Unicode", "text");
            return null;
        }

        if (JobVariables.TryExpand(text, document.Variables, out var expanded, out var found, out var expected))
        {
            return expanded;
        }

        Invalid(found, expected);
        return null;
    }

    // An escape like \uD800 alone, or bytes that are not UTF-8, have no text behind them.
    private string? Literal()
    {
        try
        {
            return value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private string? NameOf(JsonProperty property)
    {
        try
        {
            return property.Name;
        }
        catch (InvalidOperationException)
        {
            Invalid("a property name that is not valid Unicode", "text");
            return null;
        }
    }

    private static string Printable(string name) => KeySegment.Shown(name);

    private void WrongUnlessNoted(string expected)
    {
        if (!document.HasFindingIn(jsonPath))
        {
            Wrong(expected);
        }
    }

    private void Wrong(string expected) => Invalid(
        value.ValueKind switch
        {
            JsonValueKind.Object => "an object",
            JsonValueKind.Array => "an array",
            JsonValueKind.String when Literal() is not { } => "text that is not valid Unicode",
            JsonValueKind.String when HasVariables => $"what '{Printable(AddressSecrets.Hide(Literal()!))}' stands for",
            JsonValueKind.String => $"the text '{Printable(AddressSecrets.Hide(Literal()!))}'",
            _ => Printable(value.GetRawText()),
        },
        expected);
}
