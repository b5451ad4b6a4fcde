using System.Text.Json.Serialization;

namespace DataLakeTools.Core.Jobs.Reports;

[JsonSerializable(typeof(LakeJobReport))]
internal sealed partial class LakeJobReportJsonContext : JsonSerializerContext;
