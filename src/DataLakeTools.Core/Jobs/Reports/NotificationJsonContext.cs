using System.Text.Json.Serialization;

namespace DataLakeTools.Core.Jobs.Reports;

[JsonSerializable(typeof(NotificationBody))]
internal sealed partial class NotificationJsonContext : JsonSerializerContext;
