using System.Text.Json.Nodes;

namespace DataLakeTools.Core.Jobs.Documents.Reading;

/// <summary>Reads a step of type <c>SendJson</c>.</summary>
internal sealed class SendJsonStepReader : IStepReader
{
    private static readonly JobProperty<IReadOnlyList<JobElement>> Path = new(
        "path", JobValues.PathElements, "The files, each an array of records or one record a line, with * and ? in file names; relative paths start at the folder of this document.")
    {
        IsRequired = true,
        Examples = ["data/films.json", new JsonArray("data/films.json", "data/series-*.jsonl")],
    };

    public JobObjectType Declaration { get; } = StepProperties.DeclareRawStep(
        "SendJson", "Writes the records of JSON and JSON Lines files in batches; the text of a record is kept, on one line.", [Path, .. BatchProperties.All]);

    public LakeJobStep Read(JobElement step, string name) => BatchProperties.Read(step, new SendJsonStep
    {
        Name = name,
        Paths = [.. (step.Read(Path) ?? []).Select(path => path.Checked(path.Text(), SourcePattern.Check))],
    });
}
