using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using DataLakeTools.Core.Jobs.Lease;

namespace DataLakeTools.Core.Jobs.Checkpoints;

/// <summary>Reads and writes a checkpoint as JSON.</summary>
internal static class JobCheckpointJson
{
    private const int Version = 2;
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Write(LeaseOwner? owner, IEnumerable<StepCheckpoint> steps)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Plain))
        {
            json.WriteStartObject();
            json.WriteNumber("version", Version);
            if (owner is not null)
            {
                WriteOwner(json, owner);
            }

            json.WriteStartArray("steps");
            foreach (var step in steps)
            {
                step.Locked(held =>
                {
                    WriteStep(json, held);
                    return true;
                });
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <exception cref="FormatException">It is no checkpoint, or one of a newer version.</exception>
    public static (LeaseOwner? Owner, List<StepCheckpoint> Steps) Read(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            using var document = JsonDocument.Parse(bytes);
            var root = document.RootElement;
            if (root.GetProperty("version").GetInt32() != Version)
            {
                throw new FormatException("it is of another version");
            }

            return (
                root.TryGetProperty("owner", out var owner) ? ReadOwner(owner) : null,
                [.. root.GetProperty("steps").EnumerateArray().Select(ReadStep)]);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new FormatException("it is not the JSON of a checkpoint", exception);
        }
    }

    private static void WriteOwner(Utf8JsonWriter json, LeaseOwner owner)
    {
        json.WriteStartObject("owner");
        json.WriteString("run", owner.RunId);
        json.WriteString("machine", owner.Machine);
        json.WriteNumber("process", owner.ProcessId);
        json.WriteString("processStarted", owner.ProcessStarted);
        json.WriteString("since", owner.Since);
        json.WriteString("seen", owner.Seen);
        json.WriteEndObject();
    }

    private static LeaseOwner ReadOwner(JsonElement owner) => new(
        owner.GetProperty("run").GetString()!,
        owner.GetProperty("machine").GetString()!,
        owner.GetProperty("process").GetInt32(),
        owner.GetProperty("processStarted").GetDateTimeOffset(),
        owner.GetProperty("since").GetDateTimeOffset(),
        owner.GetProperty("seen").GetDateTimeOffset());

    private static void WriteStep(Utf8JsonWriter json, StepCheckpoint step)
    {
        json.WriteStartObject();
        json.WriteString("step", step.Step);
        json.WriteString("identity", step.Identity);
        json.WriteString("document", step.Document);
        json.WriteBoolean("complete", step.IsComplete);
        WriteTitles(json, "unknown", step.Unknown);
        if (step.IsComplete)
        {
            json.WriteNumber("kept", step.Done.Count > 0 ? step.Done.Count : step.Kept);
        }
        else
        {
            WriteTitles(json, "done", step.Done);
            json.WriteString("files", string.Join(' ', step.Files));
            json.WriteStartArray("pending");
            foreach (var pending in step.Pending)
            {
                json.WriteStartObject();
                json.WriteBase64String("sha256", pending.Sha256);
                json.WriteNumber("bytes", pending.Length);
                WriteTitles(json, "titles", pending.Titles);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static StepCheckpoint ReadStep(JsonElement json)
    {
        var name = json.GetProperty("step").GetString()!;
        var identity = json.GetProperty("identity").GetString();
        var document = json.GetProperty("document").GetString()!;
        return json.GetProperty("complete").GetBoolean()
            ? new StepCheckpoint(name, identity, document) { IsComplete = true, Kept = json.GetProperty("kept").GetInt64(), Unknown = ReadTitles(json.GetProperty("unknown")) }
            : new StepCheckpoint(name, identity, document)
            {
                Done = ReadTitles(json.GetProperty("done")),
                Unknown = ReadTitles(json.GetProperty("unknown")),
                Files = [.. json.GetProperty("files").GetString()!.Split(' ', StringSplitOptions.RemoveEmptyEntries)],
                Pending =
                [
                    .. json.GetProperty("pending").EnumerateArray().Select(pending => new PendingBatch(
                        pending.GetProperty("sha256").GetBytesFromBase64(),
                        pending.GetProperty("bytes").GetInt64(),
                        ReadTitles(pending.GetProperty("titles")))),
                ],
            };
    }

    private static void WriteTitles(Utf8JsonWriter json, string name, TitleIds titles)
    {
        json.WriteStartObject(name);
        json.WriteString("tmdb", CompactIds.Write(titles.Tmdb));
        json.WriteString("imdb", CompactIds.Write(titles.Imdb));
        json.WriteEndObject();
    }

    private static TitleIds ReadTitles(JsonElement json) => new()
    {
        Tmdb = [.. CompactIds.Read(json.GetProperty("tmdb").GetString()!)],
        Imdb = [.. CompactIds.Read(json.GetProperty("imdb").GetString()!)],
    };
}
