using System.Runtime.CompilerServices;
using DataLakeTools.Core.Reporting;
using DataLakeTools.Core.Tmdb;

namespace DataLakeTools.Core.Jobs;

/// <summary>A step that fetches films or series: by ids, by ids from a CSV file, by titles, by collections, or by traits.</summary>
public sealed record FetchTitlesStep : FetchStep
{
    /// <summary>Which titles, and how much of them.</summary>
    public required TmdbTitleOptions Options { get; init; }

    /// <summary>Ids, TMDB's or IMDb's.</summary>
    public IReadOnlyList<TmdbTitleId> Ids { get; init; } = [];

    /// <summary>A CSV file with the ids.</summary>
    public CsvIdSource? IdsFrom { get; init; }

    /// <summary>Titles to search.</summary>
    public IReadOnlyList<string> Titles { get; init; } = [];

    /// <summary>Collections whose films are wanted, by name or id.</summary>
    public IReadOnlyList<string> Collections { get; init; } = [];

    internal override async IAsyncEnumerable<TmdbResult> ReadAsync(
        TmdbClient client, string sourceFolder, IReporter reporter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var titles = new TmdbTitles(client, Options, reporter);
        foreach (var results in Streams(titles, sourceFolder, cancellationToken))
        {
            await foreach (var result in results.ConfigureAwait(false))
            {
                yield return result;
            }
        }
    }

    private IEnumerable<IAsyncEnumerable<TmdbResult>> Streams(TmdbTitles titles, string sourceFolder, CancellationToken cancellationToken)
    {
        var isByTraits = true;
        var kind = TmdbEndpoints.KindOf(Options.Filter.Query.Media);
        if (Ids.Count > 0 || IdsFrom is not null)
        {
            isByTraits = false;
            var ids = Ids.Concat(IdsFrom?.Read(sourceFolder) ?? []);
            yield return titles.ReadAsync(AsyncSequence.Of(ids.Select(id => new TmdbReference(kind, id))), cancellationToken);
        }

        if (Collections.Count > 0)
        {
            isByTraits = false;
            yield return titles.InCollectionsAsync(Collections, cancellationToken);
        }

        foreach (var title in Titles)
        {
            isByTraits = false;
            yield return titles.SearchAsync(title, year: null, cancellationToken);
        }

        if (isByTraits)
        {
            yield return titles.DiscoverAsync(cancellationToken);
        }
    }
}
