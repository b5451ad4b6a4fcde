using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Reporting;
using DataLakeTools.Core.Streams;
using DataLakeTools.Core.Tmdb;
using DataLakeTools.Core.Tmdb.Lookup;
using DataLakeTools.Core.Tmdb.Wire;

namespace DataLakeTools.Core.Jobs.Documents;

/// <summary>A step that fetches films or series: by ids, by ids from a CSV file, by titles, by people, by collections, by what changed, or by traits.</summary>
public sealed record FetchTitlesStep : FetchStep
{
    /// <summary>Which titles, and how much of them.</summary>
    public required TmdbTitleOptions Options { get; init; }

    /// <summary>Ids, TMDB's or IMDb's.</summary>
    public IReadOnlyList<TmdbItemId> Ids { get; init; } = [];

    /// <summary>A CSV file with the ids.</summary>
    public CsvIdSource? IdsFrom { get; init; }

    /// <summary>Titles to search.</summary>
    public IReadOnlyList<string> Titles { get; init; } = [];

    /// <summary>The year of the titles that are searched.</summary>
    public int? TitleYear { get; init; }

    /// <summary>People whose titles are wanted, by name or id.</summary>
    public IReadOnlyList<string> People { get; init; } = [];

    /// <summary>The days whose changed titles are wanted.</summary>
    public ChangeDays? Changes { get; init; }

    /// <summary>Collections whose films are wanted, by name or id.</summary>
    public IReadOnlyList<string> Collections { get; init; } = [];

    /// <summary>Whether the titles are found by their traits, and not named in some way.</summary>
    internal bool IsByTraits =>
        Ids.Count == 0 && IdsFrom is null && Titles.Count == 0 && People.Count == 0 && Collections.Count == 0 && Changes is null;

    /// <summary>How many titles an uninterrupted run fetches at most; null where there is no limit.</summary>
    internal long? MaxTitles => Options switch
    {
        { All: true } => null,
        { First: { } first } => (long)first * ListCount,
        _ => IsByTraits || ListCount == Titles.Count ? (long)TmdbTitleOptions.DefaultFirst * ListCount : null,
    };

    /// <summary>About how many titles an uninterrupted run fetches; null where that is not known.</summary>
    /// <param name="titles">Reads the titles.</param>
    /// <param name="ids">How many ids the step names; null where it names titles in another way, too.</param>
    internal long? Expected(TmdbTitles titles, long? ids) => ids ?? MaxTitles ?? (IsByTraits ? titles.Expected : null);

    /// <summary>How many titles the ids of the step name, and how many requests they take; null where it names titles in another way, too.</summary>
    /// <param name="sourceFolder">Where relative paths start.</param>
    /// <param name="cancellationToken">Stops the reading of the file.</param>
    /// <exception cref="DataLakeException">The file of ids cannot be read, or lacks a column.</exception>
    internal (long Titles, long Requests)? CountIds(string sourceFolder, CancellationToken cancellationToken)
    {
        if (ListCount != 1 || (Ids.Count == 0 && IdsFrom is null))
        {
            return null;
        }

        var kind = TmdbEndpoints.KindOf(Options.QueryWithNames.Query.Media);
        var count = (Titles: 0L, Requests: 0L);
        foreach (var id in IdsOf(sourceFolder, cancellationToken).Take(Options.First ?? int.MaxValue))
        {
            count = (count.Titles + 1, count.Requests + DetailReader.RequestsOf(kind, id));
        }

        return count;
    }

    /// <summary>About how many requests find the titles, where at most so many of every list are wanted.</summary>
    /// <param name="first">How many.</param>
    internal long ListRequests(int first) =>
        ((IsByTraits ? 1L : 0) + Titles.Count) * PageReader.PagesOf(first)
        + (IsByTraits ? Options.QueryWithNames.LookUps : 0)
        + People.Concat(Collections).Sum(name => NameResolver.IsId(name) ? 1 : 2)
        + (Changes is null ? 0 : 1);

    private IEnumerable<TmdbItemId> IdsOf(string sourceFolder, CancellationToken cancellationToken) => Ids.Concat(IdsFrom?.Read(sourceFolder, cancellationToken) ?? []);

    // All ids of a step form one list, and so do all changes.
    private int ListCount => (IsByTraits ? 1 : 0) + (Ids.Count > 0 || IdsFrom is not null ? 1 : 0) + People.Count + Collections.Count + Titles.Count + (Changes is null ? 0 : 1);

    internal override FetchStep ResolveChangeDays(DateOnly date) => this with { Changes = Changes?.CountedBackFrom(date) };

    internal override IAsyncEnumerable<TmdbResult> ReadAsync(
        TmdbClient client, string sourceFolder, IReporter reporter, CancellationToken cancellationToken) =>
        ReadAsync(client, new TmdbTitles(client, Options, reporter), sourceFolder, reporter, cancellationToken);

    /// <summary>The records, read by a reader that may skip the titles of an earlier run.</summary>
    internal IAsyncEnumerable<TmdbResult> ReadAsync(
        TmdbClient client, TmdbTitles titles, string sourceFolder, IReporter reporter, CancellationToken cancellationToken) =>
        TmdbResults.Concat(StreamsOf(client, titles, sourceFolder, reporter, cancellationToken), cancellationToken);

    private IEnumerable<IAsyncEnumerable<TmdbResult>> StreamsOf(
        TmdbClient client, TmdbTitles titles, string sourceFolder, IReporter reporter, CancellationToken cancellationToken)
    {
        var kind = TmdbEndpoints.KindOf(Options.QueryWithNames.Query.Media);
        if (IsByTraits)
        {
            yield return titles.DiscoverAsync(cancellationToken);
        }

        if (Ids.Count > 0 || IdsFrom is not null)
        {
            yield return titles.ReadAsync(AsyncSequence.Of(IdsOf(sourceFolder, cancellationToken).Select(id => new TmdbReference(kind, id))), cancellationToken);
        }

        foreach (var person in People)
        {
            yield return titles.OfPersonOrCollectionAsync(TmdbKind.Person, person, cancellationToken);
        }

        foreach (var collection in Collections)
        {
            yield return titles.OfPersonOrCollectionAsync(TmdbKind.Collection, collection, cancellationToken);
        }

        foreach (var title in Titles)
        {
            yield return titles.SearchAsync(title, TitleYear, cancellationToken);
        }

        if (Changes is { } changes)
        {
            var failed = new Queue<TmdbResult>();
            var changed = TmdbReference.ToAllAsync(client.GetChangesAsync(kind, changes.First, changes.Until, cancellationToken), failed);
            yield return ExistingAsync(titles.ReadAsync(changed, cancellationToken), reporter);
            yield return AsyncSequence.Of<TmdbResult>(failed);
        }
    }

    // TMDB also lists removed titles as changed; that their details are not found is not a failure.
    private async IAsyncEnumerable<TmdbResult> ExistingAsync(IAsyncEnumerable<TmdbResult> results, IReporter reporter)
    {
        var gone = 0;
        await foreach (var result in results.ConfigureAwait(false))
        {
            if (result.Error?.Error == DataLakeError.TmdbNotFound)
            {
                gone++;
            }
            else
            {
                yield return result;
            }
        }

        if (gone > 0)
        {
            reporter.Verbose($"{gone} of the changed titles of '{Name}' are no longer in TMDB.");
        }
    }
}
