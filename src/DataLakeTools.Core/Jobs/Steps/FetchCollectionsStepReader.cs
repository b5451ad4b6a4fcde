using DataLakeTools.Core.Tmdb;

namespace DataLakeTools.Core.Jobs.Steps;

/// <summary>Reads a step of type <c>FetchCollections</c>.</summary>
internal sealed class FetchCollectionsStepReader : IStepReader
{
    private static readonly string[] Properties = [.. FetchTarget.Properties, "collection", "movies", "append"];

    public LakeJobStep Read(JobElement step, string name)
    {
        step.CheckObject(Properties);
        if (step.Optional("collection") is null && step.Optional("movies") is null)
        {
            throw step.Invalid("neither 'collection' nor 'movies' is there", "the collections, or the films whose collections are wanted");
        }

        return FetchTarget.Read(step, new FetchCollectionsStep
        {
            Name = name,
            Names = step.Optional("collection")?.NamesOrIds() ?? [],
            Movies = step.Optional("movies") is { } movies ? ReadMovies(movies) : null,
            Append = step.Optional("append")?.NamesOrIds() ?? [],
        });
    }

    private static TmdbTitleOptions ReadMovies(JobElement movies)
    {
        movies.CheckObject(TitleTraits.PropertiesOf(TmdbMedia.Movie));
        var options = TitleTraits.Read(movies, TmdbMedia.Movie, append: [], summary: false);
        movies.Check(options.Validate);
        return options;
    }
}
