namespace DataLakeTools;

/// <summary>How a step of a run ended.</summary>
public enum LakeStepStatus
{
    /// <summary>The run ended before its turn came.</summary>
    NotStarted,

    /// <summary>Everything was done.</summary>
    Succeeded,

    /// <summary>Something failed, or the lake did not prove that it has what was sent.</summary>
    Failed,

    /// <summary>The time was up before everything was done.</summary>
    Incomplete,

    /// <summary>The run was canceled during this step.</summary>
    Canceled,

    /// <summary>It was not run, and that is not a failure: there is no token, for example.</summary>
    Skipped,
}
