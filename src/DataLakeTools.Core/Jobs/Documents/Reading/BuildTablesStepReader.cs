namespace DataLakeTools.Core.Jobs.Documents.Reading;

/// <summary>Reads a step of type <c>BuildTables</c>.</summary>
internal sealed class BuildTablesStepReader : IStepReader
{
    private static readonly JobProperty<TableLayer> Layer = new(
        "layer", JobValues.OneOf(TableLayer.Trusted, TableLayer.Refined), "The one layer that is made: Trusted of the raw data of the processing date alone, or Refined. Both, of all raw data up to it, when left out.");

    private static readonly JobProperty<bool> Force = new(
        "force", JobValues.Flag, "Makes again what is up to date, and publishes tables whose data tests found something.")
    {
        Default = false,
    };

    public JobObject Declaration { get; } = StepProperties.Declare(
        "BuildTables", "Makes the tables of the lake from its raw data, as of the processing date.", [Layer, Force, .. TableStepProperties.All, TableStepProperties.ThrottleLimit, .. StepProperties.Storage]);

    public LakeJobStep Read(JobElement step, string name) => StepProperties.ReadStorage(step, TableStepProperties.Read(step, new BuildTablesStep
    {
        Name = name,
        Layer = step.ReadOrNull(Layer),
        Force = step.Read(Force),
        ThrottleLimit = step.ReadOrNull(TableStepProperties.ThrottleLimit),
    }));
}
