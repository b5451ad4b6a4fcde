using System.Text.Json.Nodes;
using DataLakeTools.Core.Answers;

namespace DataLakeTools.Core.Jobs.Documents.Reading;

/// <summary>Reads a step of type <c>ExportDashboard</c>.</summary>
internal sealed class ExportDashboardStepReader : IStepReader
{
    private static readonly JobProperty<IReadOnlyList<string>> Question = new("question", JobValues.Names, "The questions, in the order of the page; all when left out.")
    {
        Default = [],
        Examples = ["studio-budgets", new JsonArray("studio-budgets", "professions")],
    };

    private static readonly JobProperty<string> Language = new(
        "language", JobValues.OneOf([DashboardLanguage.English, DashboardLanguage.Portuguese]), "The language that the page opens in; the reader can change it there.")
    {
        Default = DashboardLanguage.English,
    };

    private static readonly JobProperty<bool> Force = new("force", JobValues.Flag, "Replaces another page of the same day.") { Default = false };

    public JobObjectType Declaration { get; } = StepProperties.Declare(
        "ExportDashboard", "Answers the questions of the model on a page in the lake, of the tables as of the processing date.",
        [Question, Language, Force, .. TableStepProperties.All, .. StepProperties.Storage]);

    public LakeJobStep Read(JobElement step, string name) => StepProperties.ReadStorage(step, TableStepProperties.Read(step, new ExportDashboardStep
    {
        Name = name,
        Questions = step.Read(Question)!,
        Language = step.Read(Language)!,
        Force = step.Read(Force),
    }));
}
