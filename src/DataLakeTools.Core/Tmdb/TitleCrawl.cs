using System.Runtime.CompilerServices;

namespace DataLakeTools.Core.Tmdb;

/// <summary>
/// Finds all titles of a query, however many: splits it until each part fits into the 500 pages that TMDB gives, reads
/// every part, and counts. Each title comes out once. What could not be reached is an error, never silence.
/// </summary>
internal sealed class TitleCrawl
{
    private const int MostReadings = 3;
    private static readonly string[] s_lists = ["results"];
    private static readonly string[] s_byDate = ["primary_release_date.asc", "primary_release_date.desc"];

    private readonly PageReader _pages;
    private readonly TmdbClientOptions _options;
    private readonly TmdbCrawlReport _report;
    private readonly DateOnly _today;
    private readonly HashSet<int> _found = [];
    private readonly List<string> _short = [];

    public TitleCrawl(PageReader pages, TmdbClientOptions options, TmdbCrawlReport report, DateOnly today)
    {
        _pages = pages;
        _options = options;
        _report = report;
        _today = today;
    }

    public async IAsyncEnumerable<TmdbResult> ReadAsync(
        TmdbDiscoverQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        TmdbBody first = await FirstPageAsync(query, cancellationToken).ConfigureAwait(false);
        _report.Expected = TotalOf(first);
        IAsyncEnumerable<ListEntry> entries =
            query.IsUndated ? OnlyUndatedAsync(query, cancellationToken)
            : _report.Expected <= PageReader.Reach ? WindowAsync(query, first, cancellationToken)
            : SplitAsync(query, cancellationToken);
        await foreach (ListEntry entry in entries.ConfigureAwait(false))
            yield return new TmdbResult(RecordOf(query, entry));

        if (_report.Missing > 0)
        {
            yield return new TmdbResult(TmdbErrors.Incomplete(
                string.Join("; ", _short), _report.Missing, "Run it again, or split the query by other filters."));
        }
    }

    internal static TmdbRecord RecordOf(TmdbDiscoverQuery query, ListEntry entry) => new(
        query.Media == TmdbMedia.Movie ? TmdbKind.Movie : TmdbKind.Series,
        entry.Id,
        TmdbStructure.OfEntry(query.Path, entry),
        entry.Json,
        isSummary: true)
    {
        Media = query.Media,
    };

    private async IAsyncEnumerable<ListEntry> SplitAsync(
        TmdbDiscoverQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // No order holds over all parts, so without one asked for the steadiest is taken.
        query = query with { SortBy = query.SortBy ?? query.SteadySort };
        await foreach (ListEntry entry in PartAsync(QuerySplitter.WithDates(query), cancellationToken).ConfigureAwait(false))
            yield return entry;

        bool wantsUndated = query is { From: null, To: null } or TmdbSeriesQuery { IncludeUndated: true };
        if (!wantsUndated)
            yield break;

        int before = _report.Found;
        await foreach (ListEntry entry in UndatedAsync(query, cancellationToken).ConfigureAwait(false))
            yield return entry;

        _report.Undated = _report.Found - before;
    }

    private IAsyncEnumerable<ListEntry> UndatedAsync(TmdbDiscoverQuery query, CancellationToken cancellationToken) =>
        query is TmdbSeriesQuery series ? UndatedSeriesAsync(series, cancellationToken) : UndatedMoviesAsync(query, cancellationToken);

    /// <summary>The titles that parts by date leave over. On the way to them dated ones may be read, which are for other parts.</summary>
    private async IAsyncEnumerable<ListEntry> OnlyUndatedAsync(
        TmdbDiscoverQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        int undated = 0;
        query = query with { SortBy = query.SortBy ?? query.SteadySort };
        await foreach (ListEntry entry in UndatedAsync(query, cancellationToken).ConfigureAwait(false))
        {
            if (RecordOf(query, entry).Date is not null)
                continue;

            undated++;
            yield return entry;
        }

        _report.Found = _report.Expected = _report.Undated = undated;
    }

