namespace DataLakeTools.Core.Jobs.Documents.Reading;

/// <summary>A document while it is read: what it is called, what its variables are, and what is wrong with it so far.</summary>
/// <param name="name">What errors call it.</param>
/// <param name="variables">Gives the value of an environment variable, or null.</param>
internal sealed class JobDocument(string name, Func<string, string?> variables)
{
    private readonly List<LakeJobFinding> _findings = [];

    /// <summary>What errors call it.</summary>
    public string Name => name;

    /// <summary>What is wrong, in the order in which it was found.</summary>
    public IReadOnlyList<LakeJobFinding> Findings => _findings;

    /// <summary>Where variables of the text get their values from.</summary>
    public Func<string, string?> Variables => variables;

    /// <summary>Notes what stands somewhere and what should.</summary>
    public void Note(string jsonPath, string found, string expected) =>
        _findings.Add(new LakeJobFinding(name, jsonPath, found, expected, $"Change {jsonPath} in '{name}'."));

    /// <summary>Notes what Core says about something.</summary>
    public void NoteRefusal(string jsonPath, string problem, string recommendation) =>
        _findings.Add(new LakeJobFinding(name, jsonPath, problem, Expected: null, recommendation));

    /// <summary>Whether something was found there or in what it holds; what is built from it is then not worth a look.</summary>
    public bool HasFindingIn(string jsonPath) => _findings.Exists(finding =>
        finding.JsonPath.StartsWith(jsonPath, StringComparison.Ordinal)
        && (finding.JsonPath.Length == jsonPath.Length || finding.JsonPath[jsonPath.Length] is '.' or '['));
}
