namespace DataLakeTools.Core.Jobs.Checkpoints;

/// <summary>The version of a checkpoint.</summary>
internal sealed record CheckpointVersion(int Version);
