using System.Runtime.CompilerServices;
using DataLakeTools.Core.Reporting;
using DataLakeTools.Core.Tmdb;

namespace DataLakeTools.Core.Jobs;

/// <summary>A step that fetches the ids of what changed on TMDB.</summary>
public sealed record FetchChangesStep : FetchStep
{
    /// <summary>What changed: films, series or people.</summary>
    public TmdbKind Kind { get; init; } = TmdbKind.Movie;

    /// <summary>The first day; null where <see cref="Days"/> says it.</summary>
    public DateOnly? Since { get; init; }

    /// <summary>How many days back from the day of the run, so that a job that runs every day needs no date.</summary>
    public int Days { get; init; } = 1;

    /// <summary>The last day; until now when null.</summary>
    public DateOnly? Until { get; init; }

    internal override async IAsyncEnumerable<TmdbResult> ReadAsync(
        TmdbClient client, string sourceFolder, IReporter reporter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var since = Since ?? DateOnly.FromDateTime(DateTime.UtcNow).AddDays(-Days);
        await foreach (var change in client.GetChangesAsync(Kind, since, Until, cancellationToken).ConfigureAwait(false))
        {
            yield return change;
        }
    }
}
