using System.Text.Json.Nodes;

namespace DataLakeTools.Core.Jobs.Documents.Reading;

/// <summary>The kinds of values in a job document: how each is read, and its JSON schema.</summary>
internal static class JobValues
{
    private const string DatePattern = "[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])";

    /// <summary>Text that is not empty.</summary>
    public static JobValueType<string> Text { get; } = TextWith(JobConversions.Text);

    /// <summary>A name: text without variables.</summary>
    public static JobValueType<string> Name { get; } = TextWith(JobConversions.Name);

    /// <summary>Text that may be empty.</summary>
    public static JobValueType<string> TextOrEmpty { get; } = TextOrEmptyWith(JobConversions.TextOrEmpty);

    /// <summary>An object whose properties are all text.</summary>
    public static JobValueType<IReadOnlyDictionary<string, string>> Texts { get; } = new(
        JobConversions.Texts, "texts", () => new() { ["type"] = "object", ["additionalProperties"] = new JsonObject { ["type"] = "string" } });

    /// <summary>One text or an array of them, as elements: each knows its place in the document, for what is wrong with it.</summary>
    public static JobValueType<IReadOnlyList<JobElement>> PathElements { get; } = new(
        JobConversions.TextElements, "paths", () => AnyOf(Reference("text"), ArrayOf(Reference("text"))));

    /// <summary>One name or id or an array of them.</summary>
    public static JobValueType<IReadOnlyList<string>> Names { get; } = NamesWith(element => (IReadOnlyList<string>)[.. element.NameOrIdElements().Select(one => one.NameOrId())]);

    /// <summary>One name or id or an array of them, as elements.</summary>
    public static JobValueType<IReadOnlyList<JobElement>> NameElements { get; } = NamesWith(JobConversions.NameOrIdElements);

    /// <summary>True or false.</summary>
    public static JobValueType<bool> Flag { get; } = new(
        JobConversions.Flag, "flag", () => OrVariable(new JsonObject { ["type"] = "boolean" }));

    /// <summary>A date.</summary>
    public static JobValueType<DateOnly> Date { get; } = new(
        JobConversions.Date, "date", () => OrVariable(Pattern($"^{DatePattern}$")));

    /// <summary>The address of a server.</summary>
    public static JobValueType<Uri> Address { get; } = new(
        JobConversions.Address, "address", () => OrVariable(Pattern("^https?://[^/]")));

    /// <summary>A delimiter.</summary>
    public static JobValueType<char> Delimiter { get; } = new(JobConversions.Delimiter, "delimiter", () =>
    {
        var schema = OrVariable(Pattern(@"^[\u0001-\u0009\u000B\u000C\u000E-\u0021\u0023-\u007F]$"));
        schema["examples"] = new JsonArray("|", ";", "\t");
        return schema;
    });

    /// <summary>Schemas that others refer to and that are no property's own.</summary>
    public static IEnumerable<(string Name, JsonObject Schema)> Definitions()
    {
        yield return ("variable", new()
        {
            ["description"] = "A variable of the environment, ${NAME} or ${NAME:-default}, in place of a value or in a text; $${ is a ${ that is none.",
            ["type"] = "string",
            ["pattern"] = @"\$\{[A-Za-z_][A-Za-z0-9_]*(:-[^}]*)?\}",
            ["examples"] = new JsonArray("${TMDB_LANGUAGE:-en-US}"),
        });
        yield return ("text", Text.ToSchema());
        yield return ("nameOrId", AnyOf(Reference("text"), new JsonObject { ["type"] = "integer" }));
    }

    /// <summary>Text that is not empty and passes a check.</summary>
    public static JobValueType<string> TextThat(Action<string> check) => TextWith(element => element.Checked(element.Text(), check));

    /// <summary>A name that passes a check.</summary>
    public static JobValueType<string> NameThat(Action<string> check) => TextWith(element => element.Checked(element.Name(), check));

    /// <summary>Text that may be empty and passes a check.</summary>
    public static JobValueType<string> TextOrEmptyThat(Action<string> check) => TextOrEmptyWith(element => element.Checked(element.TextOrEmpty(), check));

