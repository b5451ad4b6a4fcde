namespace DataLakeTools.Pipeline;

/// <summary>Streams put together.</summary>
internal static class AsyncStreams
{
    /// <summary>One stream after the other.</summary>
    public static async IAsyncEnumerable<T> Joined<T>(IEnumerable<IAsyncEnumerable<T>> streams)
    {
        foreach (var stream in streams)
        {
            await foreach (var item in stream.ConfigureAwait(false))
            {
                yield return item;
            }
        }
    }
}
