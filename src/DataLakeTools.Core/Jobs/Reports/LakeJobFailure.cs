namespace DataLakeTools;

/// <summary>Something that failed.</summary>
/// <param name="Step">The step that it belongs to; null where it belongs to the whole run.</param>
/// <param name="Error">The id of the error.</param>
/// <param name="Reason">What happened.</param>
/// <param name="Target">What it happened to: a path, a key, the id of a title.</param>
/// <param name="Recommendation">What to do.</param>
public sealed record LakeJobFailure(string? Step, DataLakeError Error, string Reason, string? Target, string Recommendation)
{
    /// <summary>What happened and what to do, in one line. Deserialized objects of PowerShell keep only this text below a certain depth.</summary>
    public override string ToString() => $"{(Step is null ? string.Empty : $"'{Step}': ")}{Error}: {Reason} {Recommendation}";
}
