using System.Text.Json.Serialization;

namespace DataLakeTools.Core.Tables.Contracts;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(TableContract))]
internal sealed partial class ContractJsonContext : JsonSerializerContext;
