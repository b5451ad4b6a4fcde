using DataLakeTools.Core.Tmdb;
using DataLakeTools.Core.Tmdb.Lookup;
using DataLakeTools.Core.Tmdb.Wire;

namespace DataLakeTools.Core.Jobs.Documents;

/// <summary>Records that are wanted by name, id or a search.</summary>
/// <param name="Kind">What they are: people, collections or keywords.</param>
public sealed record NamedRecords(TmdbKind Kind)
{
    /// <summary>Whole names, or ids.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>Names or parts of names to search; what is found comes without details.</summary>
    public IReadOnlyList<string> Searches { get; init; } = [];

    /// <summary>At most so many finds of every search.</summary>
    public int First { get; init; } = TmdbTitleOptions.DefaultFirst;

    /// <summary>Parts that come with the details in the same request.</summary>
    public IReadOnlyList<string> Append { get; init; } = [];

    internal IAsyncEnumerable<TmdbResult> ReadAsync(TmdbClient client, CancellationToken cancellationToken) => TmdbResults.Concat(
        [client.GetNamedAsync(Kind, Names, Append, cancellationToken), .. Searches.Select(text => client.SearchAsync(new TmdbSearch(Kind, text), First, cancellationToken))],
        cancellationToken);
}
