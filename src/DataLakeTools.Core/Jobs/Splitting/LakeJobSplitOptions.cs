using System.Globalization;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Lake;

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

        CheckNames();
    }

    internal string NameOfPart(int number) => string.Create(CultureInfo.InvariantCulture, $"{Name}-part-{number:D4}");

    // A part is a file of its name, on whichever machine runs it; it must not be a path, nor a pattern that finds the parts of others.
    private void CheckNames()
    {
        var name = NameOfPart(MaxParts);
        KeySegment.CheckNew(name, "name of a part");
        if (KeySegment.IsTooLongForFile(name + LakeJobPartFolder.Extension, out var length))
        {
            throw KeySegment.Invalid(
                $"The name of a part '{KeySegment.Shown(name)}' makes a file name of {length} UTF-8 bytes; there may be {KeySegment.MaxFileNameBytes}.", "Shorten the name of the document.", name);
        }
    }

    internal DataLakeException Refusal(string message, Advice advice) => new(DataLakeError.InvalidOption, message, advice, Name);
}
