using System.Text.Json.Nodes;

namespace DataLakeTools.Core.Jobs.Documents.Reading;

/// <summary>Reads a step of type <c>TestTables</c>.</summary>
internal sealed class TestTablesStepReader : IStepReader
{
    private static readonly JobProperty<IReadOnlyList<string>> Table = new("table", JobValues.Names, "The tables; all of the Refined layer, and the freshness of Trusted, when left out.")
    {
        Default = [],
        Examples = ["fact_title", new JsonArray("fact_title", "dim_artist")],
    };

    public JobObjectType Declaration { get; } = StepProperties.Declare(
        "TestTables", "Runs the data tests of the tables as they are published, and fails where one finds something.", [Table, .. TableStepProperties.All, TableStepProperties.ThrottleLimit]);

    public LakeJobStep Read(JobElement step, string name) => TableStepProperties.Read(step, new TestTablesStep
    {
        Name = name,
        Tables = step.Read(Table)!,
        ThrottleLimit = step.ReadOrNull(TableStepProperties.ThrottleLimit),
    });
}
