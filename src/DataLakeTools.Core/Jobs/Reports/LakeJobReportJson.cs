using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace DataLakeTools.Core.Jobs.Reports;

/// <summary>Writes a report as JSON: one object on one line, as Athena and Spark read it.</summary>
internal static class LakeJobReportJson
{
    // Reports are read by programs and people and never put into a web page, so letters are not escaped.
    private static readonly LakeJobReportJsonContext Context = new(new JsonSerializerOptions
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Converters =
        {
            new JsonStringEnumConverter<LakeJobStatus>(),
            new JsonStringEnumConverter<LakeStepStatus>(),
            new JsonStringEnumConverter<DataLakeError>(),
            new SecondsConverter(),
            new UtcMillisecondsConverter(),
        },
    });

    public static byte[] Write(LakeJobReport report) => [.. JsonSerializer.SerializeToUtf8Bytes(report, Context.LakeJobReport), (byte)'\n'];
}
