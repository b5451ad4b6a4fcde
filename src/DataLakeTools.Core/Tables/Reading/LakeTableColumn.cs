namespace DataLakeTools;

/// <summary>A column of a table.</summary>
/// <param name="Name">The name.</param>
/// <param name="Type">The type as Trino writes it.</param>
/// <param name="Meaning">What it means, in the reader's language; empty where the contract does not say it.</param>
/// <param name="Source">Where it comes from.</param>
public sealed record LakeTableColumn(string Name, string Type, string Meaning, string Source)
{
    /// <summary>The name and the type.</summary>
    public override string ToString() => $"{Name} {Type}";
}
