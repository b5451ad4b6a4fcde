namespace DataLakeTools.Core.Jobs.Documents.Reading;

/// <summary>The type of an object in a job document: the properties that it may have, and the rules between them.</summary>
/// <param name="name">Its name in the schema; of a step, its type.</param>
/// <param name="properties">Its properties, in the order in which they are listed to people.</param>
internal sealed class JobObjectType(string name, IReadOnlyList<JobProperty> properties)
{
    private readonly HashSet<string> _names = [.. properties.Select(property => property.Name)];

    /// <summary>Its name in the schema; of a step, its type.</summary>
    public string Name => name;

    /// <summary>What it does, for editors; null if the property that holds it has a description.</summary>
    public string? Description { get; init; }

    /// <summary>Its properties.</summary>
    public IReadOnlyList<JobProperty> Properties => properties;

    /// <summary>The rules between its properties.</summary>
    public IReadOnlyList<JobRule> Rules { get; init; } = [];

    /// <summary>Whether it may have a property.</summary>
    public bool Knows(string property) => _names.Contains(property);
}
