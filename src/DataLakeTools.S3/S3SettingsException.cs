namespace DataLakeTools.S3;

/// <summary>Credentials, profile or endpoint cannot be used.</summary>
/// <param name="problem">Which of them, and why.</param>
/// <param name="source">The profile, or the setting that the endpoint comes from; null for the default credentials.</param>
/// <param name="cause">What was met.</param>
internal sealed class S3SettingsException(S3SettingsProblem problem, string? source = null, Exception? cause = null)
    : Exception($"{problem} {source}".TrimEnd(), cause)
{
    public S3SettingsProblem Problem { get; } = problem;

    /// <summary>The profile, or the setting that the endpoint comes from; null for the default credentials.</summary>
    public string? Setting { get; } = source;
}

/// <summary>Why settings cannot be used.</summary>
internal enum S3SettingsProblem
{
    /// <summary>There are no credentials.</summary>
    CredentialsNotFound,

    /// <summary>There were credentials, and they cannot be read or renewed any more.</summary>
    CredentialsLost,

    /// <summary>There is no profile of this name.</summary>
    UnknownProfile,

    /// <summary>The profile does not say where its credentials come from.</summary>
    IncompleteProfile,

    /// <summary>The endpoint is no address that can be used.</summary>
    InvalidEndpoint,
}
