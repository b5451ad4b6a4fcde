using System.Management.Automation;
using System.Runtime.CompilerServices;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Reporting;
using DataLakeTools.Errors;
using DataLakeTools.Http;

namespace DataLakeTools.Pipeline;

/// <summary>
/// The bridge between the single thread of the pipeline and asynchronous work. Work starts in ProcessRecord and runs in
/// parallel, results are written in the order of the input, and a stop ends all work before the cmdlet returns.
/// </summary>
public abstract class AsyncCommand : PSCmdlet, IDisposable
{
    // What Write-Host tags its messages with: the host shows them whatever $InformationPreference says.
    private const string ShownByHost = "PSHOST";

    private readonly CancellationTokenSource _stop = new();
    private readonly Queue<WorkItem> _work = new();
    private readonly ProgressBars _bars = new(TimeProvider.System);
    private readonly PipelineMessages _messages;
    private readonly GracefulShutdown _shutdown;
    private readonly CollapsedErrors _collapsed;
    private bool _disposed;

    private protected AsyncCommand()
    {
        _messages = new PipelineMessages(_stop.Token);
        _collapsed = new CollapsedErrors(this);
        _shutdown = new GracefulShutdown(StopProcessing);
    }

    private protected IReporter Reporter => _messages;

    /// <summary>Whether details are wanted: -Verbose, or the preference where it is not given.</summary>
    private protected bool IsVerbose => IsOn("Verbose", "VerbosePreference");

    /// <summary>Called for every request with -Debug; else null.</summary>
    private protected Action<RequestReport>? RequestSent => IsOn("Debug", "DebugPreference") ? _messages.Request : null;

    /// <summary>The words of advice to the user for settings and tasks.</summary>
    internal virtual AdviceWords Words => CmdletWords.Instance;

    /// <summary>Asks at the prompt for the code of a multi-factor authentication device, from any thread.</summary>
    private protected Task<string?> AskMfaCode(string device) => _messages.AskAsync(command => Prompt.Line(command.Host, $"Code of {PlainText.Of(device)}"));

    /// <summary>Whether any piece of work has failed so far.</summary>
    private protected bool HasFailed { get; private set; }

    /// <summary>How many pieces of work may run at one time.</summary>
    private protected virtual int Parallelism => 1;

    /// <summary>Whether an error that ended a piece of work ends the cmdlet too, and the pipeline with it.</summary>
    private protected virtual bool EndsPipeline(DataLakeException exception) => false;

    /// <summary>Whether an error is one of many of its kind, which are shown as one warning at the end.</summary>
    private protected virtual bool IsCollapsed(DataLakeException exception) => false;

    /// <summary>Called when the pipeline was stopped and all work has ended. Nothing can be written to the pipeline any more.</summary>
    private protected virtual void Stopped()
    {
    }

    /// <summary>Ends what still runs and frees what the cmdlet holds.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    internal void ShowProgress(ByteProgress progress) => Show(_bars.For(progress));

    internal void ShowProgress(RecordProgress progress) => Show(_bars.For(progress));

    internal void ShowProgress(StepProgress progress) => Show(_bars.For(progress));

    /// <summary>Stops what a cmdlet does on the pipeline's own thread.</summary>
    private protected CancellationToken StopToken => _stop.Token;

    /// <summary>Stops all work at once; PowerShell calls it on another thread.</summary>
    protected override void StopProcessing() => _stop.Cancel();

    /// <summary>Waits for the rest of the work and writes its results.</summary>
    protected override void EndProcessing() => Finish();

    /// <summary>Waits for all work that has begun and writes its results.</summary>
    private protected void Finish() => Guard(FinishAll);

    /// <summary>Begins a piece of work; its results and its error are written in its turn.</summary>
    /// <param name="work">Gives the results. What it throws becomes an error of this piece alone.</param>
    private protected void Begin(Func<CancellationToken, IAsyncEnumerable<object>> work) => Guard(() =>
    {
        while (_work.Count >= Parallelism)
        {
            FinishFirst();
        }

        var item = WorkItem.Begin(work, _messages.Wake, _stop.Token);
        _shutdown.Watch(item.Completion);
        _work.Enqueue(item);
        WriteReady();
    });

