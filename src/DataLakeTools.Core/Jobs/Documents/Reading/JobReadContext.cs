namespace DataLakeTools.Core.Jobs.Documents.Reading;

/// <summary>A document while it is read: its name, the values of its variables, and the findings so far.</summary>
/// <param name="name">What errors call it.</param>
/// <param name="variables">Gives the value of an environment variable, or null.</param>
internal sealed class JobReadContext(string name, Func<string, string?> variables)
{
    private readonly List<LakeJobFinding> _findings = [];

    /// <summary>What errors call it.</summary>
    public string Name => name;

    /// <summary>The findings, in the order in which they were made.</summary>
    public IReadOnlyList<LakeJobFinding> Findings => _findings;

    /// <summary>Gives the value of an environment variable, or null.</summary>
    public Func<string, string?> Variables => variables;

    /// <summary>Adds a finding: what was found and what was expected.</summary>
    public void AddFinding(string jsonPath, string found, string expected) =>
        _findings.Add(new LakeJobFinding(name, jsonPath, found, expected, $"Change {jsonPath} in '{name}'."));

    /// <summary>Adds a finding with the message of a check.</summary>
    public void AddRefusal(string jsonPath, string problem, string recommendation) =>
        _findings.Add(new LakeJobFinding(name, jsonPath, problem, Expected: null, recommendation));

    /// <summary>Whether there is a finding at a place or below it; checks of the whole are then skipped.</summary>
    public bool HasFindingIn(string jsonPath) => _findings.Exists(finding =>
        finding.JsonPath.StartsWith(jsonPath, StringComparison.Ordinal)
        && (finding.JsonPath.Length == jsonPath.Length || finding.JsonPath[jsonPath.Length] is '.' or '['));
}
