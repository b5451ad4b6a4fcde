using System.Runtime.CompilerServices;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Tmdb.Lookup;
using DataLakeTools.Core.Tmdb.Wire;

namespace DataLakeTools.Core.Tmdb;

/// <summary>
/// Reads TMDB. Several requests are in flight at a time, and records come in the order in which they were requested;
/// while no records are consumed, no more is fetched than was under way. An element of a stream is a record or the error about one id;
/// errors that end the stream (a rejected token, an API that is down) are thrown.
/// </summary>
public sealed partial class TmdbClient : IDisposable
{
    // Enough to keep the requests for details supplied, and few, because they share the rate.
    private const int PagesAheadOfDetails = 2;

    private readonly TmdbClientOptions _options;
    private readonly TimeProvider _clock;
    private readonly IDisposable _rate;
    private readonly TmdbTransport _transport;
    private readonly DetailReader _details;
    private readonly RelatedTitlesReader _lists;
    private readonly NameResolver _names;
    private readonly PageReader _pages;

    /// <summary>Creates a client; nothing is sent yet.</summary>
    /// <param name="options">How to reach TMDB.</param>
    /// <param name="limiter">The rate limiter; the process-wide one if <see langword="null"/>.</param>
    /// <param name="clock">The clock; the system's if <see langword="null"/>.</param>
    /// <exception cref="DataLakeException"><see cref="DataLakeError.InvalidOption"/> for an invalid option.</exception>
    public TmdbClient(TmdbClientOptions options, TmdbRateLimiter? limiter = null, TimeProvider? clock = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        limiter ??= TmdbRateLimiter.ProcessWide;
        _options = options;
        _clock = clock ?? TimeProvider.System;
        _transport = new TmdbTransport(options, limiter, _clock);
        _details = new DetailReader(_transport, options);
        _lists = new RelatedTitlesReader(_transport, options);
        _names = new NameResolver(_transport, options);
        _pages = new PageReader(_transport, options.ThrottleLimit);
        _rate = limiter.Join(options.RequestsPerSecond);
    }

    /// <summary>Counters of what this client has done so far.</summary>
    public TmdbStatistics Statistics => _transport.Statistics;

    /// <summary>The details of each record that is only an entry of a list, in the same order. Errors pass through.</summary>
    /// <param name="records">Entries, as a search gives them.</param>
    /// <param name="append">Up to 20 parts that come with the details in the same request.</param>
    /// <param name="cancellationToken">Stops; requests in flight are cancelled.</param>
    public IAsyncEnumerable<TmdbResult> GetDetailsAsync(
        IAsyncEnumerable<TmdbResult> records,
        IEnumerable<string>? append = null,
        CancellationToken cancellationToken = default) => _details.ReadAsync(records, append, cancellationToken);

    /// <summary>The first titles with these traits, as entries of lists, at most 10,000.</summary>
    /// <param name="query">The traits and the order.</param>
    /// <param name="first">How many titles.</param>
    /// <param name="detailsFollow">Whether the caller fetches the details of each title: then few pages are read ahead, because details and pages share the rate.</param>
    /// <param name="cancellationToken">Stops.</param>
    public IAsyncEnumerable<TmdbResult> DiscoverAsync(
        TmdbDiscoverQuery query, int first, bool detailsFollow = false, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        query.Validate();
        return first <= PageReader.MaxEntries
            ? PagesFor(detailsFollow).ReadEntriesAsync(
                query.ToRequest(_options), TmdbResult.OfEntries(query.Kind, query.Path), first, cancellationToken)
            : throw TmdbErrors.InvalidOption(
                $"TMDB gives at most {PageReader.MaxEntries} titles of one query in order, not {first}.",
                "Ask for all titles, which splits the query by date.",
                first);
    }

    /// <summary>
    /// All titles with these traits, as entries of lists, each once. A query with more than 10,000 titles is split by
    /// date; then the order holds within each part only.
    /// <para>
    /// Films without a date are included, unless the query has dates. If TMDB counts titles that could not be reached, the
    /// last element is the error <see cref="DataLakeError.TmdbCrawlIncomplete"/>.
    /// </para>
    /// </summary>
    /// <param name="query">The traits.</param>
    /// <param name="report">Is filled with what was found.</param>
    /// <param name="detailsFollow">Whether the caller fetches the details of each title: then few pages are read ahead, because details and pages share the rate.</param>
    /// <param name="cancellationToken">Stops.</param>
    public IAsyncEnumerable<TmdbResult> DiscoverAllAsync(
        TmdbDiscoverQuery query, TmdbCrawlReport report, bool detailsFollow = false, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(report);
        query.Validate();
        return new TitleCrawl(PagesFor(detailsFollow), _options, report, Today()).ReadAsync(query, cancellationToken);
    }

