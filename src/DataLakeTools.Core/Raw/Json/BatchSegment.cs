using System.Buffers;

namespace DataLakeTools.Core.Raw.Json;

/// <summary>One piece of a batch's bytes.</summary>
internal sealed class BatchSegment : ReadOnlySequenceSegment<byte>
{
    public BatchSegment(ReadOnlyMemory<byte> memory, long runningIndex)
    {
        Memory = memory;
        RunningIndex = runningIndex;
    }

    public BatchSegment Append(ReadOnlyMemory<byte> memory)
    {
        var next = new BatchSegment(memory, RunningIndex + Memory.Length);
        Next = next;
        return next;
    }
}
