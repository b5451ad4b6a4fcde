using System.Text.Json;
using System.Text.Json.Serialization;

namespace DataLakeTools.Core.Jobs.Checkpoints;

/// <summary>The JSON of the state of a step. A complete step has a count in place of the ids and files of an incomplete one; both have the ids that TMDB does not know.</summary>
internal sealed record StepState(string Step, [property: JsonPropertyName("identity")] string? Fingerprint, string Document, bool Complete, TitleIdsDocument Unknown)
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Kept { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public TitleIdsDocument? Done { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Files { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<PendingDocument>? Pending { get; init; }

    public static StepState From(StepCheckpoint step)
    {
        var document = new StepState(step.Step, step.Fingerprint, step.Document, step.IsComplete, TitleIdsDocument.From(step.Unknown));
        return step.IsComplete
            ? document with { Kept = step.Done.TitleCountAtLeast > 0 ? step.Done.TitleCountAtLeast : step.TitlesKept }
            : document with
            {
                Done = TitleIdsDocument.From(step.Done),
                Files = string.Join(' ', step.Files),
                Pending = [.. step.Pending.Select(pending => new PendingDocument(pending.Sha256, pending.Length, TitleIdsDocument.From(pending.Titles)))],
            };
    }

    public StepCheckpoint ToStep() => Complete
        ? new StepCheckpoint(Step, Fingerprint, Document) { IsComplete = true, TitlesKept = Given(Kept, "kept").GetValueOrDefault(), Unknown = Unknown.ToTitleIds() }
        : new StepCheckpoint(Step, Fingerprint, Document)
        {
            Done = Given(Done, "done").ToTitleIds(),
            Unknown = Unknown.ToTitleIds(),
            Files = [.. Given(Files, "files").Split(' ', StringSplitOptions.RemoveEmptyEntries)],
            Pending = [.. Given(Pending, "pending").Select(pending => new PendingBatch(pending.Sha256, pending.Bytes, pending.Titles.ToTitleIds()))],
        };

    private static T Given<T>(T? value, string name) => value ?? throw new JsonException($"'{name}' is missing.");

    /// <summary>A file that was about to be written.</summary>
    internal sealed record PendingDocument(byte[] Sha256, long Bytes, TitleIdsDocument Titles);
}
