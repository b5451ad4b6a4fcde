using System.Text.Json.Serialization;
using DataLakeTools.Core.Tables.Contracts;

namespace DataLakeTools.Core.Tables.Builds;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true,
    WriteIndented = true,
    NewLine = "\n")]
[JsonSerializable(typeof(TableManifest))]
[JsonSerializable(typeof(IReadOnlyList<ColumnContract>))]
internal sealed partial class ManifestJsonContext : JsonSerializerContext;
