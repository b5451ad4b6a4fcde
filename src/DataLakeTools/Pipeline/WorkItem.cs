using System.Threading.Channels;

namespace DataLakeTools.Pipeline;

/// <summary>One piece of asynchronous work and its results, which wait for their turn and hold the work up when nobody takes them.</summary>
internal sealed class WorkItem
{
    private const int WaitingResults = 64;

    private readonly Channel<object> _results = Channel.CreateBounded<object>(WaitingResults);

    private WorkItem(Func<CancellationToken, IAsyncEnumerable<object>> work, Action wake, CancellationToken stopToken)
    {
        Completion = RunAsync(work, wake, stopToken);

        // After the completion is recorded, so that the thread that this wakes sees it.
        _ = Completion.ContinueWith(_ => wake(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    /// <summary>Ends with the work, and fails as it failed.</summary>
    public Task Completion { get; }

    /// <summary>Begins the work on another thread.</summary>
    /// <param name="work">Gives the results.</param>
    /// <param name="wake">Called after every result and at the end.</param>
    /// <param name="stopToken">Ends the work.</param>
    public static WorkItem Begin(Func<CancellationToken, IAsyncEnumerable<object>> work, Action wake, CancellationToken stopToken) =>
        new(work, wake, stopToken);

    /// <summary>Takes the next result if there is one.</summary>
    public bool TryTake(out object? result) => _results.Reader.TryRead(out result);

    private async Task RunAsync(Func<CancellationToken, IAsyncEnumerable<object>> work, Action wake, CancellationToken stopToken)
    {
        await Task.Run(
            async () =>
            {
                await foreach (var result in work(stopToken).ConfigureAwait(false))
                {
                    await _results.Writer.WriteAsync(result, stopToken).ConfigureAwait(false);
                    wake();
                }
            },
            stopToken).ConfigureAwait(false);
    }
}
