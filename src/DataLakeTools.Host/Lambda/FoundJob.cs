using DataLakeTools.Core.Jobs.Documents;

namespace DataLakeTools.Host.Lambda;

/// <summary>A job, and the folder where its relative source paths start.</summary>
/// <param name="Job">The job.</param>
/// <param name="SourceFolder">The folder.</param>
internal sealed record FoundJob(LakeJob Job, string SourceFolder);
