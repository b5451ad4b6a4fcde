using DataLakeTools.Core.Jobs.Documents;
using DataLakeTools.Core.Jobs.Runs;

namespace DataLakeTools.Core.Jobs.Checkpoints;

/// <summary>What a checkpoint has to know of a job: another document may be of the same name, and steps come and go.</summary>
/// <param name="Document">Where the document is.</param>
/// <param name="Steps">The names of its steps.</param>
/// <param name="Running">The names of those that this run does.</param>
internal sealed record CheckpointScope(string Document, IReadOnlyCollection<string> Steps, IReadOnlyCollection<string> Running)
{
    public bool IsWhole => Running.Count == Steps.Count;

    public static CheckpointScope Of(LakeJob job, LakeJobRun run) =>
        new(Path.Combine(run.SourceFolder, run.Name ?? string.Empty), [.. job.AllSteps], [.. job.Steps.Select(step => step.Name)]);
}
