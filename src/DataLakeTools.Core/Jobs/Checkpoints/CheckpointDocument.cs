using System.Text.Json.Serialization;

namespace DataLakeTools.Core.Jobs.Checkpoints;

/// <summary>The JSON of a checkpoint.</summary>
internal sealed record CheckpointDocument(
    int Version,
    [property: JsonPropertyOrder(1)] IReadOnlyList<StepState> Steps,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] LeaseOwner? Owner = null);
