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

/// <summary>What was done to one variable; never its value.</summary>
/// <param name="Name">The name.</param>
/// <param name="Action">What was done.</param>
/// <param name="Line">The line of the file, from 1; 0 where the file does not name the variable.</param>
public sealed record EnvironmentChange(string Name, EnvironmentAction Action, int Line);
