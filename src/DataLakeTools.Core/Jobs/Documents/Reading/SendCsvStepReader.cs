using System.Text.Json.Nodes;
using DataLakeTools.Core.Storage;

namespace DataLakeTools.Core.Jobs.Documents.Reading;

/// <summary>Reads a step of type <c>SendCsv</c>.</summary>
internal sealed class SendCsvStepReader : IStepReader
{
    private const int MaxPartSize = int.MaxValue / 2;
    private const int MaxPartsInFlight = 256;

    private static readonly JobProperty<IReadOnlyList<JobElement>> Path = new(
        "path", JobValues.PathElements, "The files, with * and ? in file names; relative paths start at the folder of this document.")
    {
        IsRequired = true,
        Examples = ["data/movies.csv", new JsonArray("data/movies.csv", "data/series-*.csv")],
    };

    private static readonly JobProperty<bool> SkipCheck = new("skipCheck", JobValues.Flag, "Sends the files as they are, without a check.") { Default = false };
    private static readonly JobProperty<bool> Force = new("force", JobValues.Flag, "Replaces an object that is there with other content.") { Default = false };

    private static readonly JobProperty<bool> NoResume = new(
        "noResume", JobValues.Flag, "Removes earlier, interrupted uploads of the same keys and sends from the beginning, rather than carrying them on.")
    {
        Default = false,
    };

    private static readonly JobProperty<int> PartSize = new(
        "partSize",
        JobValues.Whole(LakeStoreOptions.SmallestPartSize, MaxPartSize),
        "The size of a part in bytes. When left out, parts have 8 MiB, and those of files larger than 1 GiB a 128th of the file, up to 64 MiB.");

    private static readonly JobProperty<int> ThrottleLimit = new(
        "throttleLimit", JobValues.Whole(1, MaxPartsInFlight), "How many parts may be in flight at one time, over all files of the step.")
    {
        Default = LakeStoreOptions.DefaultThrottleLimit,
    };

    public JobObjectType Declaration { get; } = StepProperties.DeclareRawStep(
        "SendCsv", "Sends CSV files byte for byte.", [Path, StepProperties.Delimiter, SkipCheck, Force, NoResume, PartSize, ThrottleLimit]);

    public LakeJobStep Read(JobElement step, string name) => StepProperties.Read(step, new SendCsvStep
    {
        Name = name,
        Paths = [.. (step.Read(Path) ?? []).Select(path => path.Checked(path.Text(), SourcePattern.Check))],
        Delimiter = step.ReadOrNull(StepProperties.Delimiter),
        SkipCheck = step.Read(SkipCheck),
        Force = step.Read(Force),
        NoResume = step.Read(NoResume),
        PartSize = step.ReadOrNull(PartSize),
        ThrottleLimit = step.ReadOrNull(ThrottleLimit),
    });
}
