using DataLakeTools.S3;

namespace DataLakeTools.Core.Tests.Storage.S3;

/// <summary>The shared AWS files of one test, and the environment that names them.</summary>
internal sealed class AwsFiles : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("datalake-profiles-").FullName;

    public AwsFiles(string? config = null, string? credentials = null)
    {
        Variables["AWS_CONFIG_FILE"] = Config;
        Variables["AWS_SHARED_CREDENTIALS_FILE"] = Credentials;
        Write(Config, config);
        Write(Credentials, credentials);
    }

    public Dictionary<string, string> Variables { get; } = [];

    public string Config => Path.Combine(_folder, "config");

    public string Credentials => Path.Combine(_folder, "credentials");

    /// <summary>The settings with this in the default profile.</summary>
    public static S3Settings Find(string profile, string? endpoint = null)
    {
        using var files = new AwsFiles($"[default]\n{profile}\n");
        return files.Find(endpoint: endpoint);
    }

    public S3Settings Find(string? profile = null, string? region = null, string? endpoint = null) => S3Settings.Find(
        new S3ClientOptions
        {
            ProfileName = profile,
            Region = region,
            EndpointUrl = endpoint is null ? null : new Uri(endpoint),
            ConnectTimeout = TimeSpan.FromSeconds(5),
            StallTimeout = TimeSpan.FromSeconds(5),
        },
        Variables.GetValueOrDefault);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static void Write(string path, string? text)
    {
        if (text is not null)
        {
            File.WriteAllText(path, text);
        }
    }
}
