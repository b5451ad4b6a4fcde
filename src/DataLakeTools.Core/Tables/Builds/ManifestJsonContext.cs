using System.Text.Json.Serialization;

namespace DataLakeTools.Core.Tables.Builds;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true,
    WriteIndented = true,
    NewLine = "\n")]
[JsonSerializable(typeof(TableManifest))]
internal sealed partial class ManifestJsonContext : JsonSerializerContext;
