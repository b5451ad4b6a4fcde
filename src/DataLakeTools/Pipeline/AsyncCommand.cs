using System.Management.Automation;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Reporting;
using DataLakeTools.Errors;

namespace DataLakeTools.Pipeline;

/// <summary>
/// The bridge between the pipeline's one thread and asynchronous work. Work begins in ProcessRecord, several pieces
/// run side by side, results come out in the order of the input, and a stop ends everything before the cmdlet returns.
/// </summary>
public abstract class AsyncCommand : PSCmdlet, IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Queue<Task> _work = new();
    private readonly PipelineStream _stream;

    private protected AsyncCommand() => _stream = new PipelineStream(_stop.Token);

    private protected IReporter Reporter => _stream;

    /// <summary>How many pieces of work may run at one time.</summary>
    private protected virtual int Parallelism => 1;

    /// <summary>Stops all work at once; called by PowerShell on another thread.</summary>
    protected override void StopProcessing() => _stop.Cancel();

    /// <summary>Waits for the rest of the work and writes its results.</summary>
    protected override void EndProcessing() => Guarded(() =>
    {
        while (_work.Count > 0)
        {
            FinishFirst();
        }

        _stream.WriteWaiting(this);
    });

    /// <summary>Ends what still runs and frees what the cmdlet holds.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    internal void ShowProgress(TransferProgress progress)
    {
        var record = new ProgressRecord(StringComparer.Ordinal.GetHashCode(progress.Name) & int.MaxValue, $"Sending {progress.Name}", Describe(progress))
        {
            PercentComplete = progress.Percent,
            SecondsRemaining = progress.Remaining is { } left ? (int)Math.Min(int.MaxValue, left.TotalSeconds) : -1,
            RecordType = progress.IsCompleted ? ProgressRecordType.Completed : ProgressRecordType.Processing,
        };
        WriteProgress(record);
    }

    /// <summary>Begins a piece of work whose results are written in its turn.</summary>
    /// <param name="work">Gives the results as they come; a <see cref="DataLakeException"/> becomes an error of this piece alone.</param>
    private protected void Begin(Func<CancellationToken, IAsyncEnumerable<object>> work) => Guarded(() =>
    {
        while (_work.Count >= Parallelism)
        {
            FinishFirst();
        }

        _work.Enqueue(RunAsync(new WorkItem(work)));
        while (_work.TryPeek(out var first) && first.IsCompleted)
        {
            FinishFirst();
        }

        _stream.WriteWaiting(this);
    });

    /// <summary>Begins a piece of work with one result.</summary>
    private protected void Begin(Func<CancellationToken, Task<object>> work)
    {
        Begin(Single);
        async IAsyncEnumerable<object> Single([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
        {
            yield return await work(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>What has to be freed once no work runs any more.</summary>
    private protected virtual ValueTask CloseAsync() => ValueTask.CompletedTask;

    /// <summary>Frees what the cmdlet holds.</summary>
    /// <param name="disposing">Whether this is not the finalizer.</param>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
            EndAll();
            CloseAsync().AsTask().GetAwaiter().GetResult();
            _stream.Dispose();
            _stop.Dispose();
        }
    }
}
