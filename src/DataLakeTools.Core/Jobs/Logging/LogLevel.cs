namespace DataLakeTools.Core.Jobs.Logging;

/// <summary>How much a line of the log matters.</summary>
public enum LogLevel
{
    /// <summary>A step of the work.</summary>
    Debug,

    /// <summary>What was done.</summary>
    Info,

    /// <summary>A problem that did not stop the work.</summary>
    Warn,

    /// <summary>What failed.</summary>
    Error,
}
