namespace DataLakeTools;

/// <summary>How a step of a run ended.</summary>
public enum LakeStepStatus
{
    /// <summary>The run ended before its turn came.</summary>
    NotStarted,

    /// <summary>Everything was done.</summary>
    Succeeded,

    /// <summary>Something failed.</summary>
    Failed,

    /// <summary>The time was up before everything was done.</summary>
    Incomplete,

    /// <summary>Somebody stopped the run during this step.</summary>
    Canceled,

    /// <summary>It was not wanted here, and that is no failure: no token, for example.</summary>
    Skipped,
}
