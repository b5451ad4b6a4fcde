namespace DataLakeTools.Core.Settings;

/// <summary>One variable of an environment file.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">Its value, a secret.</param>
/// <param name="Line">The line it stands in, from 1.</param>
public sealed record EnvironmentVariable(string Name, string Value, int Line)
{
    /// <summary>The name alone.</summary>
    public override string ToString() => Name;
}
