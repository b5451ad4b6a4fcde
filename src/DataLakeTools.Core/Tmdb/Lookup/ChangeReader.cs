using System.Runtime.CompilerServices;
using DataLakeTools.Core.Tmdb.Records;
using DataLakeTools.Core.Tmdb.Wire;

namespace DataLakeTools.Core.Tmdb.Lookup;

/// <summary>Reads the ids that changed since a day. TMDB accepts at most 14 days a request.</summary>
internal sealed class ChangeReader
{
    // Windows overlap by a day: whether TMDB includes the end date is not documented.
    private const int DaysPerWindow = 13;
    private static readonly string[] Results = ["results"];

    private readonly PageReader _pages;

    public ChangeReader(PageReader pages) => _pages = pages;

    public async IAsyncEnumerable<TmdbResult> ReadAsync(
        TmdbKind kind, DateOnly since, DateOnly until, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var path = $"{TmdbEndpoints.SegmentOf(kind)}/changes";
        var seen = new HashSet<int>();
        var start = since;
        while (true)
        {
            var end = start.AddDays(DaysPerWindow) < until ? start.AddDays(DaysPerWindow) : until;
            var request = new TmdbRequest(path).With("start_date", start).With("end_date", end);
            await foreach (var result in _pages
                .ReadEntriesAsync(request, Results, entry => RecordOf(kind, path, entry), first: null, cancellationToken)
                .ConfigureAwait(false))
            {
                if (result.Record is not TmdbRecord record || record.Id == 0 || seen.Add(record.Id))
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

    private static TmdbRecord RecordOf(TmdbKind kind, string path, ListEntry entry) =>
        new(TmdbKind.Change, entry.Id, TmdbStructure.OfEntry(path, entry), entry.Json, isSummary: true)
        {
            Media = TmdbEndpoints.MediaOf(kind),
        };
}
