using DataLakeTools.Core.Tmdb.Wire;

namespace DataLakeTools.Core.Jobs.Documents.Reading;

/// <summary>Reads a step of type <c>FetchGenres</c>.</summary>
internal sealed class FetchGenresStepReader : IStepReader
{
    private static readonly string[] Properties = [.. FetchStepProperties.Properties, "media"];

    public LakeJobStep? Read(JobElement step, string name) => !step.CheckObject(Properties) ? null : FetchStepProperties.Read(step, new FetchGenresStep
    {
        Name = name,
        Media = step.Optional("media") is { } media
            ? Enum.Parse<TmdbMedia>(media.OneOf(nameof(TmdbMedia.Movie), nameof(TmdbMedia.Series)))
            : TmdbMedia.Movie,
    });
}
