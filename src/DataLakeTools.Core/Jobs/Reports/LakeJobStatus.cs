namespace DataLakeTools;

/// <summary>How a run ended.</summary>
public enum LakeJobStatus
{
    /// <summary>Everything was done.</summary>
    Succeeded,

    /// <summary>Something failed; the report lists what.</summary>
    Failed,

    /// <summary>The time was up before everything was done; the same job goes on where this run ended.</summary>
    Incomplete,

    /// <summary>Somebody stopped the run.</summary>
    Canceled,
}
