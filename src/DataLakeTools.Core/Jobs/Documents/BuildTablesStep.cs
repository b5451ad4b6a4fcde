using DataLakeTools.Core.Tables.Engine;

namespace DataLakeTools.Core.Jobs.Documents;

/// <summary>A step that makes tables of the raw data, as <c>Update-LakeTable</c> does.</summary>
public sealed record BuildTablesStep : TableStep
{
    /// <summary>The one layer that is made; both when null.</summary>
    public TableLayer? Layer { get; init; }

    /// <summary>Whether what is up to date is made again, and tables are published whose data tests found something.</summary>
    public bool Force { get; init; }

    /// <summary>How many threads the engine uses; as many as there are processors when null.</summary>
    public int? ThrottleLimit { get; init; }

    /// <summary>What makes the tables.</summary>
    public TableEngine Engine { get; init; }

    /// <summary>The ARN of the workflow that makes them with Athena; that of the environment when null.</summary>
    public string? Workflow { get; init; }
}
