using System.Globalization;
using System.Text;
using System.Text.Json;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Lake;

namespace DataLakeTools.Host.Lambda;

/// <summary>What an event asks for: <c>{"job":"name"}</c> or <c>{"document":{...}}</c>, with "date", "lake" and "steps" if wanted.</summary>
internal sealed record JobEvent
{
    private const string Expected = """Send {"job":"name"} or {"document":{"steps":[...]}}, with "date", "lake" and "steps" if wanted.""";

    // The last is what AWS tells whoever starts one state machine from another to put into the input; it asks for nothing.
    private static readonly string[] Properties = ["job", "document", "date", "lake", "steps", "AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID"];

    /// <summary>The name of a job document; null where the event has the document itself.</summary>
    public JobName? Job { get; private init; }

    /// <summary>The job document; empty where the event names one.</summary>
    public ReadOnlyMemory<byte> Document { get; private init; }

    /// <summary>The processing date; the document's or today's when null.</summary>
    public DateOnly? Date { get; private init; }

    /// <summary>The lake; the document's or the function's when null.</summary>
    public string? Lake { get; private init; }

    /// <summary>The steps to run; all when empty.</summary>
    public IReadOnlyList<string> Steps { get; private init; } = [];

    /// <summary>Reads an event, strictly: what is not understood might have been meant.</summary>
    /// <param name="utf8Json">The event.</param>
    /// <exception cref="DataLakeException"><see cref="DataLakeError.InvalidEvent"/>.</exception>
    public static JobEvent Parse(ReadOnlyMemory<byte> utf8Json)
    {
        try
        {
            using var document = JsonDocument.Parse(utf8Json);
            return Read(document.RootElement);
        }
        catch (JsonException exception)
        {
            throw Invalid("The event is not valid JSON", exception);
        }
    }

    private static JobEvent Read(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            throw Invalid($"The event is no object but {root.ValueKind}");
        }

        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var property in root.EnumerateObject())
        {
            if (!Properties.Contains(property.Name))
            {
                throw Invalid($"The event has '{property.Name}', which no event of a job has");
            }

            if (!names.Add(property.Name))
            {
                throw Invalid($"The event has '{property.Name}' twice");
            }
        }

        if (names.Contains("job") == names.Contains("document"))
        {
            throw Invalid("The event has neither 'job' nor 'document', or both");
        }

        return new JobEvent
        {
            Job = Text(root, "job") is { } name ? JobName.Parse(name) : null,
            Document = root.TryGetProperty("document", out var document) ? Encoding.UTF8.GetBytes(document.GetRawText()) : default,
            Date = Text(root, "date") is { } date ? DateOf(date) : null,
            Lake = Text(root, "lake") is { } lake ? Checked(lake) : null,
            Steps = StepsOf(root),
        };
    }

    private static string? Text(JsonElement root, string name) =>
        !root.TryGetProperty(name, out var value) ? null
        : value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text
        : throw Invalid($"'{name}' of the event is no text, or an empty one");

    private static DateOnly DateOf(string text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date
        : throw Invalid("'date' of the event is not a date as yyyy-MM-dd");

    private static string Checked(string lake)
    {
        LakeAddress.Parse(lake);
        return lake;
    }

    private static List<string> StepsOf(JsonElement root)
    {
        if (!root.TryGetProperty("steps", out var steps))
        {
            return [];
        }

        if (steps.ValueKind != JsonValueKind.Array || steps.GetArrayLength() == 0 || steps.EnumerateArray().Any(step => step.ValueKind != JsonValueKind.String))
        {
            throw Invalid("'steps' of the event is no list of names, or an empty one");
        }

        return [.. steps.EnumerateArray().Select(step => step.GetString()!)];
    }

    private static DataLakeException Invalid(string what, Exception? cause = null) =>
        new(DataLakeError.InvalidEvent, $"{what}.", Expected, target: null, cause);
}
