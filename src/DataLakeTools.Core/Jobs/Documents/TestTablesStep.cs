namespace DataLakeTools.Core.Jobs.Documents;

/// <summary>A step that runs the data tests of published tables, as <c>Test-LakeTable</c> does, and fails where they find something.</summary>
public sealed record TestTablesStep : TableStep
{
    /// <summary>The tables; all of the Refined layer, and the freshness of Trusted, where there is none.</summary>
    public IReadOnlyList<string> Tables { get; init; } = [];

    /// <summary>How many threads the engine uses; as many as there are processors when null.</summary>
    public int? ThrottleLimit { get; init; }
}
