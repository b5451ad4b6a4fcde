using DataLakeTools.Core.Errors;

namespace DataLakeTools.Core.Jobs.Reports;

/// <summary>What happens in a run: a receipt or an error of a step, a step that is skipped, a note, or at last the report.</summary>
/// <param name="Step">The name of the step; empty for what belongs to the whole run.</param>
/// <param name="Receipt">What became of the write; null when there is none.</param>
/// <param name="Error">Why it failed; null when it did not.</param>
public sealed record LakeJobEvent(string Step, Receipt? Receipt, DataLakeException? Error)
{
    /// <summary>The step, if it was skipped; else null.</summary>
    public SkippedStep? Skipped { get; init; }

    /// <summary>What is to be known of a step that would run, where it is only shown; else null.</summary>
    public string? Note { get; init; }

    /// <summary>The report of the whole run: the last result, and the only one that has it.</summary>
    public LakeJobReport? Report { get; init; }
}
