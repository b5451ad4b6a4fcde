namespace DataLakeTools;

/// <summary>What was done to a variable of this process.</summary>
public enum EnvironmentAction
{
    /// <summary>It is new.</summary>
    Set,

    /// <summary>It had another value.</summary>
    Replaced,

    /// <summary>It had this value already.</summary>
    Unchanged,

    /// <summary>It was taken away.</summary>
    Removed,
}
