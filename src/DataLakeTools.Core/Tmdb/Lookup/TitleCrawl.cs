using System.Runtime.CompilerServices;
using DataLakeTools.Core.Tmdb.Wire;

namespace DataLakeTools.Core.Tmdb.Lookup;

/// <summary>
/// Finds all titles of a query, however many: splits the query until each part fits into the 500 pages that TMDB serves,
/// reads every part, and compares with TMDB's counts. Each title comes once. Titles that could not be reached are an error.
/// </summary>
internal sealed class TitleCrawl
{
    private static readonly string[] ByDate = ["primary_release_date.asc", "primary_release_date.desc"];

    private readonly PageReader _pages;
    private readonly TmdbClientOptions _options;
    private readonly TmdbCrawlReport _report;
    private readonly DateOnly _today;
    private readonly HashSet<int> _found = [];
    private readonly List<string> _incomplete = [];
    private bool _isMissingExact = true;

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
            query.OnlyUndated ? OnlyUndatedAsync(query, cancellationToken)
            : _report.Expected <= PageReader.MaxEntries ? ReadWholeAsync(query, first, cancellationToken)
            : SplitAsync(query, cancellationToken);
        await foreach (var entry in entries.ConfigureAwait(false))
        {
            yield return TmdbResult.OfEntry(query.Kind, query.Path, entry);
        }

