using System.Runtime.CompilerServices;
using DataLakeTools.Core.Tmdb.Lookup;
using DataLakeTools.Core.Tmdb.Records;
using DataLakeTools.Core.Tmdb.Wire;

namespace DataLakeTools.Core.Tmdb.Crawl;

/// <summary>
/// Finds all titles of a query, however many: splits it until each part fits into the 500 pages that TMDB gives, reads
/// every part, and counts. Each title comes out once. What could not be reached is an error, never silence.
/// </summary>
internal sealed class TitleCrawl
{
    private const int MostReadings = 3;
    private static readonly string[] Lists = ["results"];
    private static readonly string[] ByDate = ["primary_release_date.asc", "primary_release_date.desc"];

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
        var first = await FirstPageAsync(query, cancellationToken).ConfigureAwait(false);
        _report.Expected = TotalOf(first);
        var entries =
            query.IsUndated ? OnlyUndatedAsync(query, cancellationToken)
            : _report.Expected <= PageReader.Reach ? WindowAsync(query, first, cancellationToken)
            : SplitAsync(query, cancellationToken);
        await foreach (var entry in entries.ConfigureAwait(false))
        {
            yield return new TmdbResult(RecordOf(query, entry));
        }

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
        await foreach (var entry in PartAsync(QuerySplitter.WithDates(query), cancellationToken).ConfigureAwait(false))
        {
            yield return entry;
        }

        var wantsUndated = query is { From: null, To: null } or TmdbSeriesQuery { IncludeUndated: true };
        if (!wantsUndated)
        {
            yield break;
        }

        var before = _report.Found;
        await foreach (var entry in UndatedAsync(query, cancellationToken).ConfigureAwait(false))
        {
            yield return entry;
        }

