namespace DataLakeTools.Core.Streams;

/// <summary>Creates asynchronous sequences from others.</summary>
internal static class AsyncSequence
{
    /// <summary>A sequence as an asynchronous one.</summary>
    public static async IAsyncEnumerable<T> Of<T>(IEnumerable<T> items)
    {
        foreach (var item in items)
        {
            yield return item;
        }

        await Task.CompletedTask.ConfigureAwait(false);
    }
}
