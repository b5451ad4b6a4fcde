namespace DataLakeTools;

/// <summary>A step of a job that was not run, and why. It is no failure.</summary>
/// <param name="Step">The name of the step.</param>
/// <param name="Reason">One sentence.</param>
public sealed record SkippedStep(string Step, string Reason)
{
    /// <summary>What receipts say in this place.</summary>
    public string Status { get; } = "Skipped";
}
