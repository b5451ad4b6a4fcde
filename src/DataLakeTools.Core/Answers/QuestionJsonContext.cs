using System.Text.Json.Serialization;

namespace DataLakeTools.Core.Answers;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(Question))]
internal sealed partial class QuestionJsonContext : JsonSerializerContext;
