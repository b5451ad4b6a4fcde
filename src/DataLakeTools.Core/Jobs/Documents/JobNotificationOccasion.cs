namespace DataLakeTools.Core.Jobs.Documents;

/// <summary>Of which ends of a run somebody is told.</summary>
public enum JobNotificationOccasion
{
    /// <summary>Something failed.</summary>
    Failure,

    /// <summary>However it ended.</summary>
    Always,
}
