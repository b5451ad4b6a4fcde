using System.Collections.Concurrent;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Reporting;
using DataLakeTools.Http;

namespace DataLakeTools.Pipeline;

/// <summary>
/// Carries messages from worker threads to the one thread that may write to the pipeline. Bounded: a worker waits while it is
/// full, until the pipeline reads or is stopped.
/// </summary>
internal sealed class PipelineMessages(CancellationToken stopToken) : IReporter, IDisposable
{
    private const int Capacity = 1024;

    // As many warnings as work that ends may have at the most; more are of one kind.
    private const int CapacityAfterStop = 64;

    private readonly BlockingCollection<Action<AsyncCommand>?> _messages = new(Capacity);
    private readonly BlockingCollection<Action<AsyncCommand>> _afterStop = new(CapacityAfterStop);

    public void Verbose(string message) => Add(command => command.WriteDetail(PlainText.Of(message)));

    public void Warning(string message) => Warn(_ => PlainText.Of(message));

    public void Warning(Advice message) => Warn(command => message.ToText(command.Words));

    /// <summary>Reports a request (-Debug).</summary>
    public void Request(RequestReport request) => Add(command => command.WriteDebug(PlainText.Of($"{request}")));

    public void Progress(ByteProgress progress) => TryAdd(command => command.ShowProgress(progress));

    public void Progress(RecordProgress progress) => TryAdd(command => command.ShowProgress(progress));

    public void Progress(StepProgress progress) => TryAdd(command => command.ShowProgress(progress));

    /// <summary>Has the pipeline thread ask something.</summary>
    /// <param name="question">Asks it; null for no answer.</param>
    public Task<string?> AskAsync(Func<AsyncCommand, string?> question)
    {
        var answer = new TaskCompletionSource<string?>(TaskCreationOptions.RunContinuationsAsynchronously);
        Add(command => answer.TrySetResult(question(command)));
        return answer.Task.WaitAsync(stopToken);
    }

    /// <summary>Lets the pipeline thread look again at what it waits for.</summary>
    public void Wake() => Add(null);

    /// <summary>Waits for the next message and writes it.</summary>
    public void WriteNext(AsyncCommand command) => _messages.Take(stopToken)?.Invoke(command);

    /// <summary>Writes what is there, without waiting.</summary>
    public void WriteWaiting(AsyncCommand command)
    {
        while (_messages.TryTake(out var message))
        {
            message?.Invoke(command);
        }
    }

    /// <summary>Writes the warnings that came when the pipeline took no more: what stays behind is not to stay unsaid.</summary>
    public void WriteAfterStop(AsyncCommand command)
    {
        while (_afterStop.TryTake(out var message))
        {
            message(command);
        }
    }

    public void Dispose()
    {
        _messages.Dispose();
        _afterStop.Dispose();
    }

    private void Warn(Func<AsyncCommand, string> text)
    {
        if (stopToken.IsCancellationRequested)
        {
            _afterStop.TryAdd(command => command.Host?.UI?.WriteWarningLine(text(command)));
        }
        else
        {
            Add(command => command.WriteWarning(text(command)));
        }
    }

    // A progress report is dropped when the stream is full; the next one replaces it.
    private void TryAdd(Action<AsyncCommand> message)
    {
        if (!stopToken.IsCancellationRequested)
        {
            _messages.TryAdd(message);
        }
    }

    private void Add(Action<AsyncCommand>? message)
    {
        try
        {
            _messages.Add(message, stopToken);
        }
        catch (OperationCanceledException)
        {
            // The pipeline is stopped; nobody reads any more.
        }
    }
}
