using System.Runtime.CompilerServices;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Streams;
using DataLakeTools.Core.Tmdb.Wire;

namespace DataLakeTools.Core.Tmdb.Lookup;

/// <summary>Reads the titles of collections and of people.</summary>
internal sealed class RelatedTitlesReader
{
    private static readonly string[] Parts = ["parts"];
    private static readonly string[] Credits = ["cast", "crew"];

    private readonly TmdbTransport _transport;
    private readonly TmdbClientOptions _options;

    public RelatedTitlesReader(TmdbTransport transport, TmdbClientOptions options)
    {
        _transport = transport;
        _options = options;
    }

    public IAsyncEnumerable<TmdbResult> CollectionMoviesAsync(IAsyncEnumerable<int> ids, CancellationToken cancellationToken) =>
        ReadAsync(ids, id => $"collection/{id}", Parts, TmdbKind.Movie, cancellationToken);

    public IAsyncEnumerable<TmdbResult> PersonTitlesAsync(
        IAsyncEnumerable<int> ids, TmdbMedia media, CancellationToken cancellationToken) =>
        ReadAsync(
            ids,
            id => $"person/{id}/{TmdbEndpoints.SegmentOf(media)}_credits",
            Credits,
            TmdbEndpoints.KindOf(media),
            cancellationToken);

    /// <summary>The entries of one request for each id; an entry that several ids have comes once.</summary>
    private async IAsyncEnumerable<TmdbResult> ReadAsync(
        IAsyncEnumerable<int> ids,
        Func<int, string> pathOf,
        IReadOnlyList<string> lists,
        TmdbKind kind,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var seen = new HashSet<int>();
        var bodies = OrderedStream.SelectAsync(
            ids, _options.ThrottleLimit, (id, token) => TryGetAsync(id, pathOf(id), lists, token), cancellationToken);
        await foreach ((var path, var body, var error) in bodies.ConfigureAwait(false))
        {
            if (error is not null)
            {
                yield return new TmdbResult(error);
            }

            foreach (var entry in body?.Entries ?? [])
            {
                if (entry.Id == 0 || seen.Add(entry.Id))
                {
                    yield return TmdbResult.OfEntry(kind, path, entry);
                }
            }
        }
    }

    private async Task<(string Path, TmdbBody? Body, DataLakeException? Error)> TryGetAsync(
        int id, string path, IReadOnlyList<string> lists, CancellationToken cancellationToken)
    {
        var request = new TmdbRequest(path) { Target = $"{id}", Lists = lists }.Add("language", _options.Language);
        try
        {
            return (path, await _transport.GetAsync(request, cancellationToken).ConfigureAwait(false), null);
        }
        catch (DataLakeException error) when (TmdbErrors.IsAboutOneRequest(error.Error))
        {
            return (path, null, error);
        }
    }
}
