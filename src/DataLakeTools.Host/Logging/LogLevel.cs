namespace DataLakeTools.Host.Logging;

/// <summary>How much a line of the log matters.</summary>
internal enum LogLevel
{
    /// <summary>A step of the work.</summary>
    Debug,

    /// <summary>What was done.</summary>
    Info,

    /// <summary>What somebody has to know although the work went on.</summary>
    Warn,

    /// <summary>What failed.</summary>
    Error,
}
