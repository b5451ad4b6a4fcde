namespace DataLakeTools;

/// <summary>How a run ended.</summary>
public enum LakeJobStatus
{
    /// <summary>Everything was done.</summary>
    Succeeded,

    /// <summary>Something failed, which the report lists, or the lake did not prove that it has what was sent.</summary>
    Failed,

    /// <summary>The time was up before everything was done; the next run of the job continues where this one ended.</summary>
    Incomplete,

    /// <summary>The run was canceled.</summary>
    Canceled,
}
