namespace DataLakeTools.Core.Answers;

/// <summary>What of a lake a question needs.</summary>
public sealed record QuestionNeeds
{
    /// <summary>A question that needs nothing.</summary>
    internal static readonly QuestionNeeds Nothing = new();

    /// <summary>The columns, as <c>table.column</c>: without a value in each of them there is no answer.</summary>
    public IReadOnlyList<string> Columns { get => field ?? []; init; }

    /// <summary>The command that brings the data; null where there is none.</summary>
    public string? Fetch { get; init; }
}
