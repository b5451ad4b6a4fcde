using DataLakeTools.Core.Reporting;
using DataLakeTools.Core.Tmdb;
using DataLakeTools.Core.Tmdb.Wire;

namespace DataLakeTools.Core.Jobs.Documents;

/// <summary>A step that fetches the ids of what changed on TMDB.</summary>
public sealed record FetchChangesStep : FetchStep
{
    /// <summary>What changed: films, series or people.</summary>
    public TmdbKind Kind { get; init; } = TmdbKind.Movie;

    /// <summary>When.</summary>
    public required ChangeDays Window { get; init; }

    internal override FetchStep ResolveChangeDays(DateOnly date) => this with { Window = Window.CountedBackFrom(date) };

    internal override IAsyncEnumerable<TmdbResult> ReadAsync(
        TmdbClient client, string sourceFolder, IReporter reporter, CancellationToken cancellationToken) =>
        client.GetChangesAsync(Kind, Window.First, Window.Until, cancellationToken);
}
