using DataLakeTools.Core.Errors;

namespace DataLakeTools.Core.Verification;

/// <summary>The result of testing one object.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Findings">What is wrong with it; empty if nothing is.</param>
/// <param name="Error">Why it could not be tested; null if it was.</param>
public sealed record LakeVerdict(string Key, IReadOnlyList<LakeFinding> Findings, DataLakeException? Error);
