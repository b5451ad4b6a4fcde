using DataLakeTools.Core.Tmdb.Wire;

namespace DataLakeTools.Core.Jobs.Documents.Reading;

/// <summary>Reads a step of type <c>FetchChanges</c>.</summary>
internal sealed class FetchChangesStepReader : IStepReader
{
    private static readonly JobProperty<TmdbKind> Kind = new("kind", JobValues.OneOf(TmdbKind.Movie, TmdbKind.Series, TmdbKind.Person), "What changed.") { Default = TmdbKind.Movie };

    public JobObjectType Declaration { get; } = FetchStepProperties.Of(
        "FetchChanges",
        "Fetches the ids of what changed on TMDB, each once. The changed titles themselves come with 'changes' of FetchMovies and FetchSeries.",
        [Kind, .. ChangeDaysReader.Properties],
        ChangeDaysReader.Rule);

    public LakeJobStep Read(JobElement step, string name) => FetchStepProperties.Read(step, new FetchChangesStep
    {
        Name = name,
        Kind = step.Read(Kind),
        Window = ChangeDaysReader.Read(step),
    });
}
