using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace DataLakeTools.Pipeline;

/// <summary>
/// Objects on their way from the pipeline to work that reads them as a stream. Bounded: while the work reads none, the
/// pipeline thread waits, and with it all earlier commands.
/// </summary>
internal sealed class PipelineInput<T>(Action wake)
{
    private const int Waiting = 64;

    private readonly Channel<T> _items = Channel.CreateBounded<T>(new BoundedChannelOptions(Waiting) { SingleReader = true, SingleWriter = true });

    /// <summary>Hands one object over if there is room.</summary>
    public bool TryAdd(T item) => _items.Writer.TryWrite(item);

    /// <summary>Marks the end of the input.</summary>
    public void Complete() => _items.Writer.TryComplete();

    /// <summary>The objects, for the work. Each read wakes the pipeline thread, which may be waiting for room.</summary>
    public async IAsyncEnumerable<T> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var item in _items.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
        {
            wake();
            yield return item;
        }
    }
}
