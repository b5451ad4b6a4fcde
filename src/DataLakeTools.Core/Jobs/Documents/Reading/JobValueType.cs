using System.Text.Json.Nodes;

namespace DataLakeTools.Core.Jobs.Documents.Reading;

/// <summary>What the values of a property are, for the JSON schema.</summary>
/// <param name="definition">The name of its shared definition in the schema; null if the schema repeats it for each property.</param>
/// <param name="schema">Makes the schema of a value.</param>
internal abstract class JobValueType(string? definition, Func<JsonObject> schema)
{
    /// <summary>The name of its shared definition in the schema; null if the schema repeats it for each property.</summary>
    public string? Definition => definition;

    /// <summary>The object that the values are; null for other values.</summary>
    public JobObjectType? Object { get; init; }

    /// <summary>The schema of a value.</summary>
    public JsonObject ToSchema() => schema();
}

/// <summary>What the values of a property are: how they are read, and their JSON schema.</summary>
/// <typeparam name="T">The type that they are read as.</typeparam>
/// <param name="read">Reads a value, or notes what is wrong with it.</param>
/// <param name="definition">The name of its shared definition in the schema; null if the schema repeats it for each property.</param>
/// <param name="schema">Makes the schema of a value.</param>
internal sealed class JobValueType<T>(Func<JobElement, T> read, string? definition, Func<JsonObject> schema) : JobValueType(definition, schema)
{
    /// <summary>Reads a value, or notes what is wrong with it.</summary>
    public T Read(JobElement element) => read(element);
}
