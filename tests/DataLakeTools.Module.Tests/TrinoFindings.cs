namespace DataLakeTools.Module.Tests;

/// <summary>What <see cref="TrinoCheck"/> said.</summary>
/// <param name="Allowed">The functions that SQL of the model may call.</param>
/// <param name="Findings">The sentences about each statement; none where it is good.</param>
internal sealed record TrinoFindings(IReadOnlyList<string> Allowed, IReadOnlyDictionary<string, List<string>> Findings);