    /// <summary>One name or id or an array of them, read in a way of its own.</summary>
    public static JobValueType<T> NamesWith<T>(Func<JobElement, T> read) => new(
        read, "names", () => AnyOf(Reference("nameOrId"), ArrayOf(Reference("nameOrId"))));

    /// <summary>A day, or a year that stands for its first or its last day.</summary>
    public static JobValueType<DateOnly> YearOrDate(bool meansLastDay) => new(element => element.YearOrDate(meansLastDay), "yearOrDate", () => AnyOf(
        new JsonObject { ["type"] = "integer", ["minimum"] = 1000, ["maximum"] = 9998 },
        Pattern("^[0-9]{4}(-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01]))?$"),
        Reference("variable")));

    /// <summary>A whole number in a range.</summary>
    public static JobValueType<int> Whole(int minimum, int maximum) => new(element => element.Whole(minimum, maximum), definition: null, () => OrVariable(
        new JsonObject { ["type"] = "integer", ["minimum"] = minimum, ["maximum"] = maximum }));

    /// <summary>A whole number in a range that 32 bits do not hold.</summary>
    public static JobValueType<long> Whole(long minimum, long maximum) => new(element => element.Whole(minimum, maximum), definition: null, () => OrVariable(
        new JsonObject { ["type"] = "integer", ["minimum"] = minimum, ["maximum"] = maximum }));

    /// <summary>A number in a range.</summary>
    public static JobValueType<double> Number(double minimum, double maximum) => new(element => element.Number(minimum, maximum), definition: null, () => OrVariable(
        new JsonObject { ["type"] = "number", ["minimum"] = minimum, ["maximum"] = maximum }));

    /// <summary>One of several words.</summary>
    public static JobValueType<string> OneOf(IReadOnlyList<string> words) => Choice(words, word => word);

    /// <summary>One of several values of an enum.</summary>
    public static JobValueType<T> OneOf<T>(params IReadOnlyList<T> values)
        where T : struct, Enum => Choice([.. values.Select(value => value.ToString())], Enum.Parse<T>);

    /// <summary>An object.</summary>
    /// <typeparam name="T">What it is read as.</typeparam>
    /// <param name="known">Its properties.</param>
    /// <param name="read">Reads an object that has only known properties.</param>
    /// <param name="refused">The result for an object that cannot be read.</param>
    /// <param name="isDefinedOnce">Whether the schema defines it once under its name.</param>
    public static JobValueType<T> Object<T>(JobObjectType known, Func<JobElement, T> read, T refused, bool isDefinedOnce = true) => new(
        element => element.ReadObject(known, read, refused), isDefinedOnce ? known.Name : null, () => JobSchema.Of(known))
    {
        Object = known,
    };

    /// <summary>A reference to a schema that is defined once.</summary>
    public static JsonObject Reference(string definition) => new() { ["$ref"] = $"#/$defs/{definition}" };

    private static JobValueType<string> TextWith(Func<JobElement, string> read) => new(read, "text", () => new() { ["type"] = "string", ["minLength"] = 1 });

    private static JobValueType<string> TextOrEmptyWith(Func<JobElement, string> read) => new(read, "textOrEmpty", () => new() { ["type"] = "string" });

    private static JobValueType<T> Choice<T>(IReadOnlyList<string> words, Func<string, T> convert) => new(
        element => convert(element.Choice(words)), definition: null, () => OrVariable(new JsonObject { ["enum"] = new JsonArray([.. words.Select(word => (JsonNode)word)]) }));

    private static JsonObject OrVariable(JsonObject schema) => AnyOf(schema, Reference("variable"));

    private static JsonObject AnyOf(params JsonNode[] schemas) => new() { ["anyOf"] = new JsonArray(schemas) };

    private static JsonObject Pattern(string pattern) => new() { ["type"] = "string", ["pattern"] = pattern };

    private static JsonObject ArrayOf(JsonObject items) => new() { ["type"] = "array", ["minItems"] = 1, ["items"] = items };
}
