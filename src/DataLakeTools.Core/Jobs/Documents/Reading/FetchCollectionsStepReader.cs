using DataLakeTools.Core.Tmdb;
using DataLakeTools.Core.Tmdb.Wire;

namespace DataLakeTools.Core.Jobs.Documents.Reading;

/// <summary>Reads a step of type <c>FetchCollections</c>.</summary>
internal sealed class FetchCollectionsStepReader : IStepReader
{
    private static readonly NamedRecordsReader Records = new(
        TmdbKind.Collection, new("collection", JobValues.Names, "The collections, by name or id.") { Default = [] }, hasAppend: true);

    private static readonly JobProperty<TmdbTitleOptions?> Movies = new(
        "movies",
        JobValues.Object(new JobObjectType("movieTraits", TitleFilterReader.Movies.Properties) { Rules = [TitleFilterReader.Rule] }, ReadMovies, refused: null),
        "Films whose collections are wanted, by their traits.");

    public JobObjectType Declaration { get; } = FetchStepProperties.Of(
        "FetchCollections",
        "Fetches collections of films, each once.",
        [.. Records.Properties, Movies],
        JobRule.AtLeastOne(["collection", "search", "movies"], "the collections, or the films whose collections are wanted"),
        NamedRecordsReader.FirstRule);

    public LakeJobStep Read(JobElement step, string name) => FetchStepProperties.Read(step, new FetchCollectionsStep
    {
        Name = name,
        Records = Records.Read(step),
        Movies = step.Read(Movies),
    });

    private static TmdbTitleOptions? ReadMovies(JobElement movies)
    {
        var options = TitleFilterReader.Movies.Read(movies, append: [], summary: false);
        movies.Check(options.Validate);
        return options;
    }
}
