using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace DataLakeTools.Core.Jobs.Reports;

/// <summary>Writes a report as JSON: one object on one line, as Athena and Spark read it.</summary>
internal static class LakeJobReportJson
{
    // Read by programs and people, never put into a web page: letters stay letters.
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Write(LakeJobReport report)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Plain))
        {
            json.WriteStartObject();
            json.WriteString("job", report.Job);
            json.WriteString("runId", report.RunId);
            json.WriteString("status", report.Status.ToString());
            json.WriteString("lake", report.Lake);
            json.WriteString("date", report.Date.ToString("O", CultureInfo.InvariantCulture));
            json.WriteString("started", report.Started.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
            json.WriteNumber("seconds", Seconds(report.Duration));
            WriteCounts(json, report.Files, report.Receipts, report.Records, report.Rows, report.Bytes, report.BytesSent);
            json.WriteNumber("requests", report.Requests);
            json.WriteNumber("titlesKept", report.TitlesKept);
            json.WriteStartArray("steps");
            foreach (var step in report.Steps)
            {
                WriteStep(json, step);
            }

            json.WriteEndArray();
            json.WriteStartArray("failures");
            foreach (var failure in report.Failures)
            {
                WriteFailure(json, failure);
            }

            json.WriteEndArray();
            json.WriteString("nextStep", report.NextStep);
            json.WriteEndObject();
        }

        buffer.Write("\n"u8);
        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteStep(Utf8JsonWriter json, LakeStepReport step)
    {
        json.WriteStartObject();
        json.WriteString("step", step.Step);
        json.WriteString("status", step.Status.ToString());
        json.WriteString("reason", step.Reason);
        json.WriteNumber("seconds", Seconds(step.Duration));
        WriteCounts(json, step.Files, step.Receipts, step.Records, step.Rows, step.Bytes, step.BytesSent);
        json.WriteNumber("requests", step.Requests);
        json.WriteNumber("retries", step.Retries);
        json.WriteNumber("titlesKept", step.TitlesKept);
        json.WriteNumber("failures", step.Failures);
        json.WriteEndObject();
    }

    private static void WriteFailure(Utf8JsonWriter json, LakeJobFailure failure)
    {
        json.WriteStartObject();
        json.WriteString("step", failure.Step);
        json.WriteString("error", failure.Error.ToString());
        json.WriteString("reason", failure.Reason);
        json.WriteString("target", failure.Target);
        json.WriteString("recommendation", failure.Recommendation);
        json.WriteEndObject();
    }

    private static void WriteCounts(
        Utf8JsonWriter json, int files, IReadOnlyDictionary<string, int> receipts, long records, long rows, long bytes, long bytesSent)
    {
        json.WriteNumber("files", files);
        json.WriteStartObject("receipts");
        foreach (var (status, count) in receipts.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            json.WriteNumber(status, count);
        }

        json.WriteEndObject();
        json.WriteNumber("records", records);
        json.WriteNumber("rows", rows);
        json.WriteNumber("bytes", bytes);
        json.WriteNumber("bytesSent", bytesSent);
    }

    private static double Seconds(TimeSpan duration) => Math.Round(duration.TotalSeconds, 3);
}
