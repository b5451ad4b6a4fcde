using System.Management.Automation;
using DataLakeTools.Completion;
using DataLakeTools.Core.Tmdb.Lookup;
using DataLakeTools.Core.Tmdb.Wire;

namespace DataLakeTools.Commands;

/// <summary>
/// <para type="synopsis">Gets films from TMDB: by their traits, ids or titles, or those of people, collections and genres.</para>
/// </summary>
[Cmdlet(VerbsCommon.Get, "TmdbMovies", DefaultParameterSetName = DiscoverSet)]
[Alias("Get-TmdbMovie")]
[OutputType(typeof(TmdbMovie))]
public sealed class GetTmdbMoviesCommand : TmdbTitleCommand
{
    private const string CollectionSet = "Collection";

    /// <summary>The collections whose films are wanted, by name or id.</summary>
    [Parameter(Mandatory = true, ParameterSetName = CollectionSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(TmdbNameCompleter))]
    public string[] Collection { get; set; } = [];

    /// <summary>People who act in the films, by name or id.</summary>
    [Parameter(ParameterSetName = DiscoverSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(TmdbNameCompleter))]
    public string[] Cast { get; set; } = [];

    /// <summary>People who made the films, by name or id.</summary>
    [Parameter(ParameterSetName = DiscoverSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(TmdbNameCompleter))]
    public string[] Crew { get; set; } = [];

    /// <summary>People who act in the films or made them, by name or id.</summary>
    [Parameter(ParameterSetName = DiscoverSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(TmdbNameCompleter))]
    public string[] People { get; set; } = [];

    private protected override TmdbKind Kind => TmdbKind.Movie;

    private protected override long ListCount => ParameterSetName == CollectionSet ? Collection.Length : base.ListCount;

    private protected override TmdbDiscoverQuery Unfiltered => new TmdbMovieQuery();

    private protected override IAsyncEnumerable<TmdbResult> ResultsOf(string parameterSet, CancellationToken cancellationToken) =>
        parameterSet == CollectionSet ? Titles.InCollectionsAsync(Collection, cancellationToken) : base.ResultsOf(parameterSet, cancellationToken);
}
