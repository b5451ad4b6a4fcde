using System.Runtime.CompilerServices;

namespace DataLakeTools.Core.Tmdb;

/// <summary>Takes from films' details which collections they belong to.</summary>
internal static class CollectionStubs
{
    /// <summary>Each collection once, as it stands in the film, so that its details can follow.</summary>
    public static async IAsyncEnumerable<TmdbResult> OfAsync(
        IAsyncEnumerable<TmdbResult> movies, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var seen = new HashSet<int>();
        await foreach (var movie in movies.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            if (movie.Error is not null)
            {
                yield return movie;
            }
            else if (movie.Record!.CollectionId is int id && seen.Add(id))
            {
                yield return new TmdbResult(new TmdbRecord(TmdbKind.Collection, id, "", default, isSummary: true));
            }
        }
    }
}
