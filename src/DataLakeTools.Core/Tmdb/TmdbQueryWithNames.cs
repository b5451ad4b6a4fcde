using DataLakeTools.Core.Tmdb.Lookup;
using DataLakeTools.Core.Tmdb.Wire;

namespace DataLakeTools.Core.Tmdb;

/// <summary>A query in which genres, people, companies and keywords are given by name or by id.</summary>
/// <param name="Query">The properties that need no look-up.</param>
public sealed record TmdbQueryWithNames(TmdbDiscoverQuery Query)
{
    /// <summary>Whether a title must match all names of a list or one of them.</summary>
    public TmdbMatch Match { get; init; } = TmdbMatch.Any;

    /// <summary>Genres.</summary>
    public IReadOnlyList<string> Genres { get; init; } = [];

    /// <summary>Genres that a title must not have.</summary>
    public IReadOnlyList<string> ExcludedGenres { get; init; } = [];

    /// <summary>Production companies.</summary>
    public IReadOnlyList<string> Companies { get; init; } = [];

    /// <summary>Keywords.</summary>
    public IReadOnlyList<string> Keywords { get; init; } = [];

    /// <summary>Keywords that a title must not have.</summary>
    public IReadOnlyList<string> ExcludedKeywords { get; init; } = [];

    /// <summary>People who act in a film; not for series.</summary>
    public IReadOnlyList<string> Cast { get; init; } = [];

    /// <summary>People who made a film; not for series.</summary>
    public IReadOnlyList<string> Crew { get; init; } = [];

    /// <summary>People who act in a film or made it; not for series.</summary>
    public IReadOnlyList<string> People { get; init; } = [];

    /// <summary>How many requests find the ids of the names.</summary>
    internal int LookUps => ((IReadOnlyList<string>[])[Genres, ExcludedGenres, Companies, Keywords, ExcludedKeywords, Cast, Crew, People]).Sum(names => names.Count(name => !NameResolver.IsId(name)));

    internal bool IsEmpty => this == new TmdbQueryWithNames(Query is TmdbMovieQuery ? new TmdbMovieQuery() : new TmdbSeriesQuery())
    {
        Match = Match,
        Genres = Genres.Count == 0 ? Genres : [],
        ExcludedGenres = ExcludedGenres.Count == 0 ? ExcludedGenres : [],
        Companies = Companies.Count == 0 ? Companies : [],
        Keywords = Keywords.Count == 0 ? Keywords : [],
        ExcludedKeywords = ExcludedKeywords.Count == 0 ? ExcludedKeywords : [],
        Cast = Cast.Count == 0 ? Cast : [],
        Crew = Crew.Count == 0 ? Crew : [],
        People = People.Count == 0 ? People : [],
    };

    /// <summary>Looks up the ids of the names.</summary>
    /// <param name="client">The client.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="Errors.DataLakeException"><see cref="DataLakeError.TmdbNameUnknown"/>, with similar names.</exception>
    public async Task<TmdbDiscoverQuery> ResolveAsync(TmdbClient client, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        Query.Validate();
        var resolved = Query with
        {
            Genres = await GenresAsync(Genres).ConfigureAwait(false),
            WithoutGenres = await GenresAsync(ExcludedGenres).ConfigureAwait(false),
            Companies = await FilterAsync(TmdbKind.Company, Companies).ConfigureAwait(false),
            Keywords = await FilterAsync(TmdbKind.Keyword, Keywords).ConfigureAwait(false),
            WithoutKeywords = await FilterAsync(TmdbKind.Keyword, ExcludedKeywords).ConfigureAwait(false),
        };
        return resolved is not TmdbMovieQuery movies ? resolved : movies with
        {
            Cast = await FilterAsync(TmdbKind.Person, Cast).ConfigureAwait(false),
            Crew = await FilterAsync(TmdbKind.Person, Crew).ConfigureAwait(false),
            People = await FilterAsync(TmdbKind.Person, People).ConfigureAwait(false),
        };

        Task<TmdbIdFilter?> GenresAsync(IReadOnlyList<string> names) =>
            IdsAsync(names, name => client.ResolveGenreAsync(Query.Media, name, cancellationToken));

        Task<TmdbIdFilter?> FilterAsync(TmdbKind kind, IReadOnlyList<string> names) =>
            IdsAsync(names, name => client.ResolveAsync(kind, name, cancellationToken));
    }

    private async Task<TmdbIdFilter?> IdsAsync(IReadOnlyList<string> names, Func<string, Task<int>> idOf)
    {
        var ids = new List<int>();
        foreach (var name in names)
        {
            ids.Add(await idOf(name).ConfigureAwait(false));
        }

        return ids.Count == 0 ? null : new TmdbIdFilter(Match, ids);
    }
}
