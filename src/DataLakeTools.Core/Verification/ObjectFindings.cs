using DataLakeTools.Core.Paths;

namespace DataLakeTools.Core.Verification;

/// <summary>Collects what is wrong with one object.</summary>
internal sealed class ObjectFindings(LakeAddress lake, string key, string? source = null)
{
    private readonly List<RawFinding> _found = [];

    public IReadOnlyList<RawFinding> All => _found;

    public void Add(string kind, string expected, string actual, string recommendation) => _found.Add(new RawFinding
    {
        Kind = kind,
        Lake = lake.ToString(),
        Key = key,
        Source = source,
        Expected = expected,
        Actual = actual,
        Recommendation = recommendation,
    });
}
