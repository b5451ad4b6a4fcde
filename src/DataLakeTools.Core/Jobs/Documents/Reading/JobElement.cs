using System.Globalization;
using System.Text.Json;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Lake;

namespace DataLakeTools.Core.Jobs.Documents.Reading;

/// <summary>
/// A value in a job document with its JSON path. A fault is recorded as a finding of the document, and reading continues with
/// a valid substitute, so that one pass finds all faults.
/// </summary>
/// <param name="value">The JSON value.</param>
/// <param name="jsonPath">Its JSON path.</param>
/// <param name="document">Collects the findings.</param>
internal readonly struct JobElement(JsonElement value, string jsonPath, JobReadContext document)
{
    /// <summary>The JSON value.</summary>
    public JsonElement Value => value;

    /// <summary>The document.</summary>
    public JobReadContext Document => document;

    /// <summary>Whether it is text with variables or escapes in it.</summary>
    public bool HasVariables => value.ValueKind == JsonValueKind.String && Literal() is { } text && JobVariables.IsIn(text);

    /// <summary>The value of a property; its default where the property is missing.</summary>
    public T? Read<T>(JobProperty<T> property) => Find(property) is { } found ? property.ValueType.Read(found) : property.Default;

    /// <summary>The value of a property; null where the property is missing.</summary>
    public T? ReadOrNull<T>(JobProperty<T> property)
        where T : struct => Find(property) is { } found ? property.ValueType.Read(found) : null;

    /// <summary>The place of a property; null where it is missing, which is noted if the property is required.</summary>
    public JobElement? Find(JobProperty property) => property.IsRequired ? Required(property.Name) : Optional(property.Name);

    /// <summary>Whether a property is there.</summary>
    public bool Has(string name) => Optional(name) is not null;

    /// <summary>Reads an object: refuses unknown properties, and checks the rules between the others.</summary>
    /// <param name="known">The properties that it may have.</param>
    /// <param name="read">Reads them.</param>
    /// <param name="fallback">The result for an object that cannot be read.</param>
    public T ReadObject<T>(JobObjectType known, Func<JobElement, T> read, T fallback)
    {
        if (!CheckProperties(known))
        {
            return fallback;
        }

        // Rules between properties are checked after the values, so that a finding about a value comes first.
        var result = read(this);
        foreach (var rule in known.Rules)
        {
            rule.Check(this);
        }

        return result;
    }

    /// <summary>The type of a step, before it is known which other properties it may have; null if it is none of these.</summary>
    public string? Type(IReadOnlyCollection<string> known)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            AddWrongValue("an object");
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

        type.AddWrongValue(OneOf(known));
        return null;
    }

    /// <summary>The elements of an array that must not be empty.</summary>
    /// <param name="found">What is said of an empty array.</param>
    /// <param name="expected">What should stand there.</param>
    public IReadOnlyList<JobElement> Items(string found, string expected)
    {
        if (value.ValueKind != JsonValueKind.Array)
        {
            AddWrongValue("an array");
            return [];
        }

        if (value.GetArrayLength() == 0)
        {
            AddFinding(found, expected);
        }

        var items = new List<JobElement>(value.GetArrayLength());
        foreach (var item in value.EnumerateArray())
        {
            items.Add(new JobElement(item, string.Create(CultureInfo.InvariantCulture, $"{jsonPath}[{items.Count}]"), document));
        }

        return items;
    }

    /// <summary>The names and places of all properties, whatever they are called, each name once.</summary>
    public IEnumerable<(string Name, JobElement Element)> Members()
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var property in value.EnumerateObject())
        {
            if (NameOf(property) is not { } name)
            {
                continue;
            }

            var element = new JobElement(property.Value, $"{jsonPath}.{Printable(name)}", document);
            if (seen.Add(name))
            {
                yield return (name, element);
            }
            else
            {
                element.AddFinding("this property stands twice", "it once");
            }
        }
    }

    /// <summary>The text with its variables replaced; null, after recording a finding, if the value is no text.</summary>
    public string? TextOrNull()
    {
        if (value.ValueKind != JsonValueKind.String)
        {
            AddWrongValue("text");
            return null;
        }

        if (Literal() is not { } text)
        {
            AddFinding("text that is not valid Unicode", "text");
            return null;
        }

        if (JobVariables.TryExpand(text, document.Variables, out var expanded, out var found, out var expected))
        {
            return expanded;
        }

        AddFinding(found, expected);
        return null;
    }

    /// <summary>Notes what is wrong here.</summary>
    public void AddFinding(string found, string expected) => document.AddFinding(jsonPath, found, expected);

    /// <summary>Notes what is wrong with a property.</summary>
    public void AddPropertyFinding(string name, string found, string expected) => document.AddFinding($"{jsonPath}.{name}", found, expected);

    /// <summary>Records a finding that the value is not what is expected.</summary>
    public void AddWrongValue(string expected) => AddFinding(
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

    /// <summary>Records a finding that the value is not what is expected, unless there is a finding for it already.</summary>
    public void AddWrongValueOnce(string expected)
    {
        if (!document.HasFindingIn(jsonPath))
        {
            AddWrongValue(expected);
        }
    }

    /// <summary>Text that passes a check of Core, or a finding with the words of that check.</summary>
    /// <param name="text">The text.</param>
    /// <param name="check">Throws when the text is not accepted.</param>
    public string Checked(string text, Action<string> check)
    {
        Check(() => check(text));
        return text;
    }

    /// <summary>Lets Core check what was read here, and notes why Core refuses it.</summary>
    /// <param name="check">Throws when it is not accepted.</param>
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
            // The exception quotes the value, and the value of a variable must not be shown.
            document.AddRefusal(
                jsonPath,
                HasVariables ? $"what '{Printable(value.GetRawText().Trim('"'))}' stands for is not taken ({exception.Error})." : exception.Message,
                exception.Advice.ToString());
        }
    }

    /// <summary>How a choice is expected.</summary>
    public static string OneOf(IEnumerable<string> known) => $"one of {string.Join(", ", known)}";

    /// <summary>A property that must be there; that it is missing is noted.</summary>
    private JobElement? Required(string name)
    {
        var found = Optional(name);
        if (found is null)
        {
            AddFinding($"the property '{name}' is missing", $"an object with '{name}'");
        }

        return found;
    }

    private JobElement? Optional(string name)
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

    // Whether it is an object whose properties can be read.
    private bool CheckProperties(JobObjectType known)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            AddWrongValue("an object");
            return false;
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var property in value.EnumerateObject())
        {
            if (NameOf(property) is not { } name)
            {
                return false;
            }

            if (!known.Knows(name))
            {
                document.AddFinding($"{jsonPath}.{Printable(name)}", "this property is not known", OneOf(known.Properties.Select(one => one.Name)));
            }
            else if (!seen.Add(name))
            {
                document.AddFinding($"{jsonPath}.{name}", "this property stands twice", "it once");
            }
        }

        return true;
    }

    // An escape like \uD800 alone, or bytes that are not UTF-8, cannot be decoded.
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
            AddFinding("a property name that is not valid Unicode", "text");
            return null;
        }
    }

    private static string Printable(string name) => KeySegment.Shown(name);
}
