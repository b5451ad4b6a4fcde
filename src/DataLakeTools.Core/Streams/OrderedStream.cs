using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace DataLakeTools.Core.Streams;

/// <summary>
/// Does work in parallel and gives the results in the order of the inputs. At most so many are under way or waiting to
/// be taken: when nobody takes results, no new work starts.
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
        using var room = new SemaphoreSlim(limit, limit);
        var started = Channel.CreateBounded<Task<TResult>>(
            new BoundedChannelOptions(limit) { SingleReader = true, SingleWriter = true });
        var pump = PumpAsync(source, work, room, started.Writer, stop.Token);
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
                    room.Release();
                }

                yield return result;
            }
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await SettleAsync(pump, started.Reader).ConfigureAwait(false);
        }
    }

    private static async Task PumpAsync<T, TResult>(
        IAsyncEnumerable<T> source,
        Func<T, CancellationToken, Task<TResult>> work,
        SemaphoreSlim room,
        ChannelWriter<Task<TResult>> started,
        CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var item in source.WithCancellation(cancellationToken).ConfigureAwait(false))
            {
                await room.WaitAsync(cancellationToken).ConfigureAwait(false);
                await started.WriteAsync(work(item, cancellationToken), CancellationToken.None).ConfigureAwait(false);
            }

            started.Complete();
        }
        catch (Exception exception)
        {
            // The reader throws it, after the results before it.
            started.Complete(exception);
            throw;
        }
    }

    /// <summary>
    /// Waits until nothing is under way any more, so that nothing outlives its stream. What these tasks failed with is
    /// known: the reader has thrown it, or they were cancelled because nobody wants them.
    /// </summary>
    private static async Task SettleAsync<TResult>(Task pump, ChannelReader<Task<TResult>> started)
    {
        await pump.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        while (started.TryRead(out var task))
        {
            await ((Task)task).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
