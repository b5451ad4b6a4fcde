namespace DataLakeTools.Core.Jobs.Checkpoints;

/// <summary>The document of a job and its steps, for its checkpoint: another document may have the same job name, and steps may be added and removed.</summary>
/// <param name="Document">The path or address of the document without its extension.</param>
/// <param name="Steps">The names of its steps.</param>
/// <param name="Selected">The names of those that this run does.</param>
internal sealed record CheckpointScope(string Document, IReadOnlyCollection<string> Steps, IReadOnlyCollection<string> Selected)
{
    /// <summary>Whether this run does all steps of the document.</summary>
    public bool HasAllSteps => Selected.Count == Steps.Count;
}
