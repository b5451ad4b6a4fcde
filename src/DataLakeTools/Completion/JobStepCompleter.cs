using DataLakeTools.Core.Jobs.Documents.Reading;

namespace DataLakeTools.Completion;

/// <summary>Completes the names of a job's steps.</summary>
public sealed class JobStepCompleter : Completer
{
    private protected override IEnumerable<Suggestion> Suggest(CompletedLine line, string begun) => Beginning(
        begun,
        from file in line.Files("Path", "LiteralPath")
        from step in LakeJobReader.Read(file).Steps
        select new Suggestion(step.Name, $"{step.Name}: {step.GetType().Name.Replace("Step", string.Empty, StringComparison.Ordinal)}"));
}
