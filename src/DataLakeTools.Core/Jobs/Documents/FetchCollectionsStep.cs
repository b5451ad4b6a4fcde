using System.Runtime.CompilerServices;
using DataLakeTools.Core.Reporting;
using DataLakeTools.Core.Tmdb;
using DataLakeTools.Core.Tmdb.Wire;

namespace DataLakeTools.Core.Jobs.Documents;

/// <summary>A step that fetches collections of films, each once: by ids, by names, or those of films.</summary>
public sealed record FetchCollectionsStep : FetchStep
{
    /// <summary>Collections by name, id or a search.</summary>
    public required NamedRecords Records { get; init; }

    /// <summary>Films whose collections are wanted.</summary>
    public TmdbTitleOptions? Movies { get; init; }

    internal override async IAsyncEnumerable<TmdbResult> ReadAsync(
        TmdbClient client, string sourceFolder, IReporter reporter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var result in Records.ReadAsync(client, cancellationToken).ConfigureAwait(false))
        {
            yield return result;
        }

        if (Movies is null)
        {
            yield break;
        }

        var failed = new Queue<TmdbResult>();
        var movies = new TmdbTitles(client, Movies, reporter).DiscoverAsync(cancellationToken);
        await foreach (var result in client.GetCollectionsAsync(TmdbReference.ToAllAsync(movies, failed), Records.Append, cancellationToken).ConfigureAwait(false))
        {
            yield return result;
        }

        foreach (var error in failed)
        {
            yield return error;
        }
    }
}
