using System.Text.Json.Serialization;

namespace DataLakeTools.Core.Jobs.Checkpoints;

[JsonSerializable(typeof(CheckpointVersion))]
[JsonSerializable(typeof(CheckpointDocument))]
internal sealed partial class CheckpointJsonContext : JsonSerializerContext;
