using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace DataLakeTools.Core.Streams;

/// <summary>
/// Runs work in parallel and yields the results in the order of the inputs. At most <c>limit</c> items are running or
/// waiting to be consumed: if results are not consumed, no new work starts.
/// </summary>
internal static class OrderedStream
{
    public static async IAsyncEnumerable<TResult> SelectAsync<T, TResult>(
        IAsyncEnumerable<T> source,
        int limit,
        Func<T, CancellationToken, Task<TResult>> work,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var slots = new SemaphoreSlim(limit, limit);
        var started = Channel.CreateBounded<Task<TResult>>(
            new BoundedChannelOptions(limit) { SingleReader = true, SingleWriter = true });
        var pump = PumpAsync(source, work, slots, started.Writer, stop.Token);
        try
        {
            await foreach (var task in started.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            {
                TResult result;
                try
                {
                    result = await task.ConfigureAwait(false);
                }
                finally
                {
                    slots.Release();
                }

                yield return result;
            }
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await WaitForAllAsync(pump, started.Reader).ConfigureAwait(false);
        }
    }

    private static async Task PumpAsync<T, TResult>(
        IAsyncEnumerable<T> source,
        Func<T, CancellationToken, Task<TResult>> work,
        SemaphoreSlim slots,
        ChannelWriter<Task<TResult>> started,
        CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var item in source.WithCancellation(cancellationToken).ConfigureAwait(false))
            {
                await slots.WaitAsync(cancellationToken).ConfigureAwait(false);
                await started.WriteAsync(work(item, cancellationToken), CancellationToken.None).ConfigureAwait(false);
            }

            started.Complete();
        }
        catch (Exception exception)
        {
            // The reader rethrows it after the results that precede it.
            started.Complete(exception);
            throw;
        }
    }

    /// <summary>
    /// Waits for all running work, so that none outlives the stream. Its exceptions are not lost: the reader has thrown the
    /// first, and the rest was cancelled because the consumer has stopped.
    /// </summary>
    private static async Task WaitForAllAsync<TResult>(Task pump, ChannelReader<Task<TResult>> started)
    {
        await pump.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        while (started.TryRead(out var task))
        {
            await ((Task)task).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
