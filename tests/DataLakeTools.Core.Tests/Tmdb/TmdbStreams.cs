using System.Text;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Tmdb;
using DataLakeTools.Core.Tmdb.Lookup;
using DataLakeTools.Core.Tmdb.Wire;

namespace DataLakeTools.Core.Tests.Tmdb;

internal static class TmdbStreams
{
    public static async Task<List<TmdbResult>> AllAsync(this IAsyncEnumerable<TmdbResult> stream)
    {
        var results = new List<TmdbResult>();
        await foreach (var result in stream)
        {
            results.Add(result);
        }

        return results;
    }

    /// <summary>The records of a stream that must have no errors.</summary>
    public static async Task<List<TmdbRecord>> RecordsAsync(this IAsyncEnumerable<TmdbResult> stream) =>
        [.. (await stream.AllAsync()).Select(result => result.Record ?? throw result.Error!)];

    public static async Task<int[]> IdsAsync(this IAsyncEnumerable<TmdbResult> stream) =>
        [.. (await stream.RecordsAsync()).Select(record => record.Id)];

    public static Task<DataLakeException> ErrorAsync(this IAsyncEnumerable<TmdbResult> stream) =>
        Assert.ThrowsAsync<DataLakeException>(stream.AllAsync);

    public static string Text(this TmdbRecord record) => Encoding.UTF8.GetString(record.Json.Span);

    public static IEnumerable<TmdbItemId> Ids(params int[] ids) => ids.Select(id => new TmdbItemId(id));

    public static IAsyncEnumerable<TmdbResult> GetDetailsAsync(
        this TmdbClient client,
        TmdbKind kind,
        IEnumerable<TmdbItemId> ids,
        IEnumerable<string>? append = null,
        CancellationToken cancellationToken = default) =>
        client.GetDetailsAsync(kind, Stream([.. ids]), append, cancellationToken);

    public static IAsyncEnumerable<TmdbResult> GetDetailsAsync(
        this TmdbClient client,
        TmdbKind kind,
        IAsyncEnumerable<TmdbItemId> ids,
        IEnumerable<string>? append = null,
        CancellationToken cancellationToken = default)
    {
        return client.GetDetailsAsync(kind, RequestsAsync(), append, cancellationToken);

        async IAsyncEnumerable<IdOrResult> RequestsAsync()
        {
            await foreach (var id in ids)
            {
                yield return IdOrResult.For(id);
            }
        }
    }

    public static async IAsyncEnumerable<T> Stream<T>(params T[] items)
    {
        await Task.Yield();
        foreach (var item in items)
        {
            yield return item;
        }
    }
}
