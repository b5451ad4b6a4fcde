namespace DataLakeTools.TestServers.Lambda;

/// <summary>One event, from handing over to its answer.</summary>
internal sealed class LambdaInvocation(string @event, TimeSpan time, string? traceId)
{
    public string RequestId { get; } = Guid.NewGuid().ToString();

    public string Event { get; } = @event;

    public TimeSpan Time { get; } = time;

    public string? TraceId { get; } = traceId;

    public TaskCompletionSource<LambdaAnswer> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}
