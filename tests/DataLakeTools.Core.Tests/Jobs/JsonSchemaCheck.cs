using System.Text.Json;
using System.Text.RegularExpressions;

namespace DataLakeTools.Core.Tests.Jobs;

/// <summary>
/// Whether a JSON value is valid under a schema of draft 2020-12, for the keywords that our schema uses. A keyword that
/// is not known here fails the test rather than being passed over.
/// </summary>
internal sealed class JsonSchemaCheck(JsonElement root)
{
    private static readonly HashSet<string> Annotations = ["$schema", "$defs", "title", "description", "default", "examples"];

    public bool IsValid(JsonElement value) => IsValid(root, value);

    /// <summary>A schema with its references followed.</summary>
    public JsonElement Follow(JsonElement schema) => Chain(schema).Last();

    /// <summary>A schema, what it refers to, what that refers to, and so on.</summary>
    public IEnumerable<JsonElement> Chain(JsonElement schema)
    {
        yield return schema;
        while (schema.TryGetProperty("$ref", out var reference))
        {
            schema = reference.GetString()!.Split('/')[1..].Aggregate(root, (at, name) => at.GetProperty(name));
            yield return schema;
        }
    }

    private bool IsValid(JsonElement schema, JsonElement value) =>
        schema.ValueKind == JsonValueKind.True
        || (schema.ValueKind != JsonValueKind.False && schema.EnumerateObject().All(keyword => Holds(schema, keyword, value)));

    private bool Holds(JsonElement schema, JsonProperty keyword, JsonElement value)
    {
        var said = keyword.Value;
        return keyword.Name switch
        {
            "$ref" => IsValid(Chain(schema).ElementAt(1), value),
            "type" => IsOfType(said.GetString()!, value),
            "const" => JsonElement.DeepEquals(said, value),
            "enum" => said.EnumerateArray().Any(one => JsonElement.DeepEquals(one, value)),
            "pattern" => value.ValueKind != JsonValueKind.String || Regex.IsMatch(value.GetString()!, said.GetString()!, RegexOptions.ECMAScript),
            "minLength" => value.ValueKind != JsonValueKind.String || value.GetString()!.Length >= said.GetInt32(),
            "minimum" => value.ValueKind != JsonValueKind.Number || value.GetDouble() >= said.GetDouble(),
            "maximum" => value.ValueKind != JsonValueKind.Number || value.GetDouble() <= said.GetDouble(),
            "minItems" => value.ValueKind != JsonValueKind.Array || value.GetArrayLength() >= said.GetInt32(),
            "items" => value.ValueKind != JsonValueKind.Array || value.EnumerateArray().All(item => IsValid(said, item)),
            "required" => value.ValueKind != JsonValueKind.Object || said.EnumerateArray().All(name => value.TryGetProperty(name.GetString()!, out _)),
            "dependentRequired" => value.ValueKind != JsonValueKind.Object || said.EnumerateObject().All(
                needs => !value.TryGetProperty(needs.Name, out _) || needs.Value.EnumerateArray().All(name => value.TryGetProperty(name.GetString()!, out _))),
            "properties" => value.ValueKind != JsonValueKind.Object || said.EnumerateObject().All(
                property => !value.TryGetProperty(property.Name, out var found) || IsValid(property.Value, found)),
            "additionalProperties" => value.ValueKind != JsonValueKind.Object || value.EnumerateObject().All(
                property => (schema.TryGetProperty("properties", out var known) && known.TryGetProperty(property.Name, out _)) || IsValid(said, property.Value)),
            "allOf" => said.EnumerateArray().All(part => IsValid(part, value)),
            "anyOf" => said.EnumerateArray().Any(part => IsValid(part, value)),
            "oneOf" => said.EnumerateArray().Count(part => IsValid(part, value)) == 1,
            "not" => !IsValid(said, value),
            "if" => !IsValid(said, value) || IsValid(schema.GetProperty("then"), value),
            "then" => schema.TryGetProperty("if", out _),
            _ => Annotations.Contains(keyword.Name) ? true : throw new NotSupportedException($"The keyword '{keyword.Name}' is not checked here."),
        };
    }

    private static bool IsOfType(string type, JsonElement value) => type switch
    {
        "object" => value.ValueKind == JsonValueKind.Object,
        "array" => value.ValueKind == JsonValueKind.Array,
        "string" => value.ValueKind == JsonValueKind.String,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "number" => value.ValueKind == JsonValueKind.Number,
        "integer" => value.ValueKind == JsonValueKind.Number && value.GetDouble() == Math.Truncate(value.GetDouble()),
        _ => throw new NotSupportedException($"The type '{type}' is not checked here."),
    };
}
