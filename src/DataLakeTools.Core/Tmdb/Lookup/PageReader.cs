using System.Runtime.CompilerServices;
using DataLakeTools.Core.Streams;
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

    /// <summary>How many pages hold so many titles.</summary>
    public static long PagesOf(long titles) => (titles + PageSize - 1) / PageSize;

    private readonly TmdbTransport _transport;

    public PageReader(TmdbTransport transport, int parallel)
    {
        _transport = transport;
        Parallel = parallel;
    }

    public int Parallel { get; }

    public Task<TmdbBody> ReadPageAsync(TmdbRequest request, int page, CancellationToken cancellationToken) =>
        _transport.GetAsync(request.ForPage(page), cancellationToken);

    /// <summary>Pages from one to another, both included, of a list that is known to have pages.</summary>
    public IAsyncEnumerable<TmdbBody> ReadPagesAsync(TmdbRequest request, int from, int to, CancellationToken cancellationToken) =>
        OrderedStream.SelectAsync(
            AsyncSequence.Of(Enumerable.Range(from, Math.Max(0, Math.Min(to, LastPage) - from + 1))),
            Parallel,
            (page, token) => _transport.GetAsync(request.ForPage(page, mustSayPage: true), token),
            cancellationToken);

    /// <summary>
    /// The entries of all pages, each id once, at most <paramref name="first"/>. Entries move between pages while pages are
    /// read: what is missing in the end is looked for once more, and is an error if it is not found. So are pages beyond
    /// those that TMDB serves.
    /// </summary>
    public async IAsyncEnumerable<TmdbResult> ReadEntriesAsync(
        TmdbRequest request, Func<ListEntry, TmdbResult> resultOf, int? first, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (first <= 0)
        {
            yield break;
        }

        var page = await ReadPageAsync(request, 1, cancellationToken).ConfigureAwait(false);
        var pageSize = Math.Max(1, page.Entries.Count);
        var pages = page.TotalPages ?? 1;
        var seen = new SeenEntries();
        seen.BeginPass();
        var records = 0;
        var next = AsyncSequence.Of<TmdbBody>([page]);
        for (var (read, last, isSecondPass) = (0, 1, false); ;)
        {
            await foreach (var body in next.ConfigureAwait(false))
            {
                pages = Math.Max(pages, body.TotalPages ?? 0);
                seen.BeginPage(body);
                foreach (var entry in body.Entries)
                {
                    if (!seen.TryAdd(entry))
                    {
                        continue;
                    }

                    var result = resultOf(entry);
                    yield return result;
                    records += result.IsRecord ? 1 : 0;
                    if (records >= first)
                    {
                        yield break;
                    }
                }
            }

            read = last;
            if (read >= Math.Min(pages, LastPage))
            {
                if (isSecondPass || pages > LastPage || seen.Missing <= 0)
                {
                    break;
                }

                (isSecondPass, read) = (true, 0);
                seen.BeginPass();
            }

            // Pages overlap, so the pages that should suffice may have too few new entries; then more are read.
            var wanted = first is int most && !isSecondPass ? read + ((most - records + pageSize - 1) / pageSize) : pages;
            last = Math.Min(Math.Min(wanted, pages), LastPage);
            next = ReadPagesAsync(request, read + 1, last, cancellationToken);
        }

        if (pages > LastPage)
        {
            yield return new TmdbResult(TmdbErrors.Incomplete(
                $"'{request}' has {pages} pages and TMDB gives {LastPage}",
                seen.Total is null ? (pages * pageSize) - seen.Count : seen.Missing,
                seen.IsExact,
                "Ask for all titles, which splits the query by date, or narrow it."));
        }
        else if (seen.Missing > 0)
        {
            yield return new TmdbResult(TmdbErrors.Incomplete(
                $"'{request}', all of whose pages were read twice", seen.Missing, seen.IsExact, "Run it again."));
        }
    }
}