    private async IAsyncEnumerable<ListEntry> PartAsync(
        TmdbDiscoverQuery part, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (part is TmdbSeriesQuery { IncludeUndated: true } series)
            part = series with { IncludeUndated = false };

        TmdbBody first = await FirstPageAsync(part, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<TmdbDiscoverQuery> parts = TotalOf(first) <= PageReader.Reach ? [] : QuerySplitter.Split(part, _today);
        if (parts.Count == 0)
        {
            await foreach (ListEntry entry in WindowAsync(part, first, cancellationToken).ConfigureAwait(false))
                yield return entry;

            yield break;
        }

        int before = _report.Found;
        int missing = _report.Missing;
        foreach (TmdbDiscoverQuery smaller in parts)
        {
            await foreach (ListEntry entry in PartAsync(smaller, cancellationToken).ConfigureAwait(false))
                yield return entry;
        }

        // Parts by date are whole; parts by another trait leave out titles that do not have it.
        bool isOneDay = part.From == part.To;
        int lost = TotalOf(first) - (_report.Found - before) - (_report.Missing - missing);
        if (isOneDay && lost > 0)
            NoteMissing(part, lost);
    }

    /// <summary>
    /// Reads one window. Titles move between pages while they are read, so afterwards the titles are counted, and if
    /// some are missing the window is read again in an order that is steadier.
    /// </summary>
    private async IAsyncEnumerable<ListEntry> WindowAsync(
        TmdbDiscoverQuery query, TmdbBody first, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        int total = TotalOf(first);
        if (total == 0)
            yield break;

        _report.Windows++;
        var seen = new HashSet<int>();
        string?[] sorts = total <= PageReader.Reach
            ? [query.SortBy, query.SteadySort, query.OtherSteadySort]
            : [query.SteadySort, query.SteadySort.Replace(".asc", ".desc", StringComparison.Ordinal), query.OtherSteadySort];
        for (int reading = 0; reading < MostReadings && (reading == 0 || seen.Count < total); reading++)
        {
            TmdbRequest request = (query with { SortBy = sorts[reading] }).ToRequest(_options);
            bool isFirstPageRead = reading == 0 && sorts[0] == query.SortBy;
            int last = TotalPagesOf(total);
            for (int from = 1; from <= last; from = last + 1, last = TotalPagesOf(total))
            {
                IAsyncEnumerable<TmdbBody> pages = isFirstPageRead && from == 1
                    ? PagesFromAsync(first, request, last, cancellationToken)
                    : _pages.PagesAsync(request, from, last, s_lists, cancellationToken);
                await foreach (TmdbBody page in pages.ConfigureAwait(false))
                {
                    total = TotalOf(page);
                    _report.PagesReadAgain += reading == 0 ? 0 : 1;
                    foreach (ListEntry entry in page.Entries)
                    {
                        bool isNew = seen.Add(entry.Id);
                        if (!isNew)
                            _report.Repeated += reading == 0 ? 1 : 0;
                        else if (Take(entry))
                            yield return entry;
                    }
                }
            }
        }

        if (seen.Count < total)
            NoteMissing(query, total - seen.Count);
    }

    private async IAsyncEnumerable<TmdbBody> PagesFromAsync(
        TmdbBody first, TmdbRequest request, int last, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        yield return first;
        await foreach (TmdbBody page in _pages.PagesAsync(request, 2, last, s_lists, cancellationToken).ConfigureAwait(false))
            yield return page;
    }

    /// <summary>TMDB adds undated series to a filter by dates when asked to, so a time without series has them alone.</summary>
    private IAsyncEnumerable<ListEntry> UndatedSeriesAsync(TmdbSeriesQuery query, CancellationToken cancellationToken) =>
        UndatedPartAsync(
            query with { IncludeUndated = true, From = QuerySplitter.FirstDay, To = QuerySplitter.FirstDay }, cancellationToken);

    private async IAsyncEnumerable<ListEntry> UndatedPartAsync(
        TmdbDiscoverQuery part, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        TmdbBody first = await FirstPageAsync(part, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<TmdbDiscoverQuery> parts = TotalOf(first) <= PageReader.Reach ? [] : QuerySplitter.Split(part, _today);
        if (parts.Count == 0)
        {
            await foreach (ListEntry entry in WindowAsync(part, first, cancellationToken).ConfigureAwait(false))
                yield return entry;
        }

        foreach (TmdbDiscoverQuery smaller in parts)
        {
            await foreach (ListEntry entry in UndatedPartAsync(smaller, cancellationToken).ConfigureAwait(false))
                yield return entry;
        }
    }

    /// <summary>
    /// TMDB has no filter for undated films. They are what a query has without dates and does not have with them:
    /// where there are some, the query is split by votes until it fits into the pages, or until they come first or last
    /// in the order by date.
    /// </summary>
    private async IAsyncEnumerable<ListEntry> UndatedMoviesAsync(
        TmdbDiscoverQuery part, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        TmdbBody first = await FirstPageAsync(part, cancellationToken).ConfigureAwait(false);
        TmdbBody dated = await FirstPageAsync(QuerySplitter.WithDates(part), cancellationToken).ConfigureAwait(false);
        int undated = TotalOf(first) - TotalOf(dated);
        if (undated <= 0)
            yield break;

        if (TotalOf(first) <= PageReader.Reach)
        {
            await foreach (ListEntry entry in WindowAsync(part, first, cancellationToken).ConfigureAwait(false))
                yield return entry;

            yield break;
        }

        var seen = new HashSet<int>();
        foreach (string sort in s_byDate)
        {
            await foreach (ListEntry entry in UndatedEndAsync(part with { SortBy = sort }, seen, cancellationToken).ConfigureAwait(false))
                yield return entry;
        }

        int lost = undated - seen.Count;
        if (lost <= 0)
            yield break;

        IReadOnlyList<TmdbDiscoverQuery> parts = QuerySplitter.Split(part, _today);
        if (parts.Count == 0)
            NoteMissing(part, lost);

        foreach (TmdbDiscoverQuery smaller in parts)
        {
            await foreach (ListEntry entry in UndatedMoviesAsync(smaller, cancellationToken).ConfigureAwait(false))
                yield return entry;
        }
    }

    /// <summary>The undated films that stand before the dated ones in this order, if any do.</summary>
    private async IAsyncEnumerable<ListEntry> UndatedEndAsync(
        TmdbDiscoverQuery query, HashSet<int> seen, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        TmdbRequest request = query.ToRequest(_options);
        for (int number = 1; number <= PageReader.LastPage; number++)
        {
            TmdbBody page = await _pages.PageAsync(request, number, s_lists, cancellationToken).ConfigureAwait(false);
            int undated = 0;
            foreach (ListEntry entry in page.Entries)
            {
                if (RecordOf(query, entry).Date is not null)
                    continue;

                undated++;
                seen.Add(entry.Id);
                if (Take(entry))
                    yield return entry;
            }

            if (undated == 0)
                yield break;
        }
    }

    private bool Take(ListEntry entry)
    {
        if (!_found.Add(entry.Id))
            return false;

        _report.Found++;
        return true;
    }

    private void NoteMissing(TmdbDiscoverQuery query, int missing)
    {
        const int Shown = 5;
        _report.Missing += missing;
        if (_short.Count < Shown)
            _short.Add($"{missing} of '{query.ToRequest(_options)}'");
        else if (_short.Count == Shown)
            _short.Add("and others");
    }

    private Task<TmdbBody> FirstPageAsync(TmdbDiscoverQuery query, CancellationToken cancellationToken) =>
        _pages.PageAsync(query.ToRequest(_options), 1, s_lists, cancellationToken);

    private static int TotalOf(TmdbBody page) => page.TotalResults ?? page.Entries.Count;

    private static int TotalPagesOf(int total) =>
        Math.Min(PageReader.LastPage, (total + PageReader.PageSize - 1) / PageReader.PageSize);
}
