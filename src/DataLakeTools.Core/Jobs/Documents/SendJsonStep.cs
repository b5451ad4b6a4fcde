namespace DataLakeTools.Core.Jobs.Documents;

/// <summary>A step that writes the records of JSON files in batches, as <c>Write-RawJsonBatch</c> does.</summary>
public sealed record SendJsonStep : BatchStep
{
    /// <summary>The files, with <c>*</c> and <c>?</c> in file names; relative paths start at the job document's folder.</summary>
    public required IReadOnlyList<string> Paths { get; init; }
}
