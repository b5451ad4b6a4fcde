using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace DataLakeTools.Pipeline;

/// <summary>
/// Objects on their way from the pipeline to one piece of work that reads them as a stream. Bounded: when the work takes
/// nothing, the pipeline thread waits, and so does everything before it.
/// </summary>
internal sealed class PipelineInput<T>(Action wake)
{
    private const int Waiting = 64;

    private readonly Channel<T> _items = Channel.CreateBounded<T>(new BoundedChannelOptions(Waiting) { SingleReader = true, SingleWriter = true });

    /// <summary>Hands one object over if there is room.</summary>
    public bool TryAdd(T item) => _items.Writer.TryWrite(item);

    /// <summary>Says that no more come.</summary>
    public void Complete() => _items.Writer.TryComplete();

    /// <summary>What the work reads. The pipeline thread is woken for every object taken, because it may wait for room.</summary>
    public async IAsyncEnumerable<T> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var item in _items.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
        {
            wake();
            yield return item;
        }
    }
}
