using System.Runtime.CompilerServices;
using DataLakeTools.Core.Streams;
using DataLakeTools.Core.Tmdb.Records;
using DataLakeTools.Core.Tmdb.Wire;

namespace DataLakeTools.Core.Tmdb.Lookup;

/// <summary>Reads the pages of a list in order, several at a time.</summary>
internal sealed class PageReader
{
    /// <summary>The last page that TMDB serves.</summary>
    public const int LastPage = 500;

    /// <summary>How many entries a page of titles has, so that 500 pages have 10,000.</summary>
    public const int PageSize = 20;

    /// <summary>How many titles one query can return.</summary>
    public const int MaxEntries = LastPage * PageSize;

    private readonly TmdbTransport _transport;

    public PageReader(TmdbTransport transport, int parallel)
    {
        _transport = transport;
        Parallel = parallel;
    }

    public int Parallel { get; }

    public Task<TmdbBody> ReadPageAsync(TmdbRequest request, int page, IReadOnlyList<string> lists, CancellationToken cancellationToken) =>
        _transport.GetAsync(request.ForPage(page), lists, cancellationToken);

    /// <summary>Pages from one to another, both included.</summary>
    public IAsyncEnumerable<TmdbBody> ReadPagesAsync(
        TmdbRequest request, int from, int to, IReadOnlyList<string> lists, CancellationToken cancellationToken) =>
        OrderedStream.SelectAsync(
            AsyncSequence.Of(Enumerable.Range(from, Math.Max(0, Math.Min(to, LastPage) - from + 1))),
            Parallel,
            (page, token) => ReadPageAsync(request, page, lists, token), cancellationToken);

    /// <summary>
    /// The entries of all pages, each id once, at most <paramref name="first"/>. Ends with an error if there are more
    /// pages than TMDB serves.
    /// </summary>
    public async IAsyncEnumerable<TmdbResult> ReadEntriesAsync(
        TmdbRequest request,
        IReadOnlyList<string> lists,
        Func<ListEntry, TmdbRecord> record,
        int? first,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (first <= 0)
        {
            yield break;
        }

        var page = await ReadPageAsync(request, 1, lists, cancellationToken).ConfigureAwait(false);
        var pageSize = Math.Max(1, page.Entries.Count);
        var total = page.TotalPages ?? 1;
        var seen = new HashSet<(int, string?)>();
        var count = 0;
        foreach (var entry in page.Entries)
        {
            if (!IsNew(seen, entry))
            {
                continue;
            }

            yield return new TmdbResult(record(entry));
            if (++count >= first)
            {
                yield break;
            }
        }

        // Pages overlap, so the pages that should suffice may have too few new entries; then more are read.
        var read = 1;
        while (read < Math.Min(total, LastPage))
        {
            var wanted = first is int most ? read + ((most - count + pageSize - 1) / pageSize) : total;
            var last = Math.Min(Math.Min(wanted, total), LastPage);
            await foreach (var next in ReadPagesAsync(request, read + 1, last, lists, cancellationToken).ConfigureAwait(false))
            {
                total = Math.Max(total, next.TotalPages ?? 0);
                foreach (var entry in next.Entries)
                {
                    if (!IsNew(seen, entry))
                    {
                        continue;
                    }

                    yield return new TmdbResult(record(entry));
                    if (++count >= first)
                    {
                        yield break;
                    }
                }
            }

            read = last;
        }

        if (total > LastPage)
        {
            yield return new TmdbResult(TmdbErrors.Incomplete(
                $"'{request}' has {total} pages and TMDB gives {LastPage}",
                (page.TotalResults ?? total * pageSize) - count,
                "Ask for all titles, which splits the query by date, or narrow it."));
        }
    }

    private static bool IsNew(HashSet<(int, string?)> seen, ListEntry entry) =>
        entry.Id == 0 || seen.Add((entry.Id, entry.MediaType));
}
