namespace DataLakeTools;

/// <summary>A row of which a data test says that something is wrong.</summary>
/// <param name="Table">The table.</param>
/// <param name="Test">The data test.</param>
/// <param name="Key">The key of the row, its columns with <c>|</c> between them.</param>
/// <param name="Finding">What is wrong.</param>
public sealed record LakeTableFinding(string Table, string Test, string Key, string Finding);
