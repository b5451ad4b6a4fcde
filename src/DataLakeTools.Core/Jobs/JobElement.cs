using System.Globalization;
using System.Text.Json;
using DataLakeTools.Core.Errors;

namespace DataLakeTools.Core.Jobs;

/// <summary>A place in a job document that knows its JSON path, so that every refusal can name it.</summary>
internal readonly struct JobElement(JsonElement value, string jsonPath, string document)
{
    public static DataLakeException Invalid(string document, string jsonPath, string found, string expected) => new(
        DataLakeError.InvalidJob,
        $"The job document '{document}' is not valid at {jsonPath}: {found}; expected {expected}.",
        $"Change {jsonPath} in '{document}'. Nothing was written.",
        jsonPath);

    public DataLakeException Invalid(string found, string expected) => Invalid(document, jsonPath, found, expected);

    /// <summary>Refuses anything but an object with some of these properties, each at most once.</summary>
    public void CheckObject(params ReadOnlySpan<string> known)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            throw Wrong("an object");
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var property in value.EnumerateObject())
        {
            var name = NameOf(property);
            if (!known.Contains(name))
            {
                throw Invalid(document, $"{jsonPath}.{Printable(name)}", "this property is not known", $"one of {string.Join(", ", known.ToArray())}");
            }

            if (!seen.Add(name))
            {
                throw Invalid(document, $"{jsonPath}.{name}", "this property stands twice", "it once");
            }
        }
    }

    public JobElement Required(string name) =>
        Optional(name) ?? throw Invalid($"the property '{name}' is missing", $"an object with '{name}'");

    public JobElement? Optional(string name) =>
        value.TryGetProperty(name, out var found) && found.ValueKind != JsonValueKind.Null ? new JobElement(found, $"{jsonPath}.{name}", document) : null;

    public IEnumerable<JobElement> Items()
    {
        if (value.ValueKind != JsonValueKind.Array)
        {
            throw Wrong("an array");
        }

        var items = new List<JobElement>(value.GetArrayLength());
        foreach (var item in value.EnumerateArray())
        {
            items.Add(new JobElement(item, string.Create(CultureInfo.InvariantCulture, $"{jsonPath}[{items.Count}]"), document));
        }

        return items;
    }

    public string Text() => TextOrEmpty() is { Length: > 0 } text ? text : throw Invalid("an empty string", "text");

    public string TextOrEmpty()
    {
        if (value.ValueKind != JsonValueKind.String)
        {
            throw Wrong("text");
        }

        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw Invalid("text that is not valid Unicode", "text");
        }
    }

    /// <summary>One text, or the texts of an array, each with its own place.</summary>
    public IReadOnlyList<JobElement> TextsOrText()
    {
        if (value.ValueKind != JsonValueKind.Array)
        {
            return value.ValueKind == JsonValueKind.String ? [this] : throw Wrong("text or an array of text");
        }

        JobElement[] items = [.. Items()];
        return items.Length > 0 ? items : throw Invalid("an empty array", "at least one text");
    }

    public IReadOnlyDictionary<string, string> Texts()
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            throw Wrong("an object of text");
        }

        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var property in value.EnumerateObject())
        {
            var name = NameOf(property);
            if (!texts.TryAdd(name, new JobElement(property.Value, $"{jsonPath}.{Printable(name)}", document).TextOrEmpty()))
            {
                throw Invalid(document, $"{jsonPath}.{Printable(name)}", "this property stands twice", "it once");
            }
        }

        return texts;
    }

    public bool Flag() => value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : throw Wrong("true or false");

    public char Character() =>
        Text() is { Length: 1 } text && text[0] < 128 && text[0] is not ('"' or '\r' or '\n') ? text[0] : throw Wrong("one ASCII character, for example \"|\"");

    public DateOnly Date() =>
        DateOnly.TryParseExact(Text(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : throw Wrong("a date as yyyy-MM-dd");

    public Uri Address() =>
        Uri.TryCreate(Text(), UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" ? uri : throw Wrong("an http or https address");

    public void OneOf(params ReadOnlySpan<string> known)
    {
        if (!known.Contains(Text()))
        {
            throw Wrong($"one of {string.Join(", ", known.ToArray())}");
        }
    }

    /// <summary>Text that Core takes for what it is meant for; why not, Core itself says.</summary>
    /// <param name="check">Throws when Core does not take it.</param>
    /// <param name="text">The text.</param>
    public string Accepted(string text, Action<string> check)
    {
        try
        {
            check(text);
            return text;
        }
        catch (DataLakeException exception)
        {
            throw new DataLakeException(
                DataLakeError.InvalidJob,
                $"The job document '{document}' is not valid at {jsonPath}: {exception.Message}",
                $"{exception.Recommendation} Nothing was written.",
                jsonPath,
                exception);
        }
    }

    // An escape like \uD800 alone, or bytes that are not UTF-8, have no text behind them.
    private string NameOf(JsonProperty property)
    {
        try
        {
            return property.Name;
        }
        catch (InvalidOperationException)
        {
            throw Invalid("a property name that is not valid Unicode", "text");
        }
    }

    private static string Printable(string name) => Paths.KeySegment.Shown(name);

    private DataLakeException Wrong(string expected) => Invalid(
        value.ValueKind switch
        {
            JsonValueKind.Object => "an object",
            JsonValueKind.Array => "an array",
            JsonValueKind.String => $"the text '{Printable(TextOrEmpty())}'",
            _ => Printable(value.GetRawText()),
        },
        expected);
}
