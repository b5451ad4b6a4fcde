namespace DataLakeTools.Core.Jobs.Documents.Reading;

/// <summary>Reads a step of type <c>SendCsv</c>.</summary>
internal sealed class SendCsvStepReader : IStepReader
{
    // As Send-RawCsv takes them: S3 wants parts of 5 MiB at least.
    private const int SmallestPart = 5 * 1024 * 1024;
    private const int LargestPart = int.MaxValue / 2;
    private const int MostPartsInFlight = 256;

    private static readonly string[] Properties =
        ["type", "name", "path", .. StepProperties.Keys, "delimiter", "skipCheck", "force", "noResume", "partSize", "throttleLimit", .. StepProperties.Storage];

    public LakeJobStep? Read(JobElement step, string name)
    {
        return !step.CheckObject(Properties) ? null : StepProperties.Read(step, new SendCsvStep
        {
            Name = name,
            Paths = [.. (step.Required("path")?.TextsOrText() ?? []).Select(path => path.Accepted(path.Text(), SourcePattern.Check))],
            Delimiter = step.Optional("delimiter")?.Character(),
            SkipCheck = step.Optional("skipCheck")?.Flag() ?? false,
            Force = step.Optional("force")?.Flag() ?? false,
            NoResume = step.Optional("noResume")?.Flag() ?? false,
            PartSize = step.Optional("partSize")?.Whole(SmallestPart, LargestPart),
            ThrottleLimit = step.Optional("throttleLimit")?.Whole(1, MostPartsInFlight),
        });
    }
}