    /// <summary>Begins a piece of work that has one result.</summary>
    private protected void BeginSingle(Func<CancellationToken, Task<object>> work)
    {
        Begin(Single);

        async IAsyncEnumerable<object> Single([EnumeratorCancellation] CancellationToken cancellationToken)
        {
            yield return await work(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Begins a piece of work that has no result, only perhaps an error.</summary>
    private protected void BeginWithoutResult(Func<CancellationToken, Task> work)
    {
        Begin(Silent);

        async IAsyncEnumerable<object> Silent([EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await work(cancellationToken).ConfigureAwait(false);
            yield break;
        }
    }

    /// <summary>
    /// Starts work that reads the pipeline input as one stream, so that results keep the order of the input while several
    /// objects are processed. <see cref="Feed"/> adds objects; EndProcessing calls <see cref="PipelineInput{T}.Complete"/> before
    /// the base method.
    /// </summary>
    private protected PipelineInput<T> BeginWithInput<T>(Func<IAsyncEnumerable<T>, CancellationToken, IAsyncEnumerable<object>> work)
    {
        var input = new PipelineInput<T>(_messages.Wake);
        Begin(cancellationToken => work(input.ReadAsync(cancellationToken), cancellationToken));
        return input;
    }

    /// <summary>
    /// Adds one object to the input of the work and writes the results that are ready. While the input is full it writes results,
    /// for which the work may be waiting.
    /// </summary>
    private protected void Feed<T>(PipelineInput<T> input, T item) => Guard(() =>
    {
        // If the work has ended, it has reported its error; further input is dropped.
        while (_work.TryPeek(out var work) && !input.TryAdd(item))
        {
            WriteResults(work);
            if (work.Completion.IsCompleted)
            {
                FinishFirst();
            }
            else
            {
                _messages.WriteNext(this);
            }
        }

        WriteReady();
    });

    /// <summary>Waits for all elements of a stream. For what is needed whole before the next step; an error ends it with what came before.</summary>
    private protected IReadOnlyList<T> Collect<T>(Func<CancellationToken, IAsyncEnumerable<T>> stream)
    {
        var all = new List<T>();
        BeginWithoutResult(async cancellationToken =>
        {
            await foreach (var element in stream(cancellationToken).ConfigureAwait(false))
            {
                all.Add(element);
            }
        });
        Guard(FinishAll);
        return all;
    }

    /// <summary>
    /// Writes one line that people see without asking for it, and that redirection of the information stream or
    /// -InformationAction Ignore turns off.
    /// </summary>
    private protected void WriteSummary(object message, string tag) => WriteInformation(message, [ShownByHost, tag]);

    /// <summary>Called on the pipeline's thread after each result that is written by itself, and not in a batch of them.</summary>
    /// <param name="result">The result.</param>
    private protected virtual void ResultWritten(object? result)
    {
    }

    /// <summary>Records a failure after which the cmdlet continues.</summary>
    private protected void NoteFailure() => HasFailed = true;

    /// <summary>Writes an error after which the cmdlet continues, and records it, whatever the user has errors do.</summary>
    private protected void WriteFailure(DataLakeException exception)
    {
        NoteFailure(exception);
        WriteError(ErrorRecords.Of(exception, Words));
    }

    /// <summary>Ends the pipeline with an error, and records it.</summary>
    /// <returns>Never; written so that callers can say <c>throw</c>.</returns>
    private protected Exception Terminating(DataLakeException exception)
    {
        NoteFailure(exception);
        ThrowTerminatingError(ErrorRecords.Of(exception, Words));
        return exception;
    }

    /// <summary>Frees what the work used, once none runs any more.</summary>
    private protected virtual ValueTask CloseAsync() => ValueTask.CompletedTask;

    /// <summary>Frees what the cmdlet holds.</summary>
    /// <param name="disposing">Whether this is not the finalizer.</param>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing && !_disposed)
        {
            _disposed = true;
            _shutdown.Dispose();
            StopWork();
            CloseAsync().AsTask().GetAwaiter().GetResult();
            _messages.Dispose();
            _stop.Dispose();
        }
    }

    /// <summary>
    /// Writes a message of -Verbose. With -Debug alone PowerShell would ask before every such message, so there it is written
    /// to the debug stream.
    /// </summary>
    internal void WriteDetail(string message)
    {
        if (MyInvocation.BoundParameters.ContainsKey("Debug") && !IsVerbose)
        {
            WriteDebug(message);
        }
        else
        {
            WriteVerbose(message);
        }
    }

    private bool IsOn(string parameter, string preference) => MyInvocation.BoundParameters.TryGetValue(parameter, out var given)
        ? given is SwitchParameter { IsPresent: true }
        : GetVariableValue(preference) is { } set && $"{set}" is not (nameof(ActionPreference.SilentlyContinue) or nameof(ActionPreference.Ignore));

    private void FinishAll()
    {
        while (_work.Count > 0)
        {
            FinishFirst();
        }

        _messages.WriteWaiting(this);
        EndBars();
        if (_collapsed.TakeWarning() is { } warning)
        {
            WriteWarning(warning);
        }
    }

    private void EndBars() => Show(_bars.End());

    private void Show(IEnumerable<ProgressRecord> records)
    {
        foreach (var record in records)
        {
            WriteProgress(record);
        }
    }

    // Writes what is ready without waiting, so that results appear while input still arrives.
    private void WriteReady()
    {
        while (_work.TryPeek(out var first) && first.Completion.IsCompleted)
        {
            FinishFirst();
        }

        if (_work.TryPeek(out var running))
        {
            WriteResults(running);
        }

        _messages.WriteWaiting(this);
    }

    private void WriteResults(WorkItem work)
    {
        while (work.TryTake(out var result))
        {
            if (result is WorkError failed)
            {
                NoteFailure(failed.Exception);
                var record = ErrorRecords.Of(failed.Exception, Words);
                if (!IsCollapsed(failed.Exception) || !_collapsed.TryCollapse(record))
                {
                    WriteError(record);
                }
            }
            else if (result is WorkWarning warning)
            {
                WriteWarning(PlainText.Of(warning.Message));
            }
            else if (result is WorkInformation told)
            {
                WriteSummary(told.Message, told.Tag);
            }
            else if (result is WorkBatch batch)
            {
                WriteObject(batch.Results, enumerateCollection: true);
            }
            else
            {
                WriteObject(result);
                ResultWritten(result);
            }
        }
    }

    private void FinishFirst()
    {
        var first = _work.Peek();
        while (true)
        {
            // Completion is read before the results, so that results from before the completion are not missed.
            var isOver = first.Completion.IsCompleted;
            WriteResults(first);
            if (isOver)
            {
                break;
            }

            _messages.WriteNext(this);
        }

        _work.Dequeue();
        _messages.WriteWaiting(this);
        try
        {
            first.Completion.GetAwaiter().GetResult();
        }
        catch (Exception exception) when (WorkFailure.IsNeitherStopNorFatal(exception, _stop.Token))
        {
            var failure = WorkFailure.Of(exception);
            NoteFailure(failure);
            if (EndsPipeline(failure))
            {
                // Nothing can be written after the terminating error.
                EndBars();
                ThrowTerminatingError(ErrorRecords.Of(failure, Words));
            }

            WriteError(ErrorRecords.Of(failure, Words));
        }
    }

    private void NoteFailure(DataLakeException exception)
    {
        NoteFailure();
        PipelineErrors.Note(SessionState, exception);
    }

    // Whatever stops the pipeline (Ctrl+C, Select-Object -First, -ErrorAction Stop) also stops the work, and the cmdlet returns
    // only when the work has ended.
    private void Guard(Action action)
    {
        try
        {
            action();
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            StopWork();
            Stopped();
            throw new PipelineStoppedException();
        }
        catch
        {
            StopWork();
            if (Stopping)
            {
                Stopped();
            }
            else
            {
                EndBars();
            }

            throw;
        }
    }

    private void StopWork()
    {
        _stop.Cancel();
        Task.WhenAll(_work.Select(item => item.Completion)).ContinueWith(static _ => { }, TaskScheduler.Default).GetAwaiter().GetResult();
        _work.Clear();
        _messages.WriteAfterStop(this);
    }
}
