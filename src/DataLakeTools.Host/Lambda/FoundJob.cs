using DataLakeTools.Core.Jobs.Documents;

namespace DataLakeTools.Host.Lambda;

/// <summary>A job, and the folder where its relative paths start.</summary>
/// <param name="Job">The job.</param>
/// <param name="BaseFolder">The folder that its relative paths start from.</param>
internal sealed record FoundJob(LakeJob Job, string BaseFolder);
