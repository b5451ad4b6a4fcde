using System.Collections.Concurrent;
using DataLakeTools.Core.Reporting;

namespace DataLakeTools.Core.Tests.Storage;

/// <summary>Keeps all that was told.</summary>
internal sealed class RecordingReporter : IReporter
{
    public ConcurrentQueue<string> Told { get; } = new();

    public ConcurrentQueue<string> Warnings { get; } = new();

    public ConcurrentQueue<ByteProgress> Reports { get; } = new();

    public ConcurrentQueue<RecordProgress> Fetched { get; } = new();

    public ConcurrentQueue<StepProgress> Steps { get; } = new();

    public void Verbose(string message) => Told.Enqueue(message);

    public void Warning(string message) => Warnings.Enqueue(message);

    public void Progress(ByteProgress progress) => Reports.Enqueue(progress);

    public void Progress(RecordProgress progress) => Fetched.Enqueue(progress);

    public void Progress(StepProgress progress) => Steps.Enqueue(progress);
}
