namespace DataLakeTools.Core.Tables.Engine;

/// <summary>A column of what a query returns.</summary>
/// <param name="Name">The name.</param>
/// <param name="Type">The type as the engine calls it.</param>
public sealed record QueryColumn(string Name, string Type);
