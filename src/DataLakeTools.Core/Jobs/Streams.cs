namespace DataLakeTools.Core.Jobs;

/// <summary>Streams of results one after the other.</summary>
internal static class Streams
{
    /// <summary>All of the first stream, then all of the second, and so on.</summary>
    public static async IAsyncEnumerable<T> Joined<T>(IEnumerable<IAsyncEnumerable<T>> streams)
    {
        foreach (var stream in streams)
        {
            await foreach (var element in stream.ConfigureAwait(false))
            {
                yield return element;
            }
        }
    }
}
