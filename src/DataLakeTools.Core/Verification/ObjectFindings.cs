using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Lake;

namespace DataLakeTools.Core.Verification;

/// <summary>Collects what is wrong with one object.</summary>
internal sealed class ObjectFindings(LakeAddress lake, string key, AdviceWords words, string? source = null)
{
    private readonly List<LakeFinding> _found = [];

    public IReadOnlyList<LakeFinding> All => _found;

    public void Add(LakeFindingKind kind, string expected, string actual, Advice advice) => _found.Add(new LakeFinding
    {
        Kind = kind,
        Lake = lake.ToString(),
        Key = key,
        Source = source,
        Expected = expected,
        Actual = actual,
        Recommendation = advice.ToText(words),
    });
}
