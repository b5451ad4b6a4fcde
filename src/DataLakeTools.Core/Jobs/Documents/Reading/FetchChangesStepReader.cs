using DataLakeTools.Core.Tmdb.Wire;

namespace DataLakeTools.Core.Jobs.Documents.Reading;

/// <summary>Reads a step of type <c>FetchChanges</c>.</summary>
internal sealed class FetchChangesStepReader : IStepReader
{
    private static readonly string[] Properties = [.. FetchStepProperties.Properties, "kind", .. ChangeDaysReader.Properties];

    public LakeJobStep? Read(JobElement step, string name) => !step.CheckObject(Properties) ? null : FetchStepProperties.Read(step, new FetchChangesStep
    {
        Name = name,
        Kind = step.Optional("kind") is { } kind
            ? Enum.Parse<TmdbKind>(kind.OneOf(nameof(TmdbKind.Movie), nameof(TmdbKind.Series), nameof(TmdbKind.Person)))
            : TmdbKind.Movie,
        Window = ChangeDaysReader.ReadFrom(step),
    });
}
