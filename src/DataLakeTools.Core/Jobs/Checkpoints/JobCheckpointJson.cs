using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using DataLakeTools.Core.Jobs.Lease;

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
        new CheckpointDocument(Version, [.. steps.Select(step => step.Locked(StepDocument.From))], owner), Context.CheckpointDocument);

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

/// <summary>The version of a checkpoint.</summary>
internal sealed record CheckpointVersion(int Version);

/// <summary>The JSON of a checkpoint.</summary>
internal sealed record CheckpointDocument(
    int Version,
    [property: JsonPropertyOrder(1)] IReadOnlyList<StepDocument> Steps,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] LeaseOwner? Owner = null);

/// <summary>What a checkpoint knows of a step. A step that is complete has a count, and one that is not the rest.</summary>
internal sealed record StepDocument(string Step, string? Identity, string Document, bool Complete, TitleIdsDocument Unknown)
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Kept { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public TitleIdsDocument? Done { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Files { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<PendingDocument>? Pending { get; init; }

    public static StepDocument From(StepCheckpoint step)
    {
        var document = new StepDocument(step.Step, step.Identity, step.Document, step.IsComplete, TitleIdsDocument.From(step.Unknown));
        return step.IsComplete
            ? document with { Kept = step.Done.Count > 0 ? step.Done.Count : step.Kept }
            : document with
            {
                Done = TitleIdsDocument.From(step.Done),
                Files = string.Join(' ', step.Files),
                Pending = [.. step.Pending.Select(pending => new PendingDocument(pending.Sha256, pending.Length, TitleIdsDocument.From(pending.Titles)))],
            };
    }

    public StepCheckpoint ToStep() => Complete
        ? new StepCheckpoint(Step, Identity, Document) { IsComplete = true, Kept = Given(Kept, "kept").GetValueOrDefault(), Unknown = Unknown.ToTitleIds() }
        : new StepCheckpoint(Step, Identity, Document)
        {
            Done = Given(Done, "done").ToTitleIds(),
            Unknown = Unknown.ToTitleIds(),
            Files = [.. Given(Files, "files").Split(' ', StringSplitOptions.RemoveEmptyEntries)],
            Pending = [.. Given(Pending, "pending").Select(pending => new PendingBatch(pending.Sha256, pending.Bytes, pending.Titles.ToTitleIds()))],
        };

    private static T Given<T>(T? value, string name) => value ?? throw new JsonException($"'{name}' is missing.");
}

/// <summary>A file that was about to be written.</summary>
internal sealed record PendingDocument(byte[] Sha256, long Bytes, TitleIdsDocument Titles);

/// <summary>Ids of titles as compact text.</summary>
internal sealed record TitleIdsDocument(string Tmdb, string Imdb)
{
    public static TitleIdsDocument From(TitleIds titles) => new(CompactIds.Write(titles.Tmdb), CompactIds.Write(titles.Imdb));

    public TitleIds ToTitleIds() => new() { Tmdb = [.. CompactIds.Read(Tmdb)], Imdb = [.. CompactIds.Read(Imdb)] };
}

[JsonSerializable(typeof(CheckpointVersion))]
[JsonSerializable(typeof(CheckpointDocument))]
internal sealed partial class CheckpointJsonContext : JsonSerializerContext;
