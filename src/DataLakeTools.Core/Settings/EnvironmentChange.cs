namespace DataLakeTools;

/// <summary>What was done to one variable; never its value.</summary>
/// <param name="Name">The name.</param>
/// <param name="Action">What was done.</param>
/// <param name="Line">The line of the file, from 1; 0 where the file does not name the variable.</param>
public sealed record EnvironmentChange(string Name, EnvironmentAction Action, int Line);
