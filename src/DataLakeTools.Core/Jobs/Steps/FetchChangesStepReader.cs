using DataLakeTools.Core.Tmdb;

namespace DataLakeTools.Core.Jobs.Steps;

/// <summary>Reads a step of type <c>FetchChanges</c>.</summary>
internal sealed class FetchChangesStepReader : IStepReader
{
    private const int LongestTime = 366;
    private static readonly string[] Properties = [.. FetchTarget.Properties, "kind", "since", "days", "until"];

    public LakeJobStep Read(JobElement step, string name)
    {
        step.CheckObject(Properties);
        if ((step.Optional("since") is null) == (step.Optional("days") is null))
        {
            throw step.Invalid("'since' and 'days' are both there or both missing", "one of them: a date, or how many days back");
        }

        return FetchTarget.Read(step, new FetchChangesStep
        {
            Name = name,
            Kind = step.Optional("kind") is { } kind
                ? Enum.Parse<TmdbKind>(kind.OneOf(nameof(TmdbKind.Movie), nameof(TmdbKind.Series), nameof(TmdbKind.Person)))
                : TmdbKind.Movie,
            Since = step.Optional("since")?.Date(),
            Days = step.Optional("days")?.Whole(1, LongestTime) ?? 0,
            Until = step.Optional("until")?.Date(),
        });
    }
}
