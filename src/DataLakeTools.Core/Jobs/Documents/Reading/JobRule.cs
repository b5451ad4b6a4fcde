using System.Text.Json.Nodes;

namespace DataLakeTools.Core.Jobs.Documents.Reading;

/// <summary>A rule between the properties of an object.</summary>
internal abstract class JobRule
{
    /// <summary>Notes where an object breaks the rule.</summary>
    public abstract void Check(JobElement element);

    /// <summary>Adds the rule to the schema of an object.</summary>
    public abstract void AddTo(JsonObject schema);

    /// <summary>Exactly one of these properties must be there.</summary>
    public static JobRule ExactlyOne(string first, string second, string expected) => new ExactlyOneRule(first, second, expected);

    /// <summary>At least one of these properties must be there.</summary>
    public static JobRule AtLeastOne(IReadOnlyList<string> names, string expected) => new AtLeastOneRule(names, expected);

    /// <summary>A property means something only with another one.</summary>
    public static JobRule OnlyWith(string name, string other, string found) => new OnlyWithRule(name, other, found);

    /// <summary>A property contradicts a flag that is set. For the schema only; the type that the object is read into checks it by itself.</summary>
    public static JobRule SchemaOnlyNotWithFlag(string name, string flag) => new SchemaOnlyNotWithFlagRule(name, flag);

    private static JsonArray Requirements(IEnumerable<string> names) =>
        new([.. names.Select(JsonNode (name) => new JsonObject { ["required"] = new JsonArray(name) })]);

    private sealed class ExactlyOneRule(string first, string second, string expected) : JobRule
    {
        public override void Check(JobElement element)
        {
            if (element.Has(first) == element.Has(second))
            {
                element.AddFinding($"'{first}' and '{second}' are both there or both missing", expected);
            }
        }

        public override void AddTo(JsonObject schema) => schema["oneOf"] = Requirements([first, second]);
    }

    private sealed class AtLeastOneRule(IReadOnlyList<string> names, string expected) : JobRule
    {
        public override void Check(JobElement element)
        {
            if (!names.Any(element.Has))
            {
                element.AddFinding($"neither {string.Join(" nor ", names.Select(name => $"'{name}'"))} is there", expected);
            }
        }

        public override void AddTo(JsonObject schema) => schema["anyOf"] = Requirements(names);
    }

    private sealed class OnlyWithRule(string name, string other, string found) : JobRule
    {
        public override void Check(JobElement element)
        {
            if (element.Has(name) && !element.Has(other))
            {
                element.AddPropertyFinding(name, found, $"it only beside '{other}'");
            }
        }

        public override void AddTo(JsonObject schema) => schema["dependentRequired"] = new JsonObject { [name] = new JsonArray(other) };
    }

    private sealed class SchemaOnlyNotWithFlagRule(string name, string flag) : JobRule
    {
        public override void Check(JobElement element)
        {
        }

        public override void AddTo(JsonObject schema) => schema["not"] = new JsonObject
        {
            ["properties"] = new JsonObject { [flag] = new JsonObject { ["const"] = true } },
            ["required"] = new JsonArray(name, flag),
        };
    }
}
