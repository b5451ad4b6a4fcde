using System.Text.Json.Nodes;

namespace DataLakeTools.Core.Jobs.Documents.Reading;

/// <summary>A property of an object in a job document. The readers and the JSON schema both come from this declaration.</summary>
/// <param name="name">Its name.</param>
/// <param name="description">What it means, for editors.</param>
internal abstract class JobProperty(string name, string description)
{
    /// <summary>Its name.</summary>
    public string Name => name;

    /// <summary>What it means, for editors.</summary>
    public string Description => description;

    /// <summary>Whether it must be there.</summary>
    public bool IsRequired { get; init; }

    /// <summary>Values that editors propose.</summary>
    public IReadOnlyList<JsonNode> Examples { get; init; } = [];

    /// <summary>What its values are, for the schema.</summary>
    public abstract JobValueType ValueTypeForSchema { get; }

    /// <summary>The default, for the schema; null if there is none.</summary>
    public abstract JsonNode? DefaultNode { get; }

    /// <summary>Its value in an object, to a caller that does not know its type; null where it is missing.</summary>
    public abstract object? ValueIn(JobElement element);
}

/// <summary>A property of a type.</summary>
/// <typeparam name="T">The type of its value.</typeparam>
/// <param name="name">Its name.</param>
/// <param name="value">What its values are.</param>
/// <param name="description">What it means, for editors.</param>
internal sealed class JobProperty<T>(string name, JobValueType<T> value, string description) : JobProperty(name, description)
{
    private bool _hasDefault;

    /// <summary>What its values are.</summary>
    public JobValueType<T> ValueType => value;

    /// <summary>The value of a missing property.</summary>
    public T? Default
    {
        get;
        init
        {
            field = value;
            _hasDefault = true;
        }
    }

    public override JobValueType ValueTypeForSchema => value;

    public override JsonNode? DefaultNode => !_hasDefault ? null : Default switch
    {
        bool flag => JsonValue.Create(flag),
        int number => JsonValue.Create(number),
        IReadOnlyCollection<KeyValuePair<string, string>> texts => new JsonObject(texts.Select(text => KeyValuePair.Create(text.Key, (JsonNode?)text.Value))),
        IReadOnlyCollection<string> names => new JsonArray([.. names.Select(name => (JsonNode)name)]),
        { } other => JsonValue.Create(other.ToString()),
        null => null,
    };

    public override object? ValueIn(JobElement element) => element.Find(this) is { } found ? value.Read(found) : null;
}
