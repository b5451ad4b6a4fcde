using Amazon.Runtime;

namespace DataLakeTools.S3;

/// <summary>
/// What is known without asking the SDK, whose chains of credentials and endpoints take longer to load than a small
/// file to send: keys that stand in the environment where nothing else speaks of AWS, as in containers, and the
/// addresses of buckets with nothing special about them. Null or false wherever the SDK may know better.
/// </summary>
/// <param name="variable">Reads an environment variable.</param>
/// <param name="exists">Whether there is a file.</param>
internal sealed class S3EnvironmentSettings(Func<string, string?> variable, Func<string, bool> exists)
{
    // Each can lead to other credentials or other endpoints.
    private static readonly string[] Others =
    [
        "AWS_PROFILE", "AWS_DEFAULT_PROFILE", "AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_ROLE_ARN", "AWS_SECRET_KEY",
        "AWS_USE_DUALSTACK_ENDPOINT", "AWS_USE_FIPS_ENDPOINT", "AWS_ENDPOINT_DISCOVERY_ENABLED",
    ];

    // Regions of the partition "aws", whose endpoints end in amazonaws.com.
    private static readonly string[] Continents = ["us", "eu", "ap", "sa", "ca", "me", "af", "il", "mx"];

    /// <summary>The settings of this process.</summary>
    public static S3EnvironmentSettings OfProcess { get; } = new(Environment.GetEnvironmentVariable, File.Exists);

    /// <summary>Whether nothing but keys in the environment speaks of AWS.</summary>
    public bool AreAll =>
        !Array.Exists(Others, name => IsSet(name))
        && !exists(variable("AWS_CONFIG_FILE") ?? Home(".aws", "config"))
        && !exists(variable("AWS_SHARED_CREDENTIALS_FILE") ?? Home(".aws", "credentials"))
        && !exists(Path.Join(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData), "AWSToolkit", "RegisteredAccounts.json"));

    /// <summary>The keys in the environment, where they are the only credentials there can be.</summary>
    public AWSCredentials? FindCredentials()
    {
        if (variable("AWS_ACCESS_KEY_ID") is not { Length: > 0 } id || variable("AWS_SECRET_ACCESS_KEY") is not { Length: > 0 } secret || !AreAll)
        {
            return null;
        }

        return variable("AWS_SESSION_TOKEN") is { Length: > 0 } token ? new SessionAWSCredentials(id, secret, token) : new BasicAWSCredentials(id, secret);
    }

    /// <summary>The address of a bucket, without a slash at its end.</summary>
    /// <param name="bucket">The bucket's name, which is a valid one.</param>
    /// <param name="region">Its region.</param>
    /// <param name="endpoint">The endpoint that was given.</param>
    public string? FindAddress(string bucket, string region, Uri? endpoint)
    {
        if (bucket.Contains("--", StringComparison.Ordinal))
        {
            return null; // a kind of bucket of its own
        }

        if (endpoint is not null)
        {
            return $"{endpoint.ToString().TrimEnd('/')}/{bucket}";
        }

        return IsOfMainPartition(region) && !bucket.Contains('.', StringComparison.Ordinal) && AreAll
            ? $"https://{bucket}.s3.{region}.amazonaws.com"
            : null;
    }

    // Like eu-west-1; neither us-gov-west-1 nor us-iso-east-1 nor pseudo regions.
    private static bool IsOfMainPartition(string region) =>
        region.Split('-') is [var continent, var part, [>= '1' and <= '9']] && Array.IndexOf(Continents, continent) >= 0 && part.All(char.IsAsciiLetterLower);

    private static string Home(params string[] path) => Path.Join([Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), .. path]);

    private bool IsSet(string name) => !string.IsNullOrEmpty(variable(name));
}