        if (_report.Missing > 0)
        {
            yield return new TmdbResult(TmdbErrors.Incomplete(
                string.Join("; ", _incomplete), _report.Missing, _isMissingExact, "Run it again, or split the query by other filters."));
        }
    }

    private static bool IsDated(TmdbDiscoverQuery query, ListEntry entry) =>
        TmdbResult.OfEntry(query.Kind, query.Path, entry).Record?.Date is not null;

    private async IAsyncEnumerable<ListEntry> SplitAsync(
        TmdbDiscoverQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // No order holds across parts, so unless one is requested the most stable one is used.
        query = query with { SortBy = query.SortBy ?? query.StableSort };
        await foreach (var entry in SplitAsNeededAsync(QuerySplitter.WithDates(query), cancellationToken).ConfigureAwait(false))
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

    /// <summary>The titles without a date. Dated titles that are read along the way belong to other parts and are skipped.</summary>
    private async IAsyncEnumerable<ListEntry> OnlyUndatedAsync(
        TmdbDiscoverQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var undated = 0;
        query = query with { SortBy = query.SortBy ?? query.StableSort };
        await foreach (var entry in UndatedAsync(query, cancellationToken).ConfigureAwait(false))
        {
            if (IsDated(query, entry))
            {
                continue;
            }

            undated += entry.Id > 0 ? 1 : 0;
            yield return entry;
        }

        _report.Found = _report.Expected = _report.Undated = undated;
    }

    private async IAsyncEnumerable<ListEntry> SplitAsNeededAsync(
        TmdbDiscoverQuery part, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (part is TmdbSeriesQuery { IncludeUndated: true } series)
        {
            part = series with { IncludeUndated = false };
        }

        var first = await FirstPageAsync(part, cancellationToken).ConfigureAwait(false);
        var parts = TotalOf(first) <= PageReader.MaxEntries ? [] : QuerySplitter.Split(part, _today);
        if (parts.Count == 0)
        {
            await foreach (var entry in ReadWholeAsync(part, first, cancellationToken).ConfigureAwait(false))
            {
                yield return entry;
            }

            yield break;
        }

        var before = _report.Found;
        var missing = _report.Missing;
        foreach (var smaller in parts)
        {
            await foreach (var entry in SplitAsNeededAsync(smaller, cancellationToken).ConfigureAwait(false))
            {
                yield return entry;
            }
        }

        // Parts by date are complete; parts by votes or running time miss titles that have neither.
        var isOneDay = part.From == part.To;
        var lost = TotalOf(first) - (_report.Found - before) - (_report.Missing - missing);
        if (isOneDay && lost > 0)
        {
            NoteMissing(part, lost, isExact: false);
        }
    }

    /// <summary>
    /// Reads a query of at most 10,000 titles, which can be read page by page to its end, or one that cannot be split
    /// into such. Titles move between pages while pages are read, so afterwards the titles are counted, and if some are missing the
    /// query is read again in more stable orders, from both ends.
    /// </summary>
    private async IAsyncEnumerable<ListEntry> ReadWholeAsync(
        TmdbDiscoverQuery query, TmdbBody first, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var total = TotalOf(first);
        if (total == 0)
        {
            yield break;
        }

        _report.Queries++;
        var seenEntries = new SeenEntries();
        List<string?> sorts = [query.StableSort, query.StableSort.Replace(".asc", ".desc", StringComparison.Ordinal), query.OtherStableSort];
        if (total <= PageReader.MaxEntries)
        {
            // All titles fit into any order, so the one that is asked for goes first.
            sorts.Remove(query.SortBy);
            sorts.Insert(0, query.SortBy);
        }

        for (var pass = 0; pass < sorts.Count && (pass == 0 || seenEntries.Missing > 0); pass++)
        {
            seenEntries.BeginPass();
            var request = (query with { SortBy = sorts[pass] }).ToRequest(_options);
            var isFirstPageRead = pass == 0 && sorts[0] == query.SortBy;
            var last = TotalPagesOf(total);
            for (var from = 1; from <= last; from = last + 1, last = TotalPagesOf(total))
            {
                var pages = isFirstPageRead && from == 1
                    ? PagesFromAsync(first, request, last, cancellationToken)
                    : _pages.ReadPagesAsync(request, from, last, cancellationToken);
                await foreach (var page in pages.ConfigureAwait(false))
                {
                    total = TotalOf(page);
                    seenEntries.BeginPage(page);
                    _report.PagesReadAgain += pass == 0 ? 0 : 1;
                    foreach (var entry in page.Entries)
                    {
                        if (!seenEntries.TryAdd(entry))
                        {
                            _report.Repeated += pass == 0 ? 1 : 0;
                        }
                        else if (TryAddToFound(entry))
                        {
                            yield return entry;
                        }
                    }
                }
            }
        }

        if (seenEntries.Missing > 0)
        {
            NoteMissing(query, seenEntries.Missing, seenEntries.IsExact);
        }
    }

    private async IAsyncEnumerable<TmdbBody> PagesFromAsync(
        TmdbBody first, TmdbRequest request, int last, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        yield return first;
        await foreach (var page in _pages.ReadPagesAsync(request, 2, last, cancellationToken).ConfigureAwait(false))
        {
            yield return page;
        }
    }

    /// <summary>TMDB can add undated series to a filter by date, so a period without series gives exactly the undated ones.</summary>
    private IAsyncEnumerable<ListEntry> UndatedSeriesAsync(TmdbSeriesQuery query, CancellationToken cancellationToken) =>
        SplitUndatedAsNeededAsync(
            query with { IncludeUndated = true, From = QuerySplitter.FirstDay, To = QuerySplitter.FirstDay }, cancellationToken);

    private async IAsyncEnumerable<ListEntry> SplitUndatedAsNeededAsync(
        TmdbDiscoverQuery part, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var first = await FirstPageAsync(part, cancellationToken).ConfigureAwait(false);
        var parts = TotalOf(first) <= PageReader.MaxEntries ? [] : QuerySplitter.Split(part, _today);
        if (parts.Count == 0)
        {
            await foreach (var entry in ReadWholeAsync(part, first, cancellationToken).ConfigureAwait(false))
            {
                yield return entry;
            }
        }

        foreach (var smaller in parts)
        {
            await foreach (var entry in SplitUndatedAsNeededAsync(smaller, cancellationToken).ConfigureAwait(false))
            {
                yield return entry;
            }
        }
    }

    /// <summary>
    /// TMDB has no filter for undated films. They are the difference between a query without dates and the same query with
    /// dates. If there are any, the query is split by votes until it fits into the pages, or until the undated films come
    /// first or last in the order by date.
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

        if (TotalOf(first) <= PageReader.MaxEntries)
        {
            await foreach (var entry in ReadWholeAsync(part, first, cancellationToken).ConfigureAwait(false))
            {
                yield return entry;
            }

            yield break;
        }

        var seen = new HashSet<int>();
        foreach (var sort in ByDate)
        {
            await foreach (var entry in UndatedBeforeDatedAsync(part with { SortBy = sort }, seen, cancellationToken).ConfigureAwait(false))
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
            NoteMissing(part, lost, isExact: false);
        }

        foreach (var smaller in parts)
        {
            await foreach (var entry in UndatedMoviesAsync(smaller, cancellationToken).ConfigureAwait(false))
            {
                yield return entry;
            }
        }
    }

    /// <summary>The undated films that come before all dated ones in this order.</summary>
    private async IAsyncEnumerable<ListEntry> UndatedBeforeDatedAsync(
        TmdbDiscoverQuery query, HashSet<int> seen, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var request = query.ToRequest(_options);
        for (var number = 1; number <= PageReader.LastPage; number++)
        {
            var page = await _pages.ReadPageAsync(request, number, cancellationToken).ConfigureAwait(false);
            var undated = 0;
            foreach (var entry in page.Entries)
            {
                if (entry.Id == 0 || IsDated(query, entry))
                {
                    continue;
                }

                undated++;
                seen.Add(entry.Id);
                if (TryAddToFound(entry))
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

    // An entry without an id cannot be told from others: it comes out and is not counted.
    private bool TryAddToFound(ListEntry entry)
    {
        if (entry.Id == 0)
        {
            return true;
        }

        if (!_found.Add(entry.Id))
        {
            return false;
        }

        _report.Found++;
        return true;
    }

    private void NoteMissing(TmdbDiscoverQuery query, int missing, bool isExact)
    {
        const int Shown = 5;
        _report.Missing += missing;
        _isMissingExact &= isExact;
        if (_incomplete.Count < Shown)
        {
            _incomplete.Add($"{missing} of '{query.ToRequest(_options)}'");
        }
        else if (_incomplete.Count == Shown)
        {
            _incomplete.Add("and others");
        }
    }

    private Task<TmdbBody> FirstPageAsync(TmdbDiscoverQuery query, CancellationToken cancellationToken) =>
        _pages.ReadPageAsync(query.ToRequest(_options), 1, cancellationToken);

    private static int TotalOf(TmdbBody page) => page.TotalResults!.Value;

    private static int TotalPagesOf(int total) =>
        Math.Min(PageReader.LastPage, (total + PageReader.PageSize - 1) / PageReader.PageSize);
}
