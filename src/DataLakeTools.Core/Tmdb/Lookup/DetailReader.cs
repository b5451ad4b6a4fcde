using System.Runtime.CompilerServices;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Streams;
using DataLakeTools.Core.Tmdb.Records;
using DataLakeTools.Core.Tmdb.Wire;

namespace DataLakeTools.Core.Tmdb.Lookup;

/// <summary>Reads details, one request for each id, in the order of the ids.</summary>
internal sealed class DetailReader
{
    // A failed id is an error of its own. After so many consecutive failures the rest is not tried.
    private const int MaxConsecutiveFailures = 10;
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
        return StopAfterFailuresAsync(
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
        TmdbKind kind, IAsyncEnumerable<DetailRequest> requests, IEnumerable<string>? append, CancellationToken cancellationToken)
    {
        var parts = TmdbAppend.Check(append);
        return StopAfterFailuresAsync(
            OrderedStream.SelectAsync(
                requests,
                _options.ThrottleLimit,
                (request, token) => request.Id is TmdbTitleId id
                    ? TryGetAsync(kind, id, parts, token)
                    : Task.FromResult(request.Result),
                cancellationToken),
            cancellationToken);
    }

    public async Task<TmdbRecord> GetAsync(
        TmdbKind kind, TmdbTitleId id, IReadOnlyList<string> append, CancellationToken cancellationToken)
    {
        var segment = TmdbEndpoints.SegmentOf(kind);
        if (id.IsImdb && kind != TmdbKind.Movie)
        {
            id = await FindAsync(kind, id, cancellationToken).ConfigureAwait(false);
        }

        var request = new TmdbRequest($"{segment}/{id}") { Target = id.ToString() }
            .With("append_to_response", string.Join(',', append));
        if (TmdbEndpoints.IsTranslated(kind))
        {
            request.With("language", _options.Language);
        }

        var body = await _transport.GetAsync(request, lists: null, cancellationToken).ConfigureAwait(false);
        return body is { IsObject: true, Id: int tmdbId }
            ? new TmdbRecord(kind, tmdbId, TmdbStructure.OfDetails($"{segment}/{{id}}", append), body.Bytes, isSummary: false)
            {
                Media = TmdbEndpoints.MediaOf(kind),
            }
            : throw TmdbErrors.Unexpected(request, "it has no id.");
    }

    public async Task<TmdbResult> TryGetAsync(
        TmdbKind kind, TmdbTitleId id, IReadOnlyList<string> append, CancellationToken cancellationToken)
    {
        try
        {
            return new TmdbResult(await GetAsync(kind, id, append, cancellationToken).ConfigureAwait(false)) { Asked = id };
        }
        catch (DataLakeException error) when (IsAboutOneId(error.Error))
        {
            return new TmdbResult(error) { Asked = id };
        }
    }

    private static bool IsAboutOneId(DataLakeError error) =>
        error is DataLakeError.TmdbNotFound or DataLakeError.TmdbRequestFailed or DataLakeError.TmdbUnavailable;

    /// <summary>TMDB accepts IMDb ids of films in the path, but those of series only in a find request.</summary>
    private async Task<TmdbTitleId> FindAsync(TmdbKind kind, TmdbTitleId imdbId, CancellationToken cancellationToken)
    {
        var request = new TmdbRequest($"find/{imdbId}") { Target = imdbId.ToString() }
            .With("external_source", "imdb_id")
            .With("language", _options.Language);
        var body = await _transport.GetAsync(request, FindLists, cancellationToken).ConfigureAwait(false);
        foreach (var entry in body.Entries)
        {
            if (entry.List == $"{TmdbEndpoints.SegmentOf(kind)}_results" && entry.Id > 0)
            {
                return entry.Id;
            }
        }

        var other = body.Entries.Exists(entry => entry.List == "movie_results") ? "film" : null;
        throw TmdbErrors.NoSuchKind(imdbId.ToString(), "series", other);
    }

    private static async IAsyncEnumerable<TmdbResult> StopAfterFailuresAsync(
        IAsyncEnumerable<TmdbResult> results, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var failures = 0;
        await foreach (var result in results.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            var isFailure = result.Error?.Error is DataLakeError.TmdbUnavailable or DataLakeError.TmdbRequestFailed;
            failures = isFailure ? failures + 1 : 0;
            if (failures >= MaxConsecutiveFailures)
            {
                throw result.Error!;
            }

            yield return result;
        }
    }
}
