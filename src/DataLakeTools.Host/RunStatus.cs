namespace DataLakeTools.Host;

/// <summary>How a run ended.</summary>
internal enum RunStatus
{
    /// <summary>All of it was done.</summary>
    Succeeded,

    /// <summary>Something failed.</summary>
    Failed,

    /// <summary>There was no more time; the same run again goes on.</summary>
    Incomplete,
}
