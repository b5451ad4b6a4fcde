using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace DataLakeTools.Host;

/// <summary>The JSON that the host writes: plans and summaries of runs, failures of Lambda. What is null is left out.</summary>
[JsonSerializable(typeof(LakeJobPlan))]
[JsonSerializable(typeof(RunSummary))]
[JsonSerializable(typeof(Lambda.RuntimeFailure))]
internal sealed partial class HostJson : JsonSerializerContext
{
    /// <summary>The one instance. Its JSON is never put into a web page, so letters are not escaped; control characters always are.</summary>
    public static HostJson Instance { get; } = new(new JsonSerializerOptions
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter<RunStatus>() },
    });
}
