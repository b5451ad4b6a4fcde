namespace DataLakeTools.Core.Streams;

/// <summary>Asynchronous sequences out of others.</summary>
public static class AsyncSequence
{
    /// <summary>One stream after the other, each begun when the one before has ended.</summary>
    /// <typeparam name="T">What they are of.</typeparam>
    /// <param name="streams">The streams.</param>
    public static async IAsyncEnumerable<T> Joined<T>(IEnumerable<IAsyncEnumerable<T>> streams)
    {
        ArgumentNullException.ThrowIfNull(streams);
        foreach (var stream in streams)
        {
            await foreach (var item in stream.ConfigureAwait(false))
            {
                yield return item;
            }
        }
    }

    /// <summary>A sequence that is there already, as an asynchronous one.</summary>
    internal static async IAsyncEnumerable<T> Of<T>(IEnumerable<T> items)
    {
        foreach (var item in items)
        {
            yield return item;
        }

        await Task.CompletedTask.ConfigureAwait(false);
    }
}
