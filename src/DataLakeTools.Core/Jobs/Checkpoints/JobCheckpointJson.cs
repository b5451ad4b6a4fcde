using System.Text.Encodings.Web;
using System.Text.Json;

namespace DataLakeTools.Core.Jobs.Checkpoints;

/// <summary>Reads and writes a checkpoint as JSON.</summary>
internal static class JobCheckpointJson
{
    private const int Version = 2;

    private static readonly CheckpointJsonContext Context = new(new JsonSerializerOptions
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    });

    public static byte[] Write(LeaseOwner? owner, IEnumerable<StepCheckpoint> steps) => JsonSerializer.SerializeToUtf8Bytes(
        new CheckpointDocument(Version, [.. steps.Select(step => step.Locked(StepState.From))], owner), Context.CheckpointDocument);

    /// <exception cref="FormatException">It is no checkpoint, or one of another version.</exception>
    public static (LeaseOwner? Owner, List<StepCheckpoint> Steps) Read(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            // Another version may have other properties, so the version is read alone first.
            if (JsonSerializer.Deserialize(bytes.Span, Context.CheckpointVersion) is not { Version: Version })
            {
                throw new FormatException("it is of another version");
            }

            var document = JsonSerializer.Deserialize(bytes.Span, Context.CheckpointDocument)!;
            return (document.Owner, [.. document.Steps.Select(step => step.ToStep())]);
        }
        catch (JsonException exception)
        {
            throw new FormatException("it is not the JSON of a checkpoint", exception);
        }
    }
}
