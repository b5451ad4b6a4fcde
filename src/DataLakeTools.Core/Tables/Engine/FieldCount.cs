namespace DataLakeTools.Core.Tables.Engine;

/// <summary>A field and how many records have it.</summary>
/// <param name="Name">The name of the field.</param>
/// <param name="Records">How many records have it.</param>
public readonly record struct FieldCount(string Name, long Records);
