using DataLakeTools.Core.Tables.Athena;
using DataLakeTools.Core.Tables.Engine;

namespace DataLakeTools.Core.Jobs.Documents.Reading;

/// <summary>Reads a step of type <c>BuildTables</c>.</summary>
internal sealed class BuildTablesStepReader : IStepReader
{
    private const string DuckDb = "duckdb";
    private const string Athena = "athena";

    private static readonly JobProperty<TableLayer> Layer = new(
        "layer", JobValues.OneOf(TableLayer.Trusted, TableLayer.Refined), "The one layer that is made: Trusted of the raw data of the processing date alone, or Refined. Both, of all raw data up to it, when left out.");

    private static readonly JobProperty<bool> Force = new(
        "force", JobValues.Flag, "Makes again what is up to date, and publishes tables whose data tests found something.")
    {
        Default = false,
    };

    private static readonly JobProperty<string> Engine = new(
        "engine", JobValues.OneOf([DuckDb, Athena]), "What makes the tables: duckdb in this process, or athena, by the workflow of deploy/terraform in AWS, which is started and waited for.")
    {
        Default = DuckDb,
    };

    private static readonly JobProperty<string> Workflow = new(
        "workflow", JobValues.Text, $"The ARN of that workflow, as 'terraform output -raw tables_workflow_arn' says it; {AthenaWorkflow.Variable} when left out.")
    {
        Examples = [$"${{{AthenaWorkflow.Variable}}}"],
    };

    // The workflow makes all tables of the model that it was applied with, in AWS.
    private static readonly string[] OfDuckDb = [Layer.Name, Force.Name, .. TableStepProperties.All.Select(property => property.Name), TableStepProperties.ThrottleLimit.Name];

    public JobObjectType Declaration { get; } = StepProperties.Declare(
        "BuildTables",
        "Makes the tables of the lake from its raw data, as of the processing date.",
        [Layer, Force, Engine, Workflow, .. TableStepProperties.All, TableStepProperties.ThrottleLimit, .. StepProperties.Storage]);

    public LakeJobStep Read(JobElement step, string name)
    {
        var isAthena = step.Read(Engine) == Athena;
        foreach (var property in isAthena ? OfDuckDb.Where(step.Has) : step.Has(Workflow.Name) ? [Workflow.Name] : [])
        {
            step.AddPropertyFinding(property, $"it means nothing to the engine {(isAthena ? Athena : DuckDb)}", $"it only with the engine {(isAthena ? DuckDb : Athena)}");
        }

        return StepProperties.ReadStorage(step, TableStepProperties.Read(step, new BuildTablesStep
        {
            Name = name,
            Layer = step.ReadOrNull(Layer),
            Force = step.Read(Force),
            ThrottleLimit = step.ReadOrNull(TableStepProperties.ThrottleLimit),
            Engine = isAthena ? TableEngine.Athena : TableEngine.DuckDb,
            Workflow = step.Read(Workflow),
        }));
    }
}
