using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace DataLakeTools.Core.Jobs.Logging;

/// <summary>How lines of the log are written as JSON. What is null is left out.</summary>
[JsonSerializable(typeof(LogLine))]
internal sealed partial class LogJsonContext : JsonSerializerContext
{
    /// <summary>The one instance. Its JSON is never put into a web page, so letters are not escaped; control characters always are.</summary>
    public static LogJsonContext Instance { get; } = new(new JsonSerializerOptions
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    });
}
