using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace DataLakeTools.Host;

/// <summary>What a run says at its end, as JSON: how it ended, what it did, its errors, and what to do next.</summary>
internal sealed record RunReport
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>How the run ended.</summary>
    public required RunStatus Status { get; init; }

    /// <summary>One sentence.</summary>
    public required string Message { get; init; }

    /// <summary>What was done.</summary>
    public required RunTally Tally { get; init; }

    /// <summary>What Core says of the run; null where it did not begin.</summary>
    public LakeJobReport? Job { get; init; }

    /// <summary>How long it took.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>The report in one line of JSON.</summary>
    public byte[] ToJson()
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            Write(json);
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <inheritdoc cref="ToJson"/>
    public override string ToString() => Encoding.UTF8.GetString(ToJson());

    private void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("status", Status.ToString());
        json.WriteString("message", Message);
        if (Job is not null)
        {
            WriteJob(json, Job);
        }

        json.WriteStartObject("counts");
        foreach (var (status, count) in Tally.Counts)
        {
            json.WriteNumber(status, count);
        }

        json.WriteEndObject();
        json.WriteNumber("records", Tally.Records);
        json.WriteNumber("bytes", Tally.Bytes);
        json.WriteNumber("bytesSent", Tally.BytesSent);
        json.WriteNumber("skipped", Tally.Skipped);
        json.WriteNumber("failed", Tally.Failed);
        json.WriteNumber("milliseconds", (long)Duration.TotalMilliseconds);
        if (Tally.Failed > 0)
        {
            WriteErrors(json);
        }

        json.WriteEndObject();
    }

    private static void WriteJob(Utf8JsonWriter json, LakeJobReport job)
    {
        json.WriteString("job", job.Job);
        json.WriteString("runId", job.RunId);
        json.WriteString("lake", job.Lake);
        json.WriteString("date", job.Date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        if (job.Address is not null)
        {
            json.WriteString("report", job.Address);
        }

        json.WriteString("nextStep", job.NextStep);
    }

    private void WriteErrors(Utf8JsonWriter json)
    {
        json.WriteStartArray("errors");
        foreach (var (step, error) in Tally.Errors)
        {
            json.WriteStartObject();
            if (step is not null)
            {
                json.WriteString("step", step);
            }

            json.WriteString("error", error.Error.ToString());
            json.WriteString("message", error.Message);
            if (error.Target is { } target)
            {
                json.WriteString("target", Convert.ToString(target, CultureInfo.InvariantCulture));
            }

            json.WriteString("recommendation", error.Recommendation);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
