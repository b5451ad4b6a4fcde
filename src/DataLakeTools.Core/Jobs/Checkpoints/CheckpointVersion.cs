namespace DataLakeTools.Core.Jobs.Checkpoints;

/// <summary>The version of a checkpoint, which is read before the rest: that has another form in another version.</summary>
internal sealed record CheckpointVersion(int Version);
