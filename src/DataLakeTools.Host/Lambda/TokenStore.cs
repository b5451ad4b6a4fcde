namespace DataLakeTools.Host.Lambda;

/// <summary>Where the TMDB token is kept, and how the extension that reads it is asked.</summary>
/// <param name="Name">Its name in errors; never the token.</param>
/// <param name="Path">Path and query of the extension's answer.</param>
/// <param name="Properties">Where in that answer the secret is.</param>
internal sealed record TokenStore(string Name, string Path, IReadOnlyList<string> Properties)
{
    /// <summary>The variable with the name of a parameter of Systems Manager.</summary>
    public const string ParameterVariable = "TMDB_TOKEN_PARAMETER";

    /// <summary>The variable with the name or ARN of a secret of Secrets Manager.</summary>
    public const string SecretVariable = "TMDB_TOKEN_SECRET";

    /// <summary>The store that the environment names; null where it names none.</summary>
    /// <param name="environment">Reads a variable.</param>
    public static TokenStore? Of(Func<string, string?> environment)
    {
        if (environment(ParameterVariable) is { Length: > 0 } parameter)
        {
            return new($"the parameter '{parameter}'", $"/systemsmanager/parameters/get?name={Uri.EscapeDataString(parameter)}&withDecryption=true", ["Parameter", "Value"]);
        }

        return environment(SecretVariable) is { Length: > 0 } secret
            ? new($"the secret '{secret}'", $"/secretsmanager/get?secretId={Uri.EscapeDataString(secret)}", ["SecretString"])
            : null;
    }
}
