namespace DataLakeTools.Host.Lambda;

/// <summary>One event that Lambda hands over, and what it says about it.</summary>
/// <param name="RequestId">The id of the request, which the answer names.</param>
/// <param name="Deadline">When Lambda stops the process.</param>
/// <param name="TraceId">The X-Ray header; null where nothing is traced.</param>
/// <param name="Event">The event, JSON.</param>
internal sealed record Invocation(string RequestId, DateTimeOffset Deadline, string? TraceId, ReadOnlyMemory<byte> Event);
