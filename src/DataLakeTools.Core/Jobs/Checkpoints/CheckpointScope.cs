namespace DataLakeTools.Core.Jobs.Checkpoints;

/// <summary>What a checkpoint has to know of a job: another document may have the same name, and steps come and go.</summary>
/// <param name="Document">The path of the document without its extension.</param>
/// <param name="Steps">The names of its steps.</param>
/// <param name="Running">The names of those that this run does.</param>
internal sealed record CheckpointScope(string Document, IReadOnlyCollection<string> Steps, IReadOnlyCollection<string> Running)
{
    /// <summary>Whether this run does all steps of the document.</summary>
    public bool IsWhole => Running.Count == Steps.Count;
}
