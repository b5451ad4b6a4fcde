namespace DataLakeTools.Core.Jobs.Runs;

/// <summary>What a step says of itself beside its results.</summary>
internal sealed class StepRun
{
    /// <summary>Whether the time was up before everything was done.</summary>
    public bool IsCutShort { get; set; }

    /// <summary>How many titles were there from an interrupted run and were not fetched again.</summary>
    public long TitlesKept { get; set; }
}
