using DataLakeTools.Core.Tmdb.Titles;
using DataLakeTools.Core.Tmdb.Wire;

namespace DataLakeTools.Core.Jobs.Documents.Reading;

/// <summary>Reads a step of type <c>FetchCollections</c>.</summary>
internal sealed class FetchCollectionsStepReader : IStepReader
{
    private static readonly string[] Properties = [.. FetchStepProperties.Properties, "collection", "search", "first", "movies", "append"];

    public LakeJobStep? Read(JobElement step, string name)
    {
        if (!step.CheckObject(Properties))
        {
            return null;
        }

        if (step.Optional("collection") is null && step.Optional("search") is null && step.Optional("movies") is null)
        {
            step.Invalid("neither 'collection' nor 'search' nor 'movies' is there", "the collections, or the films whose collections are wanted");
        }

        return FetchStepProperties.Read(step, new FetchCollectionsStep
        {
            Name = name,
            Records = FetchNamedStepReader.ReadRecords(step, TmdbKind.Collection, "collection"),
            Movies = step.Optional("movies") is { } movies ? ReadMovies(movies) : null,
        });
    }

    private static TmdbTitleOptions? ReadMovies(JobElement movies)
    {
        if (!movies.CheckObject(TitleFilterReader.PropertiesOf(TmdbMedia.Movie)))
        {
            return null;
        }

        var options = TitleFilterReader.Read(movies, TmdbMedia.Movie, append: [], summary: false);
        movies.Check(options.Validate);
        return options;
    }
}