        _report.Undated = _report.Found - before;
    }

    private IAsyncEnumerable<ListEntry> UndatedAsync(TmdbDiscoverQuery query, CancellationToken cancellationToken) =>
        query is TmdbSeriesQuery series ? UndatedSeriesAsync(series, cancellationToken) : UndatedMoviesAsync(query, cancellationToken);

    /// <summary>The titles that parts by date leave over. On the way to them dated ones may be read, which are for other parts.</summary>
    private async IAsyncEnumerable<ListEntry> OnlyUndatedAsync(
        TmdbDiscoverQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var undated = 0;
        query = query with { SortBy = query.SortBy ?? query.SteadySort };
        await foreach (var entry in UndatedAsync(query, cancellationToken).ConfigureAwait(false))
        {
            if (RecordOf(query, entry).Date is not null)
            {
                continue;
            }

            undated++;
            yield return entry;
        }

        _report.Found = _report.Expected = _report.Undated = undated;
    }

    private async IAsyncEnumerable<ListEntry> PartAsync(
        TmdbDiscoverQuery part, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (part is TmdbSeriesQuery { IncludeUndated: true } series)
        {
            part = series with { IncludeUndated = false };
        }

        var first = await FirstPageAsync(part, cancellationToken).ConfigureAwait(false);
        var parts = TotalOf(first) <= PageReader.Reach ? [] : QuerySplitter.Split(part, _today);
        if (parts.Count == 0)
        {
            await foreach (var entry in WindowAsync(part, first, cancellationToken).ConfigureAwait(false))
            {
                yield return entry;
            }

            yield break;
        }

        var before = _report.Found;
        var missing = _report.Missing;
        foreach (var smaller in parts)
        {
            await foreach (var entry in PartAsync(smaller, cancellationToken).ConfigureAwait(false))
            {
                yield return entry;
            }
        }

        // Parts by date are whole; parts by another trait leave out titles that do not have it.
        var isOneDay = part.From == part.To;
        var lost = TotalOf(first) - (_report.Found - before) - (_report.Missing - missing);
        if (isOneDay && lost > 0)
        {
            NoteMissing(part, lost);
        }
    }

    /// <summary>
    /// Reads one window. Titles move between pages while they are read, so afterwards the titles are counted, and if
    /// some are missing the window is read again in an order that is steadier.
    /// </summary>
    private async IAsyncEnumerable<ListEntry> WindowAsync(
        TmdbDiscoverQuery query, TmdbBody first, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var total = TotalOf(first);
        if (total == 0)
        {
            yield break;
        }

        _report.Windows++;
        var seen = new HashSet<int>();
        string?[] sorts = total <= PageReader.Reach
            ? [query.SortBy, query.SteadySort, query.OtherSteadySort]
            : [query.SteadySort, query.SteadySort.Replace(".asc", ".desc", StringComparison.Ordinal), query.OtherSteadySort];
        for (var reading = 0; reading < MostReadings && (reading == 0 || seen.Count < total); reading++)
        {
            var request = (query with { SortBy = sorts[reading] }).ToRequest(_options);
            var isFirstPageRead = reading == 0 && sorts[0] == query.SortBy;
            var last = TotalPagesOf(total);
            for (var from = 1; from <= last; from = last + 1, last = TotalPagesOf(total))
            {
                var pages = isFirstPageRead && from == 1
                    ? PagesFromAsync(first, request, last, cancellationToken)
                    : _pages.PagesAsync(request, from, last, Lists, cancellationToken);
                await foreach (var page in pages.ConfigureAwait(false))
                {
                    total = TotalOf(page);
                    _report.PagesReadAgain += reading == 0 ? 0 : 1;
                    foreach (var entry in page.Entries)
                    {
                        var isNew = seen.Add(entry.Id);
                        if (!isNew)
                        {
                            _report.Repeated += reading == 0 ? 1 : 0;
                        }
                        else if (Take(entry))
                        {
                            yield return entry;
                        }
                    }
                }
            }
        }

        if (seen.Count < total)
        {
            NoteMissing(query, total - seen.Count);
        }
    }

    private async IAsyncEnumerable<TmdbBody> PagesFromAsync(
        TmdbBody first, TmdbRequest request, int last, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        yield return first;
        await foreach (var page in _pages.PagesAsync(request, 2, last, Lists, cancellationToken).ConfigureAwait(false))
        {
            yield return page;
        }
    }

    /// <summary>TMDB adds undated series to a filter by dates when asked to, so a time without series has them alone.</summary>
    private IAsyncEnumerable<ListEntry> UndatedSeriesAsync(TmdbSeriesQuery query, CancellationToken cancellationToken) =>
        UndatedPartAsync(
            query with { IncludeUndated = true, From = QuerySplitter.FirstDay, To = QuerySplitter.FirstDay }, cancellationToken);

    private async IAsyncEnumerable<ListEntry> UndatedPartAsync(
        TmdbDiscoverQuery part, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var first = await FirstPageAsync(part, cancellationToken).ConfigureAwait(false);
        var parts = TotalOf(first) <= PageReader.Reach ? [] : QuerySplitter.Split(part, _today);
        if (parts.Count == 0)
        {
            await foreach (var entry in WindowAsync(part, first, cancellationToken).ConfigureAwait(false))
            {
                yield return entry;
            }
        }

        foreach (var smaller in parts)
        {
            await foreach (var entry in UndatedPartAsync(smaller, cancellationToken).ConfigureAwait(false))
            {
                yield return entry;
            }
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
        var first = await FirstPageAsync(part, cancellationToken).ConfigureAwait(false);
        var dated = await FirstPageAsync(QuerySplitter.WithDates(part), cancellationToken).ConfigureAwait(false);
        var undated = TotalOf(first) - TotalOf(dated);
        if (undated <= 0)
        {
            yield break;
        }

        if (TotalOf(first) <= PageReader.Reach)
        {
            await foreach (var entry in WindowAsync(part, first, cancellationToken).ConfigureAwait(false))
            {
                yield return entry;
            }

            yield break;
        }

        var seen = new HashSet<int>();
        foreach (var sort in ByDate)
        {
            await foreach (var entry in UndatedEndAsync(part with { SortBy = sort }, seen, cancellationToken).ConfigureAwait(false))
            {
                yield return entry;
            }
        }

        var lost = undated - seen.Count;
        if (lost <= 0)
        {
            yield break;
        }

        var parts = QuerySplitter.Split(part, _today);
        if (parts.Count == 0)
        {
            NoteMissing(part, lost);
        }

        foreach (var smaller in parts)
        {
            await foreach (var entry in UndatedMoviesAsync(smaller, cancellationToken).ConfigureAwait(false))
            {
                yield return entry;
            }
        }
    }

    /// <summary>The undated films that stand before the dated ones in this order, if any do.</summary>
    private async IAsyncEnumerable<ListEntry> UndatedEndAsync(
        TmdbDiscoverQuery query, HashSet<int> seen, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var request = query.ToRequest(_options);
        for (var number = 1; number <= PageReader.LastPage; number++)
        {
            var page = await _pages.PageAsync(request, number, Lists, cancellationToken).ConfigureAwait(false);
            var undated = 0;
            foreach (var entry in page.Entries)
            {
                if (RecordOf(query, entry).Date is not null)
                {
                    continue;
                }

                undated++;
                seen.Add(entry.Id);
                if (Take(entry))
                {
                    yield return entry;
                }
            }

            if (undated == 0)
            {
                yield break;
            }
        }
    }

    private bool Take(ListEntry entry)
    {
        if (!_found.Add(entry.Id))
        {
            return false;
        }

        _report.Found++;
        return true;
    }

    private void NoteMissing(TmdbDiscoverQuery query, int missing)
    {
        const int Shown = 5;
        _report.Missing += missing;
        if (_short.Count < Shown)
        {
            _short.Add($"{missing} of '{query.ToRequest(_options)}'");
        }
        else if (_short.Count == Shown)
        {
            _short.Add("and others");
        }
    }

    private Task<TmdbBody> FirstPageAsync(TmdbDiscoverQuery query, CancellationToken cancellationToken) =>
        _pages.PageAsync(query.ToRequest(_options), 1, Lists, cancellationToken);

    private static int TotalOf(TmdbBody page) => page.TotalResults ?? page.Entries.Count;

    private static int TotalPagesOf(int total) =>
        Math.Min(PageReader.LastPage, (total + PageReader.PageSize - 1) / PageReader.PageSize);
}
