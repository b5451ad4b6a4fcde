namespace DataLakeTools.Core.Tmdb;

/// <summary>A sequence that is there already, as an asynchronous one.</summary>
internal static class AsyncSequence
{
    public static async IAsyncEnumerable<T> Of<T>(IEnumerable<T> items)
    {
        foreach (T item in items)
            yield return item;

        await Task.CompletedTask.ConfigureAwait(false);
    }
}
