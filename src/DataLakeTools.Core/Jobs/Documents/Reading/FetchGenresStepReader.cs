using DataLakeTools.Core.Tmdb.Wire;

namespace DataLakeTools.Core.Jobs.Documents.Reading;

/// <summary>Reads a step of type <c>FetchGenres</c>.</summary>
internal sealed class FetchGenresStepReader : IStepReader
{
    private static readonly JobProperty<TmdbMedia> Media = new("media", JobValues.OneOf(TmdbMedia.Movie, TmdbMedia.Series), "The genres of films or those of series.") { Default = TmdbMedia.Movie };

    public JobObjectType Declaration { get; } = FetchStepProperties.Of("FetchGenres", "Fetches the genres, which give names to the genre ids in records.", [Media]);

    public LakeJobStep Read(JobElement step, string name) => FetchStepProperties.Read(step, new FetchGenresStep { Name = name, Media = step.Read(Media) });
}
