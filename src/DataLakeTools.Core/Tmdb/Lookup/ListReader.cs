using System.Runtime.CompilerServices;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Streams;
using DataLakeTools.Core.Tmdb.Records;
using DataLakeTools.Core.Tmdb.Wire;

namespace DataLakeTools.Core.Tmdb.Lookup;

/// <summary>Reads the titles of collections and of people.</summary>
internal sealed class ListReader
{
    private static readonly string[] Parts = ["parts"];
    private static readonly string[] Credits = ["cast", "crew"];

    private readonly TmdbTransport _transport;
    private readonly TmdbClientOptions _options;

    public ListReader(TmdbTransport transport, TmdbClientOptions options)
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
                if (seen.Add(entry.Id))
                {
                    yield return new TmdbResult(RecordOf(kind, path, entry));
                }
            }
        }
    }

    private async Task<(string Path, TmdbBody? Body, DataLakeException? Error)> TryGetAsync(
        int id, string path, IReadOnlyList<string> lists, CancellationToken cancellationToken)
    {
        var request = new TmdbRequest(path) { Target = $"{id}" }.With("language", _options.Language);
        try
        {
            return (path, await _transport.GetAsync(request, lists, cancellationToken).ConfigureAwait(false), null);
        }
        catch (DataLakeException error) when (error.Error == DataLakeError.TmdbNotFound)
        {
            return (path, null, error);
        }
    }

    private static TmdbRecord RecordOf(TmdbKind kind, string path, ListEntry entry) => new(
        kind, entry.Id, TmdbStructure.OfEntry(TmdbStructure.OfPath(path), entry), entry.Json, isSummary: true)
    {
        Media = TmdbEndpoints.MediaOf(kind),
    };
}
