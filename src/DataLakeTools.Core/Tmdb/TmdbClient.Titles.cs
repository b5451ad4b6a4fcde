using System.Runtime.CompilerServices;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Streams;
using DataLakeTools.Core.Tmdb.Lookup;
using DataLakeTools.Core.Tmdb.Wire;

namespace DataLakeTools.Core.Tmdb;

public sealed partial class TmdbClient
{
    internal int ThrottleLimit => _options.ThrottleLimit;

    /// <summary>
    /// The collections that are meant by ids and records, each once: a collection itself, or that of a film. The details
    /// of films that do not say their collection yet are fetched first.
    /// </summary>
    /// <param name="references">Collections and films.</param>
    /// <param name="append">Parts that come with the collection in the same request.</param>
    /// <param name="cancellationToken">Stops.</param>
    public IAsyncEnumerable<TmdbResult> GetCollectionsAsync(
        IAsyncEnumerable<TmdbReference> references, IEnumerable<string>? append = null, CancellationToken cancellationToken = default) =>
        _details.ReadAsync(TmdbKind.Collection, CollectionsAsync(references, cancellationToken), append, cancellationToken);

    /// <summary>The details of people, collections or keywords given by their whole names or ids. A name that is unknown is its own error.</summary>
    /// <param name="kind">What they are.</param>
    /// <param name="names">The names; case and accents do not matter.</param>
    /// <param name="append">Parts that come with the details in the same request.</param>
    /// <param name="cancellationToken">Stops.</param>
    public IAsyncEnumerable<TmdbResult> GetNamedAsync(
        TmdbKind kind, IEnumerable<string> names, IEnumerable<string>? append = null, CancellationToken cancellationToken = default)
    {
        return _details.ReadAsync(
            kind, OrderedStream.SelectAsync(AsyncSequence.Of(names), ThrottleLimit, RequestForAsync, cancellationToken), append, cancellationToken);

        async Task<IdOrResult> RequestForAsync(string name, CancellationToken token)
        {
            try
            {
                return IdOrResult.For(await _names.ResolveBySearchAsync(kind, name, token).ConfigureAwait(false));
            }
            catch (DataLakeException error) when (error.Error == DataLakeError.TmdbNameUnknown || TmdbErrors.IsAboutOneRequest(error.Error))
            {
                return IdOrResult.Completed(new TmdbResult(error));
            }
        }
    }

    /// <summary>What TMDB finds for titles or names, one search after the other. A search that fails is its own error.</summary>
    /// <param name="searches">The searches.</param>
    /// <param name="first">At most so many of each; all if <see langword="null"/>.</param>
    /// <param name="cancellationToken">Stops.</param>
    public IAsyncEnumerable<TmdbResult> SearchAsync(IEnumerable<TmdbSearch> searches, int? first = null, CancellationToken cancellationToken = default) =>
        TmdbResults.Concat(searches.Select(search => SearchAsync(search, first, cancellationToken)), cancellationToken);

    /// <summary>The details of what is meant by ids and records, in their order. What is of another kind is its own error.</summary>
    /// <param name="kind">People, keywords or companies.</param>
    /// <param name="references">The ids and records.</param>
    /// <param name="append">Parts that come with the details in the same request.</param>
    /// <param name="cancellationToken">Stops.</param>
    public IAsyncEnumerable<TmdbResult> GetDetailsAsync(
        TmdbKind kind, IAsyncEnumerable<TmdbReference> references, IReadOnlyList<string> append, CancellationToken cancellationToken = default)
    {
        return _details.ReadAsync(
            kind,
            OrderedStream.SelectAsync(references, 1, (asked, _) => Task.FromResult(RequestFor(asked)), cancellationToken),
            append,
            cancellationToken);

        IdOrResult RequestFor(TmdbReference asked)
        {
            if (asked.Kind != kind)
            {
                return IdOrResult.Completed(new TmdbResult(TmdbErrors.InvalidOption(
                    $"{asked.Record?.ToString() ?? $"{asked.Kind} {asked.Id}"} does not lead to a {TmdbEndpoints.SegmentOf(kind)}.",
                    "Give ids or records of that kind.",
                    asked.Id.ToString())));
            }

            return asked.Record is { IsSummary: false } record && append.Count == 0
                ? IdOrResult.Completed(new TmdbResult(record))
                : IdOrResult.For(asked.Id);
        }
    }

    internal IAsyncEnumerable<TmdbResult> GetDetailsAsync(
        TmdbKind kind, IAsyncEnumerable<IdOrResult> requests, IEnumerable<string>? append, CancellationToken cancellationToken) =>
        _details.ReadAsync(kind, requests, append, cancellationToken);

    private async IAsyncEnumerable<IdOrResult> CollectionsAsync(
        IAsyncEnumerable<TmdbReference> references, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var seen = new HashSet<int>();
        var prepared = OrderedStream.SelectAsync(
            references, ThrottleLimit, MovieOfAsync, cancellationToken);
        await foreach ((var asked, var movie) in prepared.ConfigureAwait(false))
        {
            var id = IsCollection(asked) ? asked.Id.TmdbId : movie.Record?.CollectionId;
            if (movie.Error is not null)
            {
                yield return IdOrResult.Completed(movie);
            }
            else if (id is int collection && seen.Add(collection))
            {
                yield return IdOrResult.For(collection);
            }
        }
    }

    // Only titles have an IMDb id, so that one where a collection is asked for means its film.
    private static bool IsCollection(TmdbReference asked) => asked is { Kind: TmdbKind.Collection, Id.IsImdb: false };

    private async Task<(TmdbReference Asked, TmdbResult Movie)> MovieOfAsync(TmdbReference asked, CancellationToken cancellationToken)
    {
        if (asked.Kind is not (TmdbKind.Movie or TmdbKind.Collection))
        {
            return (asked, new TmdbResult(TmdbErrors.InvalidOption(
                $"{asked.Record?.ToString() ?? $"{asked.Kind} {asked.Id}"} does not belong to a collection.", "Give films, or ids of collections.", asked.Id.ToString())));
        }

        if (IsCollection(asked))
        {
            return (asked, default);
        }

        return asked.Record is { IsSummary: false } record
            ? (asked, new TmdbResult(record))
            : (asked, await _details.TryGetAsync(TmdbKind.Movie, asked.Id, [], cancellationToken).ConfigureAwait(false));
    }
}
