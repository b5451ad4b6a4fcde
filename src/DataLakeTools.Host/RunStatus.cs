namespace DataLakeTools.Host;

/// <summary>How a run ended.</summary>
internal enum RunStatus
{
    /// <summary>All of it was done.</summary>
    Succeeded,

    /// <summary>Something failed, or the lake did not prove that it has what was sent.</summary>
    Failed,

    /// <summary>The time was up; the same run again continues.</summary>
    Incomplete,
}
