using DataLakeTools.Core.Storage;

namespace DataLakeTools.Core.Jobs.Steps;

/// <summary>Reads a step of type <c>SendCsv</c>.</summary>
internal sealed class SendCsvStepReader : IStepReader
{
    private const int LargestPart = int.MaxValue / 2;
    private const int MostPartsInFlight = 256;

    private static readonly string[] Properties =
        ["type", "name", "path", .. StepTarget.Keys, "delimiter", "skipCheck", "force", "noResume", "partSize", "throttleLimit", .. StepTarget.Storage];

    public LakeJobStep? Read(JobElement step, string name)
    {
        return !step.CheckObject(Properties) ? null : StepTarget.Read(step, new SendCsvStep
        {
            Name = name,
            Paths = [.. (step.Required("path")?.TextsOrText() ?? []).Select(path => path.Accepted(path.Text(), SourcePattern.Check))],
            Delimiter = step.Optional("delimiter")?.Character(),
            SkipCheck = step.Optional("skipCheck")?.Flag() ?? false,
            Force = step.Optional("force")?.Flag() ?? false,
            NoResume = step.Optional("noResume")?.Flag() ?? false,
            PartSize = step.Optional("partSize")?.Whole(LakeStoreOptions.SmallestPartSize, LargestPart),
            ThrottleLimit = step.Optional("throttleLimit")?.Whole(1, MostPartsInFlight),
        });
    }
}
