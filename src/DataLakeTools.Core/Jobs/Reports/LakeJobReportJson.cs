using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace DataLakeTools.Core.Jobs.Reports;

/// <summary>Writes a report as JSON: one object on one line, as Athena and Spark read it.</summary>
internal static class LakeJobReportJson
{
    // Read by programs and people, never put into a web page: letters stay letters.
    private static readonly ReportJsonContext Context = new(new JsonSerializerOptions
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
    });

    public static byte[] Write(LakeJobReport report) => [.. JsonSerializer.SerializeToUtf8Bytes(ReportDocument.From(report), Context.ReportDocument), (byte)'\n'];
}

/// <summary>The JSON of a report.</summary>
internal sealed record ReportDocument(
    string Job,
    string RunId,
    string Status,
    string Lake,
    DateOnly Date,
    string Started,
    double Seconds,
    int Files,
    SortedDictionary<string, int> Receipts,
    long Records,
    long Rows,
    long Bytes,
    long BytesSent,
    long Requests,
    long TitlesKept,
    IReadOnlyList<StepReportDocument> Steps,
    IReadOnlyList<FailureDocument> Failures,
    string NextStep)
{
    public static ReportDocument From(LakeJobReport report) => new(
        report.Job,
        report.RunId,
        report.Status.ToString(),
        report.Lake,
        report.Date,
        report.Started.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
        SecondsOf(report.Duration),
        report.Files,
        Sorted(report.Receipts),
        report.Records,
        report.Rows,
        report.Bytes,
        report.BytesSent,
        report.Requests,
        report.TitlesKept,
        [.. report.Steps.Select(StepReportDocument.From)],
        [.. report.Failures.Select(failure => new FailureDocument(failure.Step, failure.Error.ToString(), failure.Reason, failure.Target, failure.Recommendation))],
        report.NextStep);

    internal static double SecondsOf(TimeSpan duration) => Math.Round(duration.TotalSeconds, 3);

    internal static SortedDictionary<string, int> Sorted(IReadOnlyDictionary<string, int> receipts) =>
        new(receipts.ToDictionary(pair => pair.Key, pair => pair.Value), StringComparer.Ordinal);
}

/// <summary>The JSON of what became of a step.</summary>
internal sealed record StepReportDocument(
    string Step,
    string Status,
    string? Reason,
    double Seconds,
    int Files,
    SortedDictionary<string, int> Receipts,
    long Records,
    long Rows,
    long Bytes,
    long BytesSent,
    long Requests,
    long Retries,
    long TitlesKept,
    int Failures)
{
    public static StepReportDocument From(LakeStepReport step) => new(
        step.Step,
        step.Status.ToString(),
        step.Reason,
        ReportDocument.SecondsOf(step.Duration),
        step.Files,
        ReportDocument.Sorted(step.Receipts),
        step.Records,
        step.Rows,
        step.Bytes,
        step.BytesSent,
        step.Requests,
        step.Retries,
        step.TitlesKept,
        step.Failures);
}

/// <summary>The JSON of something that failed.</summary>
internal sealed record FailureDocument(string? Step, string Error, string Reason, string? Target, string Recommendation);

[JsonSerializable(typeof(ReportDocument))]
internal sealed partial class ReportJsonContext : JsonSerializerContext;
