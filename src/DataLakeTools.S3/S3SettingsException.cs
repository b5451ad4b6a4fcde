namespace DataLakeTools.S3;

/// <summary>Credentials, profile or endpoint cannot be used.</summary>
/// <param name="problem">Which of them, and why.</param>
/// <param name="source">The profile, the file, or where the setting comes from; null for a parameter or the default credentials.</param>
/// <param name="cause">The underlying exception.</param>
internal sealed class S3SettingsException(S3SettingsProblem problem, string? source = null, Exception? cause = null)
    : Exception($"{problem} {source}".TrimEnd(), cause)
{
    public S3SettingsProblem Problem { get; } = problem;

    /// <summary>The profile, the file, or where the setting comes from; null for a parameter or the default credentials.</summary>
    public string? Setting { get; } = source;

    /// <summary>The line of the file that cannot be read; null where it is the whole file.</summary>
    public int? Line { get; init; }

    /// <summary>What the setting may be.</summary>
    public string? Expected { get; init; }
}
