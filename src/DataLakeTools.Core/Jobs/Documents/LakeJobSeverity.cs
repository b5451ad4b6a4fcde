namespace DataLakeTools;

/// <summary>The severity of a finding.</summary>
public enum LakeJobSeverity
{
    /// <summary>The job runs, but does less than it says.</summary>
    Warning,

    /// <summary>The job is refused, or something of it fails.</summary>
    Error,
}
