using System.Runtime.CompilerServices;
using DataLakeTools.Core.Tmdb.Wire;

namespace DataLakeTools.Core.Tmdb.Lookup;

/// <summary>Reads the ids that changed since a day. TMDB accepts at most 14 days a request.</summary>
internal sealed class ChangeReader
{
    // Windows overlap by a day: whether TMDB includes the end date is not documented.
    private const int DaysPerWindow = 13;

    private readonly PageReader _pages;

    public ChangeReader(PageReader pages) => _pages = pages;

    public async IAsyncEnumerable<TmdbResult> ReadAsync(
        TmdbKind kind, DateOnly since, DateOnly until, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var seen = new HashSet<int>();
        var start = since;
        while (true)
        {
            var end = start.AddDays(DaysPerWindow) < until ? start.AddDays(DaysPerWindow) : until;
            var request = TmdbRequest.ForList($"{TmdbEndpoints.SegmentOf(kind)}/changes").Add("start_date", start).Add("end_date", end);
            await foreach (var result in _pages
                .ReadEntriesAsync(
                    request, entry => TmdbResult.OfEntry(TmdbKind.Change, request.Path, entry, TmdbEndpoints.MediaOf(kind)), first: null, cancellationToken)
                .ConfigureAwait(false))
            {
                if (result.Record is not TmdbRecord record || seen.Add(record.Id))
                {
                    yield return result;
                }
            }

            if (end >= until)
            {
                yield break;
            }

            start = end;
        }
    }
}
