namespace DataLakeTools;

/// <summary>A step of a job that was not run, and why. It is no failure.</summary>
/// <param name="Step">The name of the step.</param>
/// <param name="Reason">One sentence.</param>
public sealed record SkippedStep(string Step, string Reason)
{
    /// <summary>Always null: there is no object. Receipts have a key under the same name, so that the two go through one pipeline.</summary>
    public string? Key { get; }

    /// <summary>Always <see cref="LakeStepStatus.Skipped"/>; receipts have a status under the same name.</summary>
    public LakeStepStatus Status { get; } = LakeStepStatus.Skipped;
}
