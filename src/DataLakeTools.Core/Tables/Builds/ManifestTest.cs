namespace DataLakeTools.Core.Tables.Builds;

/// <summary>A data test of a build.</summary>
/// <param name="Table">The table.</param>
/// <param name="Test">The test.</param>
/// <param name="Findings">How many rows it found.</param>
internal sealed record ManifestTest(string Table, string Test, long Findings);
