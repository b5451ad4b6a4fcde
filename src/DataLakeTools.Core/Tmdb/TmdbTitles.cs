using System.Runtime.CompilerServices;
using DataLakeTools.Core.Reporting;
using DataLakeTools.Core.Streams;
using DataLakeTools.Core.Tmdb.Lookup;
using DataLakeTools.Core.Tmdb.Wire;

namespace DataLakeTools.Core.Tmdb;

/// <summary>
/// Reads films or series by query, by search, or by ids and records. Details take one request a title; records come in the
/// order of the input.
/// </summary>
public sealed class TmdbTitles
{
    private readonly TmdbClient _client;
    private readonly TmdbTitleOptions _options;
    private readonly IReporter _reporter;
    private readonly TmdbKind _kind;
    private readonly HashSet<int> _seenIds = [];

    /// <summary>Creates the reader; nothing is sent yet.</summary>
    /// <param name="client">The client.</param>
    /// <param name="options">What to read.</param>
    /// <param name="reporter">Receives the counters of a crawl.</param>
    /// <exception cref="Errors.DataLakeException"><see cref="DataLakeError.InvalidOption"/>.</exception>
    public TmdbTitles(TmdbClient client, TmdbTitleOptions options, IReporter reporter)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _client = client;
        _options = options;
        _reporter = reporter;
        _kind = TmdbEndpoints.KindOf(options.QueryWithNames.Query.Media);
    }

    /// <summary>The titles of an earlier run, which are not fetched again; null if there was none. Set before anything is read.</summary>
    public IEarlierTitles? EarlierTitles { get; set; }

    /// <summary>The counters of the crawls for all titles, in their order: one of every query, as those of several genres are.</summary>
    public IReadOnlyList<TmdbCrawlReport> Reports { get; private set; } = [];

    /// <summary>About how many titles these crawls find in all; null if there was none.</summary>
    public int? Expected => Reports is { Count: > 0 } begun ? begun.Sum(report => report.Expected) : null;

    /// <summary>The titles that match the options.</summary>
    /// <param name="cancellationToken">Stops.</param>
    public async IAsyncEnumerable<TmdbResult> DiscoverAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var query = await _options.QueryWithNames.ResolveAsync(_client, cancellationToken).ConfigureAwait(false);
        await foreach (var result in DetailsAsync(DiscoverAsync(query, cancellationToken), cancellationToken).ConfigureAwait(false))
        {
            yield return result;
        }
    }

    /// <summary>The titles that a search finds.</summary>
    /// <param name="title">The title or a part of it.</param>
    /// <param name="year">The year of release or first airing.</param>
    /// <param name="cancellationToken">Stops.</param>
    public IAsyncEnumerable<TmdbResult> SearchAsync(string title, int? year = null, CancellationToken cancellationToken = default)
    {
        var search = new TmdbSearch(_kind, title) { Year = year, IncludeAdult = _options.QueryWithNames.Query.IncludeAdult };
        int? first = _options.All ? null : _options.First ?? TmdbTitleOptions.DefaultFirst;
        return DetailsAsync(_client.SearchAsync(search, first, cancellationToken), cancellationToken);
    }

    /// <summary>
    /// The titles that references lead to: a title itself, the titles of a person or a collection, those with a genre or a
    /// keyword or of a company.
    /// </summary>
    /// <param name="references">The references. They are read ahead no further than requests may be in flight.</param>
    /// <param name="cancellationToken">Stops.</param>
    public IAsyncEnumerable<TmdbResult> ReadAsync(
        IAsyncEnumerable<TmdbReference> references, CancellationToken cancellationToken = default) =>
        _client.GetDetailsAsync(_kind, IdsOrResultsAsync(references, cancellationToken), _options.Append, cancellationToken);

    /// <summary>The titles of a person or a collection.</summary>
    /// <param name="kind">Which of the two.</param>
    /// <param name="nameOrId">Its name or id.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="Errors.DataLakeException"><see cref="DataLakeError.TmdbNameUnknown"/>, with similar names.</exception>
    public IAsyncEnumerable<TmdbResult> OfPersonOrCollectionAsync(TmdbKind kind, string nameOrId, CancellationToken cancellationToken = default)
    {
        return ReadAsync(ReferenceAsync(), cancellationToken);

        async IAsyncEnumerable<TmdbReference> ReferenceAsync()
        {
            yield return new(kind, await _client.ResolveAsync(kind, nameOrId, cancellationToken).ConfigureAwait(false));
        }
    }

    /// <summary>The films of collections. A name that is unknown is its own error.</summary>
    /// <param name="namesOrIds">The collections.</param>
    /// <param name="cancellationToken">Stops.</param>
    public IAsyncEnumerable<TmdbResult> InCollectionsAsync(IEnumerable<string> namesOrIds, CancellationToken cancellationToken = default) =>
        TmdbResults.Concat(namesOrIds.Select(name => OfPersonOrCollectionAsync(TmdbKind.Collection, name, cancellationToken)), cancellationToken);

    /// <summary>The titles that searches find, one search after the other. A search that fails is its own error.</summary>
    /// <param name="titles">The titles or parts of them.</param>
    /// <param name="year">The year of release or first airing.</param>
    /// <param name="cancellationToken">Stops.</param>
    public IAsyncEnumerable<TmdbResult> SearchAsync(IEnumerable<string> titles, int? year = null, CancellationToken cancellationToken = default) =>
        TmdbResults.Concat(titles.Select(title => SearchAsync(title, year, cancellationToken)), cancellationToken);

    private IAsyncEnumerable<TmdbResult> DetailsAsync(IAsyncEnumerable<TmdbResult> entries, CancellationToken cancellationToken) =>
        _options.Summary ? entries : _client.GetDetailsAsync(SkipKnown(entries), _options.Append, cancellationToken);

    private IAsyncEnumerable<TmdbResult> SkipKnown(IAsyncEnumerable<TmdbResult> entries)
    {
        return EarlierTitles is null ? entries : WithoutKnownAsync();

        async IAsyncEnumerable<TmdbResult> WithoutKnownAsync()
        {
            await foreach (var entry in entries.ConfigureAwait(false))
            {
                if (entry.Record is not { Id: > 0 } record || EarlierTitles.Find(record.Id, isEntry: false) is not EarlierOutcome outcome)
                {
                    yield return entry;
                }
                else if (outcome == EarlierOutcome.NotInTmdb)
                {
                    yield return new TmdbResult(TmdbErrors.NotFoundBefore(record.Id));
                }
            }
        }
    }

    private async IAsyncEnumerable<IdOrResult> IdsOrResultsAsync(
        IAsyncEnumerable<TmdbReference> references, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        TmdbDiscoverQuery? query = null;
        var ids = 0;
        var prepared = OrderedStream.SelectAsync(
            references, _client.ThrottleLimit, TryFetchListAsync, cancellationToken);
        await foreach ((var asked, var listed) in prepared.ConfigureAwait(false))
        {
            if (asked.Kind == _kind)
            {
                if (ids++ >= (_options.First ?? int.MaxValue))
                {
                    continue;
                }

                // Of an id alone the details are fetched, whatever else is.
                var outcome = EarlierTitles?.Find(asked.Id, isEntry: _options.Summary && asked.Record is { IsSummary: true });
                if (outcome is null)
                {
                    yield return IdOrResultFor(asked);
                }
                else if (outcome == EarlierOutcome.NotInTmdb)
                {
                    yield return IdOrResult.Completed(new TmdbResult(TmdbErrors.NotFoundBefore(asked.Id)));
                }

                continue;
            }

            IAsyncEnumerable<TmdbResult> results;
            if (listed is not null)
            {
                results = AsyncSequence.Of(listed);
            }
            else
            {
                query ??= await _options.QueryWithNames.ResolveAsync(_client, cancellationToken).ConfigureAwait(false);
                results = DiscoverAsync(TmdbReferenceRules.With(query, asked), cancellationToken);
            }

            await foreach (var idOrResult in IdsOrResultsOfListAsync(results, cancellationToken).ConfigureAwait(false))
            {
                yield return idOrResult;
            }
        }
    }

    /// <summary>
    /// The titles of a person or collection, which TMDB lists in one answer; several such lists are fetched at one time. Null where
    /// a title was asked for, or where it takes a query of many pages, which the caller makes in its turn.
    /// </summary>
    private async Task<(TmdbReference Asked, IReadOnlyList<TmdbResult>? Listed)> TryFetchListAsync(
        TmdbReference asked, CancellationToken cancellationToken)
    {
        if (TmdbReferenceRules.FindObstacle(asked, _kind, _options.QueryWithNames) is { } error)
        {
            return (asked, [new TmdbResult(error)]);
        }

        if (asked.Kind == _kind || !TmdbReferenceRules.ComesFromOneList(asked, _options.QueryWithNames))
        {
            return (asked, null);
        }

        var id = AsyncSequence.Of<int>([asked.Id.TmdbId!.Value]);
        var list = asked.Kind == TmdbKind.Person
            ? _client.GetTitlesOfPeopleAsync(id, _options.QueryWithNames.Query.Media, cancellationToken)
            : _client.GetCollectionMoviesAsync(id, cancellationToken);
        var listed = new List<TmdbResult>();
        await foreach (var result in list.ConfigureAwait(false))
        {
            listed.Add(result);
        }

        return (asked, listed);
    }

    private async IAsyncEnumerable<IdOrResult> IdsOrResultsOfListAsync(
        IAsyncEnumerable<TmdbResult> results, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var count = 0;
        await foreach (var result in results.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            if (result.Record is not { } record)
            {
                yield return IdOrResult.Completed(result);
                continue;
            }

            if (!_seenIds.Add(record.Id))
            {
                continue;
            }
            else if ((record.Id > 0 ? EarlierTitles?.Find(record.Id, isEntry: _options.Summary) : null) is not EarlierOutcome outcome)
            {
                yield return _options.Summary ? IdOrResult.Completed(result) : IdOrResult.For(record.Id);
            }
            else if (outcome == EarlierOutcome.NotInTmdb)
            {
                yield return IdOrResult.Completed(new TmdbResult(TmdbErrors.NotFoundBefore(record.Id)));
            }

            if (++count >= _options.First)
            {
                yield break;
            }
        }
    }

    private IdOrResult IdOrResultFor(TmdbReference asked)
    {
        var isComplete = asked.Record is { } record && (_options.Summary || (!record.IsSummary && _options.Append.Count == 0));
        return isComplete ? IdOrResult.Completed(new TmdbResult(asked.Record!)) : IdOrResult.For(asked.Id);
    }

    private async IAsyncEnumerable<TmdbResult> DiscoverAsync(
        TmdbDiscoverQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (!_options.All)
        {
            var first = _options.First ?? TmdbTitleOptions.DefaultFirst;
            await foreach (var result in _client.DiscoverAsync(query, first, detailsFollow: !_options.Summary, cancellationToken).ConfigureAwait(false))
            {
                yield return result;
            }

            yield break;
        }

        var report = new TmdbCrawlReport();
        Reports = [.. Reports, report];
        await foreach (var result in _client.DiscoverAllAsync(query, report, detailsFollow: !_options.Summary, cancellationToken).ConfigureAwait(false))
        {
            yield return result;
        }

        _reporter.Verbose($"All titles: {report}.");
    }
}
