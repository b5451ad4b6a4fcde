using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace DataLakeTools.Core.Jobs.Documents.Reading;

/// <summary>Writes the JSON schema of job documents, for editors, from the properties that the readers read.</summary>
internal static class JobSchema
{
    private const int LineLength = 150;
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The schema, as <c>module/schema/job.schema.json</c> holds it.</summary>
    public static string Write()
    {
        var definitions = new JsonObject();
        foreach (var (name, schema) in JobValues.Definitions())
        {
            definitions[name] = schema;
        }

        var steps = JobRootReader.StepReaders.Select(reader => reader.Declaration).ToList();
        AddDefinitions(definitions, [JobRootReader.Job, .. steps]);
        definitions["step"] = StepOf(steps);
        foreach (var step in steps)
        {
            definitions[step.Name] = Of(step);
        }

        var root = Of(JobRootReader.Job);
        ShareProperties(root, definitions);
        var document = new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["title"] = "A job of DataLakeTools",
            ["description"] = "Steps that put data into the Raw zone of a lake, make tables of it and test them.",
        };
        foreach (var (name, value) in root)
        {
            document[name] = value!.DeepClone();
        }

        document["examples"] = new JsonArray(new JsonObject
        {
            ["lake"] = "./lake",
            ["steps"] = new JsonArray(new JsonObject { ["type"] = "SendCsv", ["path"] = "data/movies.csv" }),
        });
        document["$defs"] = definitions;
        var text = new StringBuilder();
        Append(text, document, indent: 0, used: 0);
        return text.Append('\n').ToString();
    }

    /// <summary>The schema of an object, its values that are defined once as references.</summary>
    public static JsonObject Of(JobObjectType known)
    {
        var schema = new JsonObject();
        if (known.Description is { } description)
        {
            schema["description"] = description;
        }

        schema["type"] = "object";
        var required = known.Properties.Where(property => property.IsRequired).Select(property => (JsonNode)property.Name).ToArray();
        if (required.Length > 0)
        {
            schema["required"] = new JsonArray(required);
        }

        schema["additionalProperties"] = false;
        var properties = new JsonObject();
        foreach (var property in known.Properties)
        {
            properties[property.Name] = Of(property);
        }

        schema["properties"] = properties;
        foreach (var rule in known.Rules)
        {
            rule.AddTo(schema);
        }

        return schema;
    }

    private static JsonObject Of(JobProperty property)
    {
        var schema = new JsonObject { ["description"] = property.Description };
        foreach (var (name, value) in property.ValueTypeForSchema.Definition is { } definition ? JobValues.Reference(definition) : property.ValueTypeForSchema.ToSchema())
        {
            schema[name] = value!.DeepClone();
        }

        if (property.DefaultNode is { } standard)
        {
            schema["default"] = standard;
        }

        if (property.Examples.Count > 0)
        {
            schema["examples"] = new JsonArray([.. property.Examples.Select(example => example.DeepClone())]);
        }

        return schema;
    }

    // Depth first: the definitions that a value refers to come before its own.
    private static void AddDefinitions(JsonObject definitions, IEnumerable<JobObjectType> objects)
    {
        foreach (var shape in objects.SelectMany(known => known.Properties).Select(property => property.ValueTypeForSchema))
        {
            if (shape.Object is { } held)
            {
                AddDefinitions(definitions, [held]);
            }

            if (shape.Definition is { } name && !definitions.ContainsKey(name))
            {
                definitions[name] = shape.ToSchema();
            }
        }
    }

    private static JsonObject StepOf(IReadOnlyList<JobObjectType> steps) => new()
    {
        ["type"] = "object",
        ["required"] = new JsonArray("type"),
        ["properties"] = new JsonObject
        {
            ["type"] = new JsonObject { ["description"] = "What the step does.", ["enum"] = new JsonArray([.. steps.Select(step => (JsonNode)step.Name)]) },
        },
        ["allOf"] = new JsonArray(
        [
            .. steps.Select(step => (JsonNode)new JsonObject
            {
                ["if"] = new JsonObject
                {
                    ["properties"] = new JsonObject { ["type"] = new JsonObject { ["const"] = step.Name } },
                    ["required"] = new JsonArray("type"),
                },
                ["then"] = JobValues.Reference(step.Name),
            }),
        ]),
    };

    // A property that several objects have with the same schema is defined once, under its name. If properties of one name
    // have different schemas, the first schema that occurs twice takes the name.
    private static void ShareProperties(JsonObject root, JsonObject definitions)
    {
        List<JsonObject> holders = [root, .. definitions.Select(definition => definition.Value!.AsObject())];
        holders = [.. holders.Where(holder => holder["additionalProperties"] is not null && holder["properties"] is not null).Select(holder => holder["properties"]!.AsObject())];
        foreach (var (name, text) in holders.SelectMany(holder => holder).Select(property => (property.Key, property.Value!.ToJsonString())).ToList())
        {
            var same = holders.Where(holder => holder[name]?.ToJsonString() == text).ToList();
            if (same.Count < 2 || definitions.ContainsKey($"{name}Property"))
            {
                continue;
            }

            definitions[$"{name}Property"] = same[0][name]!.DeepClone();
            foreach (var holder in same)
            {
                holder[name] = JobValues.Reference($"{name}Property");
            }
        }
    }

    // Everything on one line where it fits, else one entry a line.
    private static void Append(StringBuilder text, JsonNode? node, int indent, int used)
    {
        var line = OnOneLine(node);
        if (node is JsonValue or null || (indent > 0 && indent + used + line.Length < LineLength))
        {
            text.Append(line);
            return;
        }

        var entries = node is JsonObject holder
            ? holder.Select(property => (Start: $"{Quoted(property.Key)}: ", property.Value)).ToList()
            : [.. node.AsArray().Select(item => (Start: string.Empty, Value: item))];
        text.Append(node is JsonObject ? '{' : '[');
        for (var i = 0; i < entries.Count; i++)
        {
            text.Append(i == 0 ? "\n" : ",\n").Append(' ', indent + 2).Append(entries[i].Start);
            Append(text, entries[i].Value, indent + 2, entries[i].Start.Length);
        }

        text.Append('\n').Append(' ', indent).Append(node is JsonObject ? '}' : ']');
    }

    private static string OnOneLine(JsonNode? node) => node switch
    {
        JsonObject holder => $"{{{string.Join(", ", holder.Select(property => $"{Quoted(property.Key)}: {OnOneLine(property.Value)}"))}}}",
        JsonArray array => $"[{string.Join(", ", array.Select(OnOneLine))}]",
        null => "null",
        _ => node.ToJsonString(Readable),
    };

    private static string Quoted(string text) => $"\"{JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(text)}\"";
}
