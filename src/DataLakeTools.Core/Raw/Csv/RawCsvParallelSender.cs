using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Streams;

namespace DataLakeTools.Core.Raw.Csv;

/// <summary>
/// Sends several files in parallel, and returns the results in the order of the files. The buffers of the
/// lake bound the memory of all of them together.
/// </summary>
/// <param name="sender">What sends one file.</param>
/// <param name="limit">How many files may be in progress, or finished and not yet returned.</param>
public sealed class RawCsvParallelSender(RawCsvSender sender, int limit)
{
    /// <summary>Sends files. One that fails does not keep the others.</summary>
    /// <param name="files">The full paths of the files.</param>
    /// <param name="cancellationToken">Stops the sending; what was published by then stays.</param>
    /// <param name="stopStarting">Keeps files from being begun, but for one that waits for its turn already; those that are under way are sent to their end.</param>
    public IAsyncEnumerable<RawCsvOutcome> SendAsync(
        IReadOnlyList<string> files, CancellationToken cancellationToken, CancellationToken stopStarting = default)
    {
        ArgumentNullException.ThrowIfNull(files);

        var order = new SameNameOrder();
        return OrderedStream.SelectAsync(
            AsyncSequence.Of(files.TakeWhile(_ => !stopStarting.IsCancellationRequested)), limit, Begin, cancellationToken);

        Task<RawCsvOutcome> Begin(string path, CancellationToken token)
        {
            var sendInTurn = order.InTurn(path, stop => sender.SendAsync(path, stop));
            return Task.Run(() => SendAsync(path, sendInTurn, token), token);
        }
    }

    private static async Task<RawCsvOutcome> SendAsync(string path, Func<CancellationToken, Task<Receipt>> send, CancellationToken cancellationToken)
    {
        try
        {
            return new RawCsvOutcome(path, await send(cancellationToken).ConfigureAwait(false), Error: null);
        }
        catch (Exception exception) when (WorkFailure.IsNeitherStopNorFatal(exception, cancellationToken))
        {
            return new RawCsvOutcome(path, Receipt: null, WorkFailure.Of(exception, path));
        }
    }
}
