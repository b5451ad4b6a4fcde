using DataLakeTools.Core.Errors;

namespace DataLakeTools.Core.Jobs.Splitting;

/// <summary>How a job is split into parts.</summary>
public sealed record LakeJobSplitOptions
{
    /// <summary>How many parts there may be.</summary>
    public const int MaxParts = 9999;

    /// <summary>What steps are split by.</summary>
    public LakeJobSplitBy By { get; init; }

    /// <summary>How many parts; null where <see cref="Window"/> says it.</summary>
    public int? Parts { get; init; }

    /// <summary>The window of a part; null where <see cref="Parts"/> says it.</summary>
    public LakeJobWindow? Window { get; init; }

    /// <summary>The names of the steps that are split, with wildcards; all that can be split where it is empty.</summary>
    public IReadOnlyList<string> Steps { get; init; } = [];

    /// <summary>What the parts are named after.</summary>
    public required string Name { get; init; }

    /// <summary>The folder of the document, where relative paths in it start.</summary>
    public required string SourceFolder { get; init; }

    /// <summary>The folder of the parts, where relative paths in them start; that of the document when null.</summary>
    public string? TargetFolder { get; init; }

    internal void Check()
    {
        if ((Parts is null) == (Window is null))
        {
            throw Refusal("A job is cut either into a number of parts or by windows.", $"Give {LakeSetting.Parts} or {LakeSetting.Window}.");
        }

        if (Window is not null && By == LakeJobSplitBy.Id)
        {
            throw Refusal("Ids have no window of time.", $"Give {LakeSetting.Parts} with {LakeSetting.By} Id.");
        }

        if (Parts is < 1 or > MaxParts)
        {
            throw Refusal($"A job cannot be cut into {Parts} parts.", $"Give 1 to {MaxParts} parts.");
        }
    }

    internal DataLakeException Refusal(string message, Advice advice) => new(DataLakeError.InvalidOption, message, advice, Name);
}
