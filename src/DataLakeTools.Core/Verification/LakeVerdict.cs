using DataLakeTools.Core.Errors;

namespace DataLakeTools.Core.Verification;

/// <summary>What came of testing one object.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Findings">What is wrong with it; nothing when all is well.</param>
/// <param name="Error">Why it could not be tested; null when it was.</param>
public sealed record LakeVerdict(string Key, IReadOnlyList<LakeFinding> Findings, DataLakeException? Error);
