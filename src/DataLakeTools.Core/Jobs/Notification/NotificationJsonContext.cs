using System.Text.Json.Serialization;

namespace DataLakeTools.Core.Jobs.Notification;

[JsonSerializable(typeof(NotificationBody))]
internal sealed partial class NotificationJsonContext : JsonSerializerContext;
