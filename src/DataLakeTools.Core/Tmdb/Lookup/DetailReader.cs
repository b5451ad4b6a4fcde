using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Streams;
using DataLakeTools.Core.Tmdb.Wire;

namespace DataLakeTools.Core.Tmdb.Lookup;

/// <summary>Reads details, one request for each id, in the order of the ids.</summary>
internal sealed class DetailReader
{
    private static readonly string[] FindLists = ["movie_results", "tv_results"];

    private readonly TmdbTransport _transport;
    private readonly TmdbClientOptions _options;

    public DetailReader(TmdbTransport transport, TmdbClientOptions options)
    {
        _transport = transport;
        _options = options;
    }

    /// <summary>The details of each record that is only an entry of a list; errors pass through.</summary>
    public IAsyncEnumerable<TmdbResult> ReadAsync(
        IAsyncEnumerable<TmdbResult> records, IEnumerable<string>? append, CancellationToken cancellationToken)
    {
        var parts = TmdbAppend.Check(append);
        return TmdbResults.StopAfterFailuresAsync(
            OrderedStream.SelectAsync(
                records,
                _options.ThrottleLimit,
                (result, token) => result.Record is { IsSummary: true, Id: > 0 } record
                    ? TryGetAsync(record.Kind, record.Id, parts, token)
                    : Task.FromResult(result),
                cancellationToken),
            cancellationToken);
    }

    /// <summary>The details of ids; results that are already complete keep their place among them.</summary>
    public IAsyncEnumerable<TmdbResult> ReadAsync(
        TmdbKind kind, IAsyncEnumerable<IdOrResult> idsOrResults, IEnumerable<string>? append, CancellationToken cancellationToken)
    {
        var parts = TmdbAppend.Check(append, kind);
        return TmdbResults.StopAfterFailuresAsync(
            OrderedStream.SelectAsync(
                idsOrResults,
                _options.ThrottleLimit,
                (request, token) => request.Id is TmdbItemId id
                    ? TryGetAsync(kind, id, parts, token)
                    : Task.FromResult(request.Result),
                cancellationToken),
            cancellationToken);
    }

    public async Task<TmdbRecord> GetAsync(
        TmdbKind kind, TmdbItemId id, IReadOnlyList<string> append, CancellationToken cancellationToken)
    {
        var segment = TmdbEndpoints.SegmentOf(kind);
        if (RequestsOf(kind, id) > 1)
        {
            id = await FindAsync(kind, id, cancellationToken).ConfigureAwait(false);
        }

        var request = new TmdbRequest($"{segment}/{id}") { Target = id.ToString(), IsDetails = true, Parts = append }
            .Add("append_to_response", string.Join(',', append));
        if (TmdbEndpoints.IsTranslated(kind) && _options.Language is { } language)
        {
            request.Add("language", language)
                .Add("include_image_language", kind != TmdbKind.Person && append.Contains("images") ? TmdbLanguages.Of(language) : null)
                .Add("include_video_language", kind == TmdbKind.Series && append.Contains("videos") ? TmdbLanguages.Of(language) : null);
        }

        var body = await _transport.GetAsync(request, cancellationToken).ConfigureAwait(false);
        return new TmdbRecord(kind, body.Id!.Value, TmdbStructure.OfDetails($"{segment}/{{id}}", body.Parts), body.Bytes, isSummary: false)
        {
            Media = TmdbEndpoints.MediaOf(kind),
        };
    }

    public async Task<TmdbResult> TryGetAsync(
        TmdbKind kind, TmdbItemId id, IReadOnlyList<string> append, CancellationToken cancellationToken)
    {
        try
        {
            return new TmdbResult(await GetAsync(kind, id, append, cancellationToken).ConfigureAwait(false)) { RequestedId = id };
        }
        catch (DataLakeException error) when (TmdbErrors.IsAboutOneRequest(error.Error))
        {
            return new TmdbResult(error) { RequestedId = id };
        }
    }

    /// <summary>How many requests the details of an id take.</summary>
    /// <param name="kind">What it is.</param>
    /// <param name="id">The id: TMDB accepts that of IMDb for films alone, so that any other has to be found by it first.</param>
    public static int RequestsOf(TmdbKind kind, TmdbItemId id) => id.IsImdb && kind != TmdbKind.Movie ? 2 : 1;

    /// <summary>TMDB accepts IMDb ids of films in the path, but those of series only in a find request.</summary>
    private async Task<TmdbItemId> FindAsync(TmdbKind kind, TmdbItemId imdbId, CancellationToken cancellationToken)
    {
        var request = new TmdbRequest($"find/{imdbId}") { Target = imdbId.ToString(), Lists = FindLists }
            .Add("external_source", "imdb_id")
            .Add("language", _options.Language);
        var body = await _transport.GetAsync(request, cancellationToken).ConfigureAwait(false);
        var found = body.Entries.Where(entry => entry.List == $"{TmdbEndpoints.SegmentOf(kind)}_results").OrderBy(entry => entry.Id == 0).FirstOrDefault();
        if (found.Body is not null)
        {
            return found.Id > 0 ? found.Id : throw TmdbErrors.InvalidEntry(request.Path, found);
        }

        var other = body.Entries.Select(entry => entry.List == "movie_results" ? "film" : "series").FirstOrDefault();
        throw TmdbErrors.NoSuchKind(imdbId.ToString(), kind == TmdbKind.Series ? "series" : TmdbEndpoints.SegmentOf(kind), other);
    }
}
