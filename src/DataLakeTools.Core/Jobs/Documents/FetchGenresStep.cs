using DataLakeTools.Core.Reporting;
using DataLakeTools.Core.Tmdb;
using DataLakeTools.Core.Tmdb.Wire;

namespace DataLakeTools.Core.Jobs.Documents;

/// <summary>A step that fetches the genres, which give names to the genre ids in records.</summary>
public sealed record FetchGenresStep : FetchStep
{
    /// <summary>The genres of films or those of series.</summary>
    public TmdbMedia Media { get; init; } = TmdbMedia.Movie;

    internal override IAsyncEnumerable<TmdbResult> ReadAsync(
        TmdbClient client, string sourceFolder, IReporter reporter, CancellationToken cancellationToken) =>
        client.GetGenresAsync(Media, cancellationToken);
}
