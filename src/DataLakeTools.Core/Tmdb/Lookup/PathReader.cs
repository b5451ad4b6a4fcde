using System.Runtime.CompilerServices;
using DataLakeTools.Core.Tmdb.Wire;

namespace DataLakeTools.Core.Tmdb.Lookup;

/// <summary>Reads any path of the API: its response, its pages, or the entries of its pages.</summary>
internal sealed class PathReader
{
    private readonly PageReader _pages;
    private readonly TmdbTransport _transport;
    private readonly TmdbClientOptions _options;

    public PathReader(PageReader pages, TmdbTransport transport, TmdbClientOptions options)
    {
        _pages = pages;
        _transport = transport;
        _options = options;
    }

    public IAsyncEnumerable<TmdbResult> ReadAsync(TmdbPathQuery query, CancellationToken cancellationToken)
    {
        var request = query.ToRequest(_options);
        var structure = TmdbStructure.OfPath(request.Path);
        if (!query.ExpandResults)
        {
            return BodiesAsync(request, structure, query.AllPages, cancellationToken);
        }

        return query.AllPages || query.First is not null
            ? _pages.ReadEntriesAsync(request, entry => ResultOf(structure, entry), query.First, cancellationToken)
            : EntriesOfOneAsync(request, structure, cancellationToken);
    }

    private async IAsyncEnumerable<TmdbResult> EntriesOfOneAsync(
        TmdbRequest request, string structure, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var body = await _transport.GetAsync(request, cancellationToken).ConfigureAwait(false);
        foreach (var entry in body.Entries)
        {
            yield return ResultOf(structure, entry);
        }
    }

    private async IAsyncEnumerable<TmdbResult> BodiesAsync(
        TmdbRequest request, string structure, bool allPages, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var body = await _transport.GetAsync(request, cancellationToken).ConfigureAwait(false);
        yield return BodyOf(structure, body);
        if (!allPages || body is not { Page: int page, TotalPages: int total })
        {
            yield break;
        }

        await foreach (var next in _pages.ReadPagesAsync(request, page + 1, total, cancellationToken).ConfigureAwait(false))
        {
            yield return BodyOf(structure, next);
        }

        if (total > PageReader.LastPage)
        {
            yield return new TmdbResult(TmdbErrors.Incomplete(
                $"'{request}' has {total} pages and TMDB gives {PageReader.LastPage}",
                (body.TotalResults ?? total * PageReader.PageSize) - PageReader.MaxEntries,
                isExact: false,
                "Narrow the query."));
        }
    }

    private static TmdbResult BodyOf(string structure, TmdbBody body) =>
        new(Record(TmdbStructure.KindOfDetails(structure), body.Id ?? 0, structure, body.Bytes, isSummary: false));

    // An entry of any path need not have an id, unless it is of a kind that is known by one.
    private static TmdbResult ResultOf(string structure, ListEntry entry)
    {
        var kind = TmdbStructure.KindOfEntry(structure, entry);
        return kind == TmdbKind.Other
            ? new(Record(kind, entry.Id, TmdbStructure.OfEntry(structure, entry), entry.Json, isSummary: true))
            : TmdbResult.OfEntry(kind, structure, entry);
    }

    private static TmdbRecord Record(TmdbKind kind, int id, string structure, ReadOnlyMemory<byte> json, bool isSummary) =>
        new(kind, id, structure, json, isSummary) { Media = TmdbEndpoints.MediaOf(kind) };
}
