namespace DataLakeTools.Core.Csv;

/// <summary>A column that has another name than its header gives it.</summary>
/// <param name="Column">Its index.</param>
/// <param name="Given">The name in the header; empty if there is none.</param>
/// <param name="Name">The name that it has here.</param>
public sealed record CsvRenamedColumn(int Column, string Given, string Name);
