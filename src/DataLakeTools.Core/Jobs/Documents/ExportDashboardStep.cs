using DataLakeTools.Core.Answers;

namespace DataLakeTools.Core.Jobs.Documents;

/// <summary>A step that answers the questions of the model on a page in the lake, as <c>Export-LakeDashboard</c> does.</summary>
public sealed record ExportDashboardStep : TableStep
{
    /// <summary>The questions, in the order of the page; all where there is none.</summary>
    public IReadOnlyList<string> Questions { get; init; } = [];

    /// <summary>The language that the page opens in.</summary>
    public string Language { get; init; } = DashboardLanguage.English;

    /// <summary>Whether another page of the same day is replaced.</summary>
    public bool Force { get; init; }
}
