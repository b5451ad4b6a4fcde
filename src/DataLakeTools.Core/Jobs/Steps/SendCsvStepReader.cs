namespace DataLakeTools.Core.Jobs.Steps;

/// <summary>Reads a step of type <c>SendCsv</c>.</summary>
internal sealed class SendCsvStepReader : IStepReader
{
    private static readonly string[] Properties =
        ["type", "name", "path", .. StepTarget.Keys, "delimiter", "skipCheck", "force", .. StepTarget.Storage];

    public LakeJobStep Read(JobElement step, string name)
    {
        step.CheckObject(Properties);
        return StepTarget.Read(step, new SendCsvStep
        {
            Name = name,
            Paths = [.. step.Required("path").TextsOrText().Select(path => path.Accepted(path.Text(), SourcePattern.Check))],
            Delimiter = step.Optional("delimiter")?.Character(),
            SkipCheck = step.Optional("skipCheck")?.Flag() ?? false,
            Force = step.Optional("force")?.Flag() ?? false,
        });
    }
}
