namespace DataLakeTools.Core.Streams;

/// <summary>Creates asynchronous sequences from others.</summary>
public static class AsyncSequence
{
    /// <summary>Concatenates streams; each starts when the one before has ended.</summary>
    /// <typeparam name="T">The element type.</typeparam>
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

    /// <summary>A sequence as an asynchronous one.</summary>
    internal static async IAsyncEnumerable<T> Of<T>(IEnumerable<T> items)
    {
        foreach (var item in items)
        {
            yield return item;
        }

        await Task.CompletedTask.ConfigureAwait(false);
    }
}