    /// <summary>What TMDB finds for a title or name, as entries of lists, in TMDB's order.</summary>
    /// <param name="search">What to search.</param>
    /// <param name="first">At most so many; all if <see langword="null"/>.</param>
    /// <param name="cancellationToken">Stops.</param>
    public IAsyncEnumerable<TmdbResult> SearchAsync(
        TmdbSearch search, int? first = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(search);
        var request = search.ToRequest(_options);
        return _pages.ReadEntriesAsync(request, entry => TmdbResult.OfEntry(search.Kind, request.Path, entry), first, cancellationToken);
    }

    /// <summary>The films of collections, as entries of lists, each once.</summary>
    /// <param name="collectionIds">The ids of the collections.</param>
    /// <param name="cancellationToken">Stops.</param>
    public IAsyncEnumerable<TmdbResult> GetCollectionMoviesAsync(
        IAsyncEnumerable<int> collectionIds, CancellationToken cancellationToken = default) =>
        _lists.CollectionMoviesAsync(collectionIds, cancellationToken);

    /// <summary>The films or series that people act in or made, as entries of lists, each once.</summary>
    /// <param name="personIds">The ids of the people.</param>
    /// <param name="media">Films or series.</param>
    /// <param name="cancellationToken">Stops.</param>
    public IAsyncEnumerable<TmdbResult> GetTitlesOfPeopleAsync(
        IAsyncEnumerable<int> personIds, TmdbMedia media, CancellationToken cancellationToken = default) =>
        _lists.PersonTitlesAsync(personIds, media, cancellationToken);

    /// <summary>All genres, their names in the client's language; an entry without an id is its own error.</summary>
    /// <param name="media">Of films or of series.</param>
    /// <param name="cancellationToken">Stops.</param>
    public async IAsyncEnumerable<TmdbResult> GetGenresAsync(TmdbMedia media, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (var genre in await _names.GetGenresAsync(media, _options.Language, cancellationToken).ConfigureAwait(false))
        {
            yield return genre;
        }
    }

    /// <summary>The id of a genre, given by id or by its name in the client's language or in English.</summary>
    /// <param name="media">Of films or of series.</param>
    /// <param name="nameOrId">The name; case and accents do not matter.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="DataLakeException"><see cref="DataLakeError.TmdbNameUnknown"/>, with similar names.</exception>
    public Task<int> ResolveGenreAsync(TmdbMedia media, string nameOrId, CancellationToken cancellationToken = default) =>
        _names.ResolveGenreAsync(media, nameOrId, cancellationToken);

    /// <summary>
    /// The id of a person, keyword, company or collection, given by id or by its whole name. If several have that
    /// name, the most popular.
    /// </summary>
    /// <param name="kind">What it is.</param>
    /// <param name="nameOrId">The name; case and accents do not matter.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="DataLakeException"><see cref="DataLakeError.TmdbNameUnknown"/>, with similar names.</exception>
    public Task<int> ResolveAsync(TmdbKind kind, string nameOrId, CancellationToken cancellationToken = default) =>
        _names.ResolveBySearchAsync(kind, nameOrId, cancellationToken);

    /// <summary>The ids of what changed, each once. More than 14 days are split.</summary>
    /// <param name="kind">Films, series or people.</param>
    /// <param name="since">The first day.</param>
    /// <param name="until">The last day; until now if <see langword="null"/>.</param>
    /// <param name="cancellationToken">Stops.</param>
    public IAsyncEnumerable<TmdbResult> GetChangesAsync(
        TmdbKind kind, DateOnly since, DateOnly? until = null, CancellationToken cancellationToken = default)
    {
        // Tomorrow, so that today is included even if TMDB excludes the end date.
        var end = until ?? Today().AddDays(1);
        if (kind is not (TmdbKind.Movie or TmdbKind.Series or TmdbKind.Person))
        {
            throw TmdbErrors.InvalidOption($"TMDB has no changes of {kind}.", "Ask for films, series or people.", kind);
        }

        return since <= end
            ? new ChangeReader(_pages).ReadAsync(kind, since, end, cancellationToken)
            : throw TmdbErrors.InvalidOption($"{since:o} is after {end:o}.", "Give an earlier day.", since);
    }

    /// <summary>Any other path of the API: its answer, its pages, or the entries of its pages.</summary>
    /// <param name="query">The path and how to read it.</param>
    /// <param name="cancellationToken">Stops.</param>
    public IAsyncEnumerable<TmdbResult> GetPathAsync(TmdbPathQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        return new PathReader(_pages, _transport, _options).ReadAsync(query, cancellationToken);
    }

    /// <summary>Closes the connections and cancels requests in flight.</summary>
    public void Dispose()
    {
        _transport.Dispose();
        _rate.Dispose();
    }

    private PageReader PagesFor(bool detailsFollow) =>
        detailsFollow ? new(_transport, Math.Min(PagesAheadOfDetails, _options.ThrottleLimit)) : _pages;

    private DateOnly Today() => DateOnly.FromDateTime(_clock.GetUtcNow().UtcDateTime);
}
