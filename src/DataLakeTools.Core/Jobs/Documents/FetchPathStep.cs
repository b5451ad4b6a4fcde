using DataLakeTools.Core.Reporting;
using DataLakeTools.Core.Tmdb;
using DataLakeTools.Core.Tmdb.Lookup;
using DataLakeTools.Core.Tmdb.Wire;

namespace DataLakeTools.Core.Jobs.Documents;

/// <summary>A step that fetches any paths of the TMDB API, as <c>Invoke-TmdbApi</c> does.</summary>
public sealed record FetchPathStep : FetchStep
{
    /// <summary>The requests.</summary>
    public required IReadOnlyList<TmdbPathQuery> Queries { get; init; }

    internal override IAsyncEnumerable<TmdbResult> ReadAsync(
        TmdbClient client, string sourceFolder, IReporter reporter, CancellationToken cancellationToken) =>
        TmdbResults.Concat(Queries.Select(query => client.GetPathAsync(query, cancellationToken)), cancellationToken);
}
